package io.penstock.worker.intake;

import io.penstock.db.control.Cancellations;
import io.penstock.dispatch.loop.Duty;
import io.penstock.worker.run.Running;
import java.time.Duration;

/** cancel, the part of the worker: asks attempts to stop whose jobs somebody wants gone. */
final class Cancels implements Duty {

    private static final Duration REST = Duration.ofMillis(500);

    private final Cancellations cancellations;
    private final Membership membership;
    private final Running running;

    Cancels(Cancellations cancellations, Membership membership, Running running) {
        this.cancellations = cancellations;
        this.membership = membership;
        this.running = running;
    }

    @Override
    public Duration runOnce() {
        running.cancel(cancellations.requestedOf(membership.id()));
        return REST;
    }
}
