/** What comes due, and what nobody claimed. */
@NullMarked
package io.penstock.scheduler.dispatch;

import org.jspecify.annotations.NullMarked;
