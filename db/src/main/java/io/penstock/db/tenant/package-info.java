/** The tenants, the keys that speak for them, and what these may do. */
@NullMarked
package io.penstock.db.tenant;

import org.jspecify.annotations.NullMarked;
