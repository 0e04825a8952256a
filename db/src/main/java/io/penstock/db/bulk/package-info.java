/** Bulk operations: what is planned over many jobs, confirmed, and then done to one after the other. */
@NullMarked
package io.penstock.db.bulk;

import org.jspecify.annotations.NullMarked;
