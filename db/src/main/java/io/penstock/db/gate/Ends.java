package io.penstock.db.gate;

import java.time.Duration;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * How often to look whether jobs have ended that hold what others wait for, as nobody knows when they will: after an eightieth of the time that
 * they take, so that little of what there is lies unused, and long jobs are not asked after all the time. How long they take is told by
 * what came back in the time that was waited.
 */
final class Ends {

    private static final int LOOKS = 80;
    private static final long LEAST = Duration.ofMillis(4).toNanos();
    private static final long MOST = Duration.ofMillis(320).toNanos();

    private final LongSupplier nanoTime;
    private double takes;
    private @Nullable Long waitingSince;

    Ends(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
    }

    /** Such a part of all that can be held was free. */
    synchronized void cameBack(double part) {
        if (waitingSince != null) {
            double told = (nanoTime.getAsLong() - waitingSince) / part;
            takes = takes == 0 ? told : (takes + told) / 2;
            waitingSince = null;
        }
    }

    /** Something waits for the end of a job; after so long another look is worth it. */
    synchronized Duration nextLook() {
        long now = nanoTime.getAsLong();
        if (waitingSince == null) {
            waitingSince = now;
        }
        double nanos = Math.max(takes, (double) (now - waitingSince)) / LOOKS;
        return Duration.ofNanos(Math.clamp((long) nanos, LEAST, MOST));
    }
}
