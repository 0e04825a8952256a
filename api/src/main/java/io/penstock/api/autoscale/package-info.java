/** How many workers a lane needs, for those who start and stop them. */
@NullMarked
package io.penstock.api.autoscale;

import org.jspecify.annotations.NullMarked;
