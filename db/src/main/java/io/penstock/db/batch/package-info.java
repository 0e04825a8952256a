/** Jobs that were submitted together: receiving them, reading how they stand, and noticing their end. */
@NullMarked
package io.penstock.db.batch;

import org.jspecify.annotations.NullMarked;
