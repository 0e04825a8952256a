package io.penstock.api.wait;

import io.penstock.db.job.BatchId;
import io.penstock.dispatch.event.JobEvent;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/** Who follows the events as they come, in this process. */
final class Subscriptions {

    private final Map<Subject, Set<Subscription>> bySubject = new ConcurrentHashMap<>();
    private final int buffer;

    Subscriptions(int buffer) {
        this.buffer = buffer;
    }

    /** Whose events: those of a tenant, or of one of its batches. */
    private record Subject(int tenant, @Nullable BatchId batch) {}

    /** An event and where it was found. */
    record Found(JobEvent event, int partition, long offset) {}

    Subscription of(Filter filter) {
        var subscription = new Subscription(filter);
        bySubject.compute(subscription.subject, (subject, others) -> {
            var all = others == null ? ConcurrentHashMap.<Subscription>newKeySet(1) : others;
            all.add(subscription);
            return all;
        });
        return subscription;
    }

    boolean isEmpty() {
        return bySubject.isEmpty();
    }

    /** Nobody is to follow any more: the process stops, or events were lost that no one here has seen. */
    void cutOffAll() {
        bySubject.values().forEach(all -> all.forEach(Subscription::cutOff));
    }

    void tell(Found found) {
        var event = found.event;
        tell(new Subject(event.tenant(), null), found);
        if (event.batch() != null) {
            tell(new Subject(event.tenant(), event.batch()), found);
        }
    }

    private void tell(Subject subject, Found found) {
        var subscribed = bySubject.get(subject);
        if (subscribed != null) {
            subscribed.forEach(subscription -> subscription.tell(found));
        }
    }

    /** Those of the events that a reader has not taken yet; a bounded number of them. */
    final class Subscription implements AutoCloseable {

        private final Filter filter;
        private final Subject subject;
        private final Deque<Found> waiting = new ArrayDeque<>();
        private final ReentrantLock lock = new ReentrantLock();
        private final Condition news = lock.newCondition();
        private boolean cutOff;

        private Subscription(Filter filter) {
            this.filter = filter;
            this.subject = new Subject(filter.tenant(), filter.batch());
        }

        private void tell(Found found) {
            if (filter.takes(found.event)) {
                lock.lock();
                try {
                    cutOff |= waiting.size() == buffer;
                    if (!cutOff) {
                        waiting.add(found);
                    }
                    news.signal();
                } finally {
                    lock.unlock();
                }
            }
        }

        private void cutOff() {
            lock.lock();
            try {
                cutOff = true;
                news.signal();
            } finally {
                lock.unlock();
            }
        }

        /** The next one, or nothing when none came within this time or none will come. */
        @Nullable
        Found next(Duration atMost) throws InterruptedException {
            lock.lock();
            try {
                long left = atMost.toNanos();
                while (waiting.isEmpty() && !cutOff && left > 0) {
                    left = news.awaitNanos(left);
                }
                return waiting.poll();
            } finally {
                lock.unlock();
            }
        }

        boolean isEmpty() {
            lock.lock();
            try {
                return waiting.isEmpty();
            } finally {
                lock.unlock();
            }
        }

        /** None will come any more: the reader was too slow, or the process stops. */
        boolean isCutOff() {
            lock.lock();
            try {
                return cutOff && waiting.isEmpty();
            } finally {
                lock.unlock();
            }
        }

        @Override
        public void close() {
            bySubject.computeIfPresent(subject, (s, all) -> {
                all.remove(this);
                return all.isEmpty() ? null : all;
            });
        }
    }
}
