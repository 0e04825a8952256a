package io.penstock.sandbox.webhook;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/** What was sent to webhooks; the oldest are dropped when there are too many. */
final class Deliveries {

    private static final int MOST = 100_000;

    private final Deque<Sending> all = new ArrayDeque<>();

    /** A notice with the attempts to get it across so far. */
    static final class Sending {

        private final Notice notice;
        private final List<Delivery.Attempt> attempts = new ArrayList<>();

        private Sending(Notice notice) {
            this.notice = notice;
        }

        synchronized void tried(Delivery.Attempt attempt) {
            attempts.add(attempt);
        }

        private synchronized Delivery delivery() {
            return new Delivery(notice.event(), notice.type(), notice.about(), attempts);
        }
    }

    synchronized Sending begin(Notice notice) {
        var sending = new Sending(notice);
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
