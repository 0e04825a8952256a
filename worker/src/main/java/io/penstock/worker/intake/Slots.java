package io.penstock.worker.intake;

import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** A worker's slots on one lane. A poll takes as many as it may bring records, and each attempt that it starts keeps one of them. */
final class Slots {

    private static final int LARGEST_POLL = 1000;

    /** Fewer are a request to Kafka and a statement each time for next to nothing. */
    private static final int WORTH_A_POLL = 4;

    private final int poll;
    private final Semaphore free;
    private final AtomicInteger busy = new AtomicInteger();

    Slots(int all) {
        this.poll = Math.clamp(all / 8, Math.clamp(all / 2, 1, WORTH_A_POLL), LARGEST_POLL);
        this.free = new Semaphore(all);
    }

    /**
     * How many records one poll may bring. Kafka fixes this per consumer, and a poll must not bring more than there are free slots, so
     * a poll waits until this many are free: an eighth of the slots, or half of few, keeps the others busy meanwhile. Behind long jobs
     * the intake takes single records instead.
     */
    int poll() {
        return poll;
    }

    int free() {
        return free.availablePermits();
    }

    /** How many attempts are under way. */
    int busy() {
        return busy.get();
    }

    boolean take(int slots, Duration patience) throws InterruptedException {
        return free.tryAcquire(slots, patience.toMillis(), TimeUnit.MILLISECONDS);
    }

    void giveBack(int slots) {
        free.release(slots);
    }

    /** An attempt begins in a slot that was taken. */
    void occupy() {
        busy.incrementAndGet();
    }

    /** The attempt is over. */
    void vacate() {
        busy.decrementAndGet();
        free.release();
    }
}
