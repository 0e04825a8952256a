package io.penstock.worker.event;

import io.penstock.db.fleet.Workers.Beat;
import io.penstock.db.fleet.Workers.Events;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Up to when all final events of the workers of this process have arrived, by the database's clock. A row carries the time at which its
 * transaction began, which nobody here knows before it is committed; but it cannot be earlier than the latest of the database's times
 * that were known before it began, and that is what it is taken for. What cannot be told from here to have arrived is missing from then on,
 * until somebody has read the rows up to a time after it.
 */
final class Arrivals {

    /** A database's clock that is set back a little does no harm. */
    private static final Duration SLACK = Duration.ofSeconds(1);

    private final Deque<Pending> pending = new ArrayDeque<>();
    private final Map<Integer, Gap> gaps = new HashMap<>();
    private Instant seen = Instant.EPOCH;
    private long misses;

    /** A transaction whose events have not all arrived. Those that began earlier are before it, and their times are not later. */
    static final class Pending {
        private final Instant from;
        private boolean done;

        private Pending(Instant from) {
            this.from = from;
        }
    }

    /** What is missing lies between these; the end is not known while a transaction may be committed of which nobody has heard. */
    private static final class Gap {
        private Instant from;
        private @Nullable Instant to;
        private long lastMiss;

        private Gap(Instant from) {
            this.from = from;
        }
    }

    /** What a worker says with its sign of life. */
    record Report(Events events, long misses) {}

    synchronized Pending begins() {
        var transaction = new Pending(seen);
        pending.add(transaction);
        return transaction;
    }

    /** The database said that it was so late. */
    synchronized void seen(Instant at) {
        seen = at.isAfter(seen) ? at : seen;
    }

    /** Nothing of it is missing. */
    synchronized void arrived(Pending transaction) {
        transaction.done = true;
        while (!pending.isEmpty() && pending.getFirst().done) {
            pending.removeFirst();
        }
    }

    /** Something of it may be missing, which these workers ended. */
    synchronized void missing(Pending transaction, Collection<Integer> workers) {
        misses++;
        for (var worker : workers) {
            var gap = gaps.computeIfAbsent(worker, w -> new Gap(transaction.from));
            gap.from = transaction.from.isBefore(gap.from) ? transaction.from : gap.from;
            gap.to = null;
            gap.lastMiss = misses;
        }
        arrived(transaction);
    }

    synchronized Report of(int worker) {
        var until = pending.isEmpty() ? seen : pending.getFirst().from;
        var gap = gaps.get(worker);
        if (gap != null && gap.from.isBefore(until)) {
            until = gap.from;
        }
        return new Report(new Events(until.minus(SLACK), gap != null), misses);
    }

    /** The worker's sign of life was taken. What was missing when it was given had begun before. */
    synchronized void told(int worker, Report report, Beat beat) {
        seen(beat.at());
        var gap = gaps.get(worker);
        if (gap == null) {
            return;
        }
        if (gap.to == null && gap.lastMiss <= report.misses) {
            gap.to = beat.at();
        }
        if (gap.to != null && beat.eventsUntil().isAfter(gap.to)) {
            gaps.remove(worker);
        }
    }

    /** The worker lapsed, and whoever finds that out looks after its events. */
    synchronized void forget(int worker) {
        gaps.remove(worker);
    }
}
