/** Ending batches. */
@NullMarked
package io.penstock.scheduler.batch;

import org.jspecify.annotations.NullMarked;
