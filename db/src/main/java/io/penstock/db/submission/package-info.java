/** submit. */
@NullMarked
package io.penstock.db.submission;

import org.jspecify.annotations.NullMarked;
