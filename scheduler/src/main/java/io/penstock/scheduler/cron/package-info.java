/** What schedules have come to. */
@NullMarked
package io.penstock.scheduler.cron;

import org.jspecify.annotations.NullMarked;
