package io.penstock.scheduler.webhook;

import io.penstock.catalog.kind.Lane;
import io.penstock.catalog.webhook.WebhookDelivery;
import io.penstock.db.webhook.OwedBatchCallbacks;
import io.penstock.db.webhook.OwedCallbacks;
import io.penstock.dispatch.loop.Duty;
import java.time.Duration;
import java.util.function.Consumer;

/** Makes deliveries, each a job of its own, of the callbacks that are owed. */
public final class MakeDeliveries implements Duty {

    private static final Duration REST = Duration.ofMillis(250);
    private static final int AT_ONCE = 500;

    private final OwedCallbacks owed;
    private final OwedBatchCallbacks owedOfBatches;
    private final Consumer<Lane> nudge;

    /** @param nudge told to which lane there is something to dispatch */
    public MakeDeliveries(OwedCallbacks owed, OwedBatchCallbacks owedOfBatches, Consumer<Lane> nudge) {
        this.owed = owed;
        this.owedOfBatches = owedOfBatches;
        this.nudge = nudge;
    }

    @Override
    public Duration runOnce() {
        int made = owed.deliver(AT_ONCE);
        if (made + owedOfBatches.deliver(AT_ONCE) > 0) {
            nudge.accept(WebhookDelivery.KIND.lane());
        }
        return made == AT_ONCE ? Duration.ZERO : REST;
    }
}
