package io.penstock.scheduler.artifact;

import io.micrometer.core.instrument.MeterRegistry;
import io.penstock.dispatch.loop.Duty;
import io.penstock.store.OldArtifacts;
import java.time.Duration;

/** Removes artifacts whose time is over, and what uploads left that never came to an end. */
public final class PruneArtifacts implements Duty {

    private static final Duration REST = Duration.ofMinutes(1);
    private static final int AT_ONCE = 200;

    private final OldArtifacts artifacts;
    private final MeterRegistry meters;

    public PruneArtifacts(OldArtifacts artifacts, MeterRegistry meters) {
        this.artifacts = artifacts;
        this.meters = meters;
    }

    @Override
    public Duration runOnce() {
        int pruned = artifacts.prune(AT_ONCE);
        meters.counter("penstock.artifacts.pruned").increment(pruned);
        return pruned >= AT_ONCE ? Duration.ZERO : REST;
    }
}
