package io.penstock.worker.intake;

import io.penstock.db.fleet.LaneSlots;
import io.penstock.dispatch.lane.Lanes.Track;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A worker's slots on one lane. A poll takes as many as it may bring records, and each attempt that it starts keeps one of them. The
 * attempts of the fast track may have any that is free, and beside many slots there are a few more for them, which are never full of the jobs
 * of those who have many.
 */
final class Slots {

    private static final int LARGEST_POLL = 1000;

    /** Fewer are a request to Kafka and a statement each time for next to nothing. */
    private static final int WORTH_A_POLL = 4;

    private final int poll;
    private final Free free;
    private final Semaphore freeOrMore;
    private final AtomicInteger busy = new AtomicInteger();
    private final boolean hasMore;

    Slots(int all) {
        this.poll = Math.clamp(all / 8, Math.clamp(all / 2, 1, WORTH_A_POLL), LARGEST_POLL);
        this.hasMore = LaneSlots.more(all) > 0;
        this.free = new Free(all);
        this.freeOrMore = new Semaphore(all + LaneSlots.more(all));
    }

    /** The part of a track, if it has one. */
    Optional<Part> of(Track track) {
        return switch (track) {
            case MAIN -> Optional.of(new Main());
            case FAST -> hasMore ? Optional.of(new Fast()) : Optional.empty();
        };
    }

    /** How many attempts are under way. */
    int busy() {
        return busy.get();
    }

    /** What one track may have of them. */
    abstract class Part {

        /**
         * How many records one poll may bring. Kafka fixes this per consumer, and a poll must not bring more than there are free slots,
         * so a poll waits until this many are free: an eighth of the slots, or half of few, keeps the others busy meanwhile. Behind long
         * jobs the intake takes single records instead.
         */
        abstract int poll();

        abstract int free();

        abstract boolean take(int slots, Duration patience) throws InterruptedException;

        abstract void giveBack(int slots);

        /** An attempt begins in a slot that was taken. */
        void occupy() {
            busy.incrementAndGet();
        }

        /** The attempt is over. */
        final void vacate() {
            busy.decrementAndGet();
            free.release();
            freeOrMore.release();
        }
    }

    private final class Main extends Part {

        @Override
        int poll() {
            return poll;
        }

        @Override
        int free() {
            return Math.max(0, free.availablePermits());
        }

        @Override
        boolean take(int slots, Duration patience) throws InterruptedException {
            if (!free.tryAcquire(slots, patience.toNanos(), TimeUnit.NANOSECONDS)) {
                return false;
            }
            if (freeOrMore.tryAcquire(slots)) {
                return true;
            }
            // The fast track has just taken one of them.
            free.release(slots);
            return false;
        }

        @Override
        void giveBack(int slots) {
            free.release(slots);
            freeOrMore.release(slots);
        }
    }

    /** While it polls it has one of those beside the others, and its attempts have one of the others if they can. */
    private final class Fast extends Part {

        @Override
        int poll() {
            return 1;
        }

        @Override
        int free() {
            return freeOrMore.availablePermits();
        }

        @Override
        boolean take(int slots, Duration patience) throws InterruptedException {
            return freeOrMore.tryAcquire(slots, patience.toNanos(), TimeUnit.NANOSECONDS);
        }

        @Override
        void giveBack(int slots) {
            freeOrMore.release(slots);
        }

        @Override
        void occupy() {
            free.reducePermits(1);
            super.occupy();
        }
    }

    /** Less than none while more are taken than there are. */
    @SuppressWarnings("serial")
    private static final class Free extends Semaphore {

        Free(int all) {
            super(all);
        }

        @Override
        public void reducePermits(int slots) {
            super.reducePermits(slots);
        }
    }
}
