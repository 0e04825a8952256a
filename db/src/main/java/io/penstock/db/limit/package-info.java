/** The limits: named quotas of the whole fleet, which jobs need them, and what was used of them. */
@NullMarked
package io.penstock.db.limit;

import org.jspecify.annotations.NullMarked;
