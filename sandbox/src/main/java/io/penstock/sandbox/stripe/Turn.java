package io.penstock.sandbox.stripe;

import io.penstock.sandbox.effect.Deed;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/** One thing that happens to an intent, and what follows from it. All of it is while the intent's lock is held. */
final class Turn {

    private final Desk desk;
    private final Origin origin;
    private final List<Event> events = new ArrayList<>();

    Turn(Desk desk, Origin origin) {
        this.desk = desk;
        this.origin = origin;
    }

    Origin origin() {
        return origin;
    }

    /** @param cause whose request brought it about, which may have been long ago */
    void does(String kind, String object, Origin cause, @Nullable String job, long amount, String currency) {
        desk.effects().done(Deed.payment(Stripe.NAME, kind, object, cause.idempotencyKey(), job, amount, currency));
    }

    void says(String type, Supplier<ObjectNode> object) {
        if (desk.webhooks().areOn()) {
            events.add(new Event(desk.id("evt"), type, desk.now(), object.get(), origin));
        }
    }

    /** Lets those know who listen. */
    void end(String intent) {
        if (!events.isEmpty()) {
            desk.webhooks().send(intent, events);
        }
    }
}
