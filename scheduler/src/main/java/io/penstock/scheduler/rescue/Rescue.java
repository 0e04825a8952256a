package io.penstock.scheduler.rescue;

import io.micrometer.core.instrument.MeterRegistry;
import io.penstock.db.claim.LapsedClaims;
import io.penstock.dispatch.dispatcher.Dispatching;
import io.penstock.dispatch.loop.Duty;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** rescue: looks every second for workers whose lease is over. */
public final class Rescue implements Duty {

    private static final Logger LOG = LoggerFactory.getLogger(Rescue.class);
    private static final Duration REST = Duration.ofSeconds(1);

    private final LapsedClaims lapsedClaims;
    private final Dispatching dispatching;
    private final MeterRegistry meters;

    public Rescue(LapsedClaims lapsedClaims, Dispatching dispatching, MeterRegistry meters) {
        this.lapsedClaims = lapsedClaims;
        this.dispatching = dispatching;
        this.meters = meters;
    }

    @Override
    public Duration runOnce() {
        int rescued = lapsedClaims.rescue();
        if (rescued > 0) {
            dispatching.nudgeAll();
            LOG.warn("{} jobs of lost workers were rescued", rescued);
            meters.counter("penstock.rescued").increment(rescued);
        }
        return REST;
    }
}
