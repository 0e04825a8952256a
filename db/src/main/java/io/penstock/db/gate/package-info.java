/** dispatch, and what returns to a gate. */
@NullMarked
package io.penstock.db.gate;

import org.jspecify.annotations.NullMarked;
