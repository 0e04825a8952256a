/** The pauses whose time is over. */
@NullMarked
package io.penstock.scheduler.pause;

import org.jspecify.annotations.NullMarked;
