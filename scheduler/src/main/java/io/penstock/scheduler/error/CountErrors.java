package io.penstock.scheduler.error;

import io.micrometer.core.instrument.MeterRegistry;
import io.penstock.db.error.Sightings;
import io.penstock.dispatch.loop.Duty;
import java.time.Duration;

/** Counts the jobs that failed into their groups. */
public final class CountErrors implements Duty {

    private static final Duration REST = Duration.ofSeconds(1);
    private static final int AT_ONCE = 10_000;

    /** While a transaction somewhere is held open, what was counted still lies in the way: a look that takes long is taken the more rarely. */
    private static final int LEAST_BETWEEN_LOOKS = 10;

    private final Sightings sightings;
    private final MeterRegistry meters;

    public CountErrors(Sightings sightings, MeterRegistry meters) {
        this.sightings = sightings;
        this.meters = meters;
    }

    @Override
    public Duration runOnce() {
        long began = System.nanoTime();
        var counted = sightings.count(AT_ONCE);
        counted.kinds()
                .forEach(one -> meters.counter("penstock.errors", "kind", one.kind(), "class", one.failureClass())
                        .increment((double) one.count()));
        meters.counter("penstock.errors.reopened").increment(counted.reopened());
        if (counted.rows() == AT_ONCE) {
            return Duration.ZERO;
        }
        var rest = Duration.ofNanos(System.nanoTime() - began).multipliedBy(LEAST_BETWEEN_LOOKS);
        return rest.compareTo(REST) > 0 ? rest : REST;
    }
}
