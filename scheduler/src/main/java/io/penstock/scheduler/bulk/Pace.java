package io.penstock.scheduler.bulk;

import java.time.Duration;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** How fast an operation goes. What it could not do in time, it does not make up for in a burst. */
final class Pace {

    private static final int MOST_AT_ONCE = 500;
    private static final int SLICES_A_SECOND = 4;
    private static final double SECOND = 1e9;

    private final @Nullable Double rate;
    private final LongSupplier nanoTime;
    private long next;

    /** @param rate jobs a second; as many as it can when null */
    Pace(@Nullable Double rate, LongSupplier nanoTime) {
        this.rate = rate;
        this.nanoTime = nanoTime;
        this.next = nanoTime.getAsLong();
    }

    /** How many jobs may go together. */
    int atOnce() {
        return rate == null ? MOST_AT_ONCE : Math.clamp((long) Math.ceil(rate / SLICES_A_SECOND), 1, MOST_AT_ONCE);
    }

    /** So many went. */
    void took(int jobs) {
        if (rate != null) {
            next = Math.max(next, nanoTime.getAsLong()) + (long) (jobs * SECOND / rate);
        }
    }

    /** Until the next may go. */
    Duration rest() {
        return Duration.ofNanos(Math.max(0, next - nanoTime.getAsLong()));
    }
}
