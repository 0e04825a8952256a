package io.penstock.scheduler.end;

import io.micrometer.core.instrument.MeterRegistry;
import io.penstock.db.control.Cancellations;
import io.penstock.db.control.Expirations;
import io.penstock.dispatch.loop.Duty;
import java.time.Duration;

/** Ends jobs that wait in vain: their deadline has passed, or they came back from a worker while somebody wanted them gone. */
public final class EndWaiting implements Duty {

    private static final Duration REST = Duration.ofMillis(250);
    private static final int AT_ONCE = 2000;

    private final Expirations expirations;
    private final Cancellations cancellations;
    private final MeterRegistry meters;

    public EndWaiting(Expirations expirations, Cancellations cancellations, MeterRegistry meters) {
        this.expirations = expirations;
        this.cancellations = cancellations;
        this.meters = meters;
    }

    @Override
    public Duration runOnce() {
        int expired = expirations.expire(AT_ONCE);
        int cancelled = cancellations.endRequested(AT_ONCE);
        meters.counter("penstock.expired").increment(expired);
        return expired == AT_ONCE || cancelled == AT_ONCE ? Duration.ZERO : REST;
    }
}
