/** What the configuration says about tenants. */
@NullMarked
package io.penstock.scheduler.tenant;

import org.jspecify.annotations.NullMarked;
