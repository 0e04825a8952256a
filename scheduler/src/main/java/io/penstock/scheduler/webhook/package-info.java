/** Callbacks begin their way. */
@NullMarked
package io.penstock.scheduler.webhook;

import org.jspecify.annotations.NullMarked;
