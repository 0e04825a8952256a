/** Bulk operations: planned, confirmed, watched and stopped. */
@NullMarked
package io.penstock.api.bulk;

import org.jspecify.annotations.NullMarked;
