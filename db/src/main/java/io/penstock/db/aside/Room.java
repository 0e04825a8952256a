package io.penstock.db.aside;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/** How much of long texts is worked on at a time. What is done with one takes several times the text's length in memory. */
public final class Room {

    private static final int UNIT = 1024;

    private final int units;
    private final Semaphore free;

    public Room(long bytes) {
        this.units = Math.toIntExact(Math.clamp(bytes / UNIT, 1, Integer.MAX_VALUE));
        this.free = new Semaphore(units, true);
    }

    /** All of it, in bytes. */
    public long size() {
        return (long) units * UNIT;
    }

    /** Takes so much, or nothing when there is less. */
    public Optional<Share> tryTake(long bytes) {
        int wanted = units(bytes);
        return free.tryAcquire(wanted) ? Optional.of(new Share(wanted)) : Optional.empty();
    }

    /** Takes so much, or nothing when others have it for so long. */
    public Optional<Share> tryTake(long bytes, Duration patience) throws InterruptedException {
        var share = new Share(0);
        return share.tryGrow(bytes, patience) ? Optional.of(share) : Optional.empty();
    }

    /** Waits until there is so much. For more than there can be, until nobody else has any. */
    public Share take(long bytes) throws InterruptedException {
        int wanted = Math.min(units, units(bytes));
        free.acquire(wanted);
        return new Share(wanted);
    }

    private static int units(long bytes) {
        return (int) Math.min(Integer.MAX_VALUE, Math.ceilDiv(bytes, UNIT));
    }

    /** Somebody's part of the room, until it is closed. For one thread at a time. */
    public final class Share implements AutoCloseable {

        private int taken;

        private Share(int taken) {
            this.taken = taken;
        }

        /** Whether it would get so much more if nobody else had any. */
        public boolean mayGrow(long bytes) {
            return units(bytes) <= units - taken;
        }

        /** Takes so much more, or nothing when others have it for so long. */
        public boolean tryGrow(long bytes, Duration patience) throws InterruptedException {
            int more = units(bytes);
            if (!free.tryAcquire(more, patience.toNanos(), TimeUnit.NANOSECONDS)) {
                return false;
            }
            taken += more;
            return true;
        }

        @Override
        public void close() {
            free.release(taken);
            taken = 0;
        }
    }
}
