/** Payloads and results that are too long for their job's row: compressed, in a table beside it. */
@NullMarked
package io.penstock.db.aside;

import org.jspecify.annotations.NullMarked;
