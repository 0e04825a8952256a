/** expire, and what is left of cancel. */
@NullMarked
package io.penstock.scheduler.end;

import org.jspecify.annotations.NullMarked;
