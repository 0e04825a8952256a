package io.penstock.analyzer;

import java.time.Duration;
import java.util.function.LongSupplier;

/** How long one analyzer may look at one file. */
public final class Allowance {

    private final LongSupplier nanoTime;
    private final long end;
    private volatile boolean stopped;

    public Allowance(Duration time, LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
        this.end = nanoTime.getAsLong() + time.toNanos();
    }

    public static Allowance of(Duration time) {
        return new Allowance(time, System::nanoTime);
    }

    /** Nobody waits for it any more. */
    public void stop() {
        stopped = true;
    }

    public boolean isOver() {
        return stopped || nanoTime.getAsLong() - end >= 0;
    }

    public void check() {
        if (isOver()) {
            throw new OutOfTime();
        }
    }

    /** No exception, as libraries would take one for a fault of a rule and go on. */
    public static final class OutOfTime extends Error {
        private OutOfTime() {
            super("The time for the file is over", null, false, false);
        }
    }
}
