package io.penstock.scheduler.load;

import io.penstock.db.gate.Flows;
import io.penstock.dispatch.loop.Duty;
import java.time.Duration;

/** Notes what has come to the gates and gone through them, so that rates can be told. */
public final class NoteFlows implements Duty {

    private static final Duration REST = Duration.ofSeconds(5);

    private final Flows flows;

    public NoteFlows(Flows flows) {
        this.flows = flows;
    }

    @Override
    public Duration runOnce() {
        flows.note();
        return REST;
    }
}
