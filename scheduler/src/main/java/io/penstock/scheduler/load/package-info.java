/** What the lanes have to carry, in the metrics. */
@NullMarked
package io.penstock.scheduler.load;

import org.jspecify.annotations.NullMarked;
