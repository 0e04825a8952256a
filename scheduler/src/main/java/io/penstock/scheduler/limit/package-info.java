/** The limits that the configuration declares. */
@NullMarked
package io.penstock.scheduler.limit;

import org.jspecify.annotations.NullMarked;
