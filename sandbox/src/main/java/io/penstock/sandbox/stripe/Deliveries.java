package io.penstock.sandbox.stripe;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/** What was sent to webhooks; the oldest are dropped when there are too many. */
final class Deliveries {

    private static final int MOST = 100_000;

    private final Deque<Sending> all = new ArrayDeque<>();

    /** An event with the attempts to get it across so far. */
    static final class Sending {

        private final Event event;
        private final List<Delivery.Attempt> attempts = new ArrayList<>();

        private Sending(Event event) {
            this.event = event;
        }

        synchronized void tried(Delivery.Attempt attempt) {
            attempts.add(attempt);
        }

        private synchronized Delivery delivery() {
            return new Delivery(
                    event.id(), event.type(), event.object().path("id").asString(""), attempts);
        }
    }

    synchronized Sending begin(Event event) {
        var sending = new Sending(event);
        all.addLast(sending);
        if (all.size() > MOST) {
            all.removeFirst();
        }
        return sending;
    }

    synchronized List<Delivery> all() {
        return all.stream().map(Sending::delivery).toList();
    }
}
