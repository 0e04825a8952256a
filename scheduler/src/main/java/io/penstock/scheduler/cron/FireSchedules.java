package io.penstock.scheduler.cron;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.penstock.db.schedule.DueSchedules;
import io.penstock.db.schedule.Firing;
import io.penstock.db.schedule.Round;
import io.penstock.db.schedule.WaitingFirings;
import io.penstock.dispatch.loop.Duty;
import java.time.Duration;

/** fire: submits what schedules have come to. Any number of schedulers may do so. */
public final class FireSchedules implements Duty {

    private static final Duration REST = Duration.ofMillis(250);
    private static final Duration BETWEEN_LOOKS = Duration.ofSeconds(1);
    private static final int AT_ONCE = 100;

    private final DueSchedules due;
    private final WaitingFirings waiting;
    private final MeterRegistry meters;
    private final Timer late;
    private volatile Duration behind = Duration.ZERO;
    private long lastLook = System.nanoTime() - BETWEEN_LOOKS.toNanos();

    public FireSchedules(DueSchedules due, WaitingFirings waiting, MeterRegistry meters) {
        this.due = due;
        this.waiting = waiting;
        this.meters = meters;
        this.late = Timer.builder("penstock.schedules.late")
                .description("From when firings were due to when they fired")
                .publishPercentiles(0.5, 0.99)
                .register(meters);
        Gauge.builder("penstock.schedules.behind", () -> behind.toMillis() / 1000.0)
                .description("For how long the schedule has been due that has been so the longest")
                .baseUnit("seconds")
                .strongReference(true)
                .register(meters);
    }

    @Override
    public Duration runOnce() {
        behind = due.behind();
        var round = due.fire(AT_ONCE);
        note(round);
        boolean more = round.looked() == AT_ONCE;
        if (System.nanoTime() - lastLook >= BETWEEN_LOOKS.toNanos()) {
            var waited = waiting.fire(AT_ONCE);
            note(waited);
            boolean all = waited.looked() < AT_ONCE;
            lastLook = all ? System.nanoTime() : lastLook;
            more |= !all;
        }
        return more ? Duration.ZERO : REST;
    }

    private void note(Round round) {
        for (var state : Firing.State.values()) {
            meters.counter("penstock.schedules.firings", "state", state.label())
                    .increment(round.noted().getOrDefault(state, 0));
        }
        meters.counter("penstock.schedules.postponed").increment(round.postponed());
        round.late().forEach(late::record);
    }
}
