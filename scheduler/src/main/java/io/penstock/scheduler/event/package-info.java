/** The final events that nobody else tells. */
@NullMarked
package io.penstock.scheduler.event;

import org.jspecify.annotations.NullMarked;
