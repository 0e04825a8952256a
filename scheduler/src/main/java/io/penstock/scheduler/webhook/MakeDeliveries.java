package io.penstock.scheduler.webhook;

import io.penstock.db.webhook.OwedBatchCallbacks;
import io.penstock.db.webhook.OwedCallbacks;
import io.penstock.dispatch.loop.Duty;
import java.time.Duration;

/** Makes deliveries, each a job of its own, of the callbacks that are owed. */
public final class MakeDeliveries implements Duty {

    private static final Duration REST = Duration.ofMillis(250);
    private static final int AT_ONCE = 500;

    private final OwedCallbacks owed;
    private final OwedBatchCallbacks owedOfBatches;

    public MakeDeliveries(OwedCallbacks owed, OwedBatchCallbacks owedOfBatches) {
        this.owed = owed;
        this.owedOfBatches = owedOfBatches;
    }

    @Override
    public Duration runOnce() {
        int made = owed.deliver(AT_ONCE);
        owedOfBatches.deliver(AT_ONCE);
        return made == AT_ONCE ? Duration.ZERO : REST;
    }
}
