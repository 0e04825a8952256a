/** What is made ahead and what is dropped. */
@NullMarked
package io.penstock.db.retention;

import org.jspecify.annotations.NullMarked;
