/** prune. */
@NullMarked
package io.penstock.scheduler.prune;

import org.jspecify.annotations.NullMarked;
