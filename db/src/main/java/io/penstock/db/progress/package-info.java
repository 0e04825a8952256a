/** What handlers say while they work. */
@NullMarked
package io.penstock.db.progress;

import org.jspecify.annotations.NullMarked;
