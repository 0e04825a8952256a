package io.penstock.api.batch;

import io.penstock.catalog.json.Read;
import io.penstock.db.batch.Begun.Receiving;
import io.penstock.db.batch.NewItem;
import io.penstock.db.batch.Part;
import io.penstock.db.batch.Receptions;
import io.penstock.db.batch.RefusedItem;
import io.penstock.db.submission.Submission;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.IntConsumer;

/**
 * Writes the items of a request while it is still being read: one part is on its way to the database while the next one fills. What a
 * slow client has sent does not wait for the rest.
 */
final class PartWriter implements AutoCloseable {

    private static final int MOST = 1000;
    private static final int HEAVIEST = 4 << 20;
    private static final Duration LINGER = Duration.ofMillis(50);

    private final Receptions receptions;
    private final Receiving receiving;
    private final IntConsumer stored;
    private final List<RefusedItem> conflicts = new ArrayList<>();
    private final CompletableFuture<Boolean> done;

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition filled = lock.newCondition();
    private final Condition taken = lock.newCondition();
    private List<NewItem> filling = new ArrayList<>();
    private long weight;
    private long since;
    private boolean closed;
    private boolean ended;

    /** @param stored told of the number of the last item of each part that is committed */
    PartWriter(Receptions receptions, Receiving receiving, IntConsumer stored) {
        this.receptions = receptions;
        this.receiving = receiving;
        this.stored = stored;
        this.done = CompletableFuture.supplyAsync(this::write, Thread::startVirtualThread);
    }

    /** Waits while a whole part waits already. False when nothing is written any more; {@link #finish} tells why. */
    boolean add(NewItem item) {
        lock.lock();
        try {
            while (isFull() && !ended) {
                taken.awaitUninterruptibly();
            }
            if (ended) {
                return false;
            }
            if (filling.isEmpty()) {
                since = System.nanoTime();
                filled.signal();
            }
            filling.add(item);
            weight += weight(item);
            if (isFull()) {
                filled.signal();
            }
            return true;
        } finally {
            lock.unlock();
        }
    }

    /** Nothing more will be added. */
    @Override
    public void close() {
        lock.lock();
        try {
            closed = true;
            filled.signal();
        } finally {
            lock.unlock();
        }
    }

    /** Waits until all that was added is committed. False when the batch was lost before that. */
    boolean finish() {
        close();
        try {
            return done.join();
        } catch (CompletionException e) {
            if (e.getCause() instanceof RuntimeException failure) {
                throw failure;
            }
            throw e;
        }
    }

    /** The first that differed from what was there before; to be asked for when all is committed. */
    List<RefusedItem> conflicts() {
        return conflicts;
    }

    private boolean write() {
        try {
            for (var part = next(); !part.isEmpty(); part = next()) {
                switch (receptions.store(receiving, part)) {
                    case Part.Stored answer -> {
                        answer.conflicts().stream()
                                .limit(BatchController.MOST_ERRORS - conflicts.size())
                                .forEach(conflicts::add);
                        stored.accept(part.getLast().nr());
                    }
                    case Part.Lost lost -> {
                        return false;
                    }
                }
            }
            return true;
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        } finally {
            end();
        }
    }

    private void end() {
        lock.lock();
        try {
            ended = true;
            taken.signal();
        } finally {
            lock.unlock();
        }
    }

    /** What there is, once it is a whole part or the first of it has waited long enough; nothing at the end. */
    private List<NewItem> next() throws InterruptedException {
        lock.lock();
        try {
            while (filling.isEmpty() && !closed) {
                filled.await();
            }
            long rest = since + LINGER.toNanos() - System.nanoTime();
            while (!isFull() && !closed && rest > 0) {
                rest = filled.awaitNanos(rest);
            }
            var part = filling;
            filling = new ArrayList<>();
            weight = 0;
            taken.signal();
            return part;
        } finally {
            lock.unlock();
        }
    }

    private boolean isFull() {
        return filling.size() >= MOST || weight >= HEAVIEST;
    }

    private static int weight(NewItem item) {
        return switch (item.job()) {
            case Read.Valid<Submission> valid -> valid.value().payload().weight();
            case Read.Invalid<Submission> invalid -> 100 * invalid.violations().size();
        };
    }
}
