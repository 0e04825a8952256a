package io.penstock.db.gate;

import java.time.Duration;
import java.util.List;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * Where an ordered scan may start. Everything below has been taken, so reading it again would only step over dead rows, of which
 * there are many when a long transaction somewhere keeps them. Two things can still appear below: a row whose transaction took its
 * place early and committed late, so who brings rows says so, or the floor follows what was taken with a lag; and a row that came back, so
 * now and then one scan reads everything, the rarer the longer it takes. The floor saves work and never decides: losing it costs one full scan.
 *
 * <p>One scan at a time.
 */
final class MovingFloor {

    /** Longer than it takes from a place to its commit. */
    private static final Duration LAG = Duration.ofMillis(100);

    private static final long FULL_SCAN_EVERY = 1_000_000_000;
    private static final int LEAST_BETWEEN_FULL_SCANS = 20;

    private final LongSupplier nanoTime;
    private final long lag;
    private long floor;
    private long lagging;
    private long highest;
    private long laggingSince;
    private long lowestTold = Long.MAX_VALUE;
    private long fullScanAt;
    private boolean full;

    MovingFloor(LongSupplier nanoTime, Duration lag) {
        this.nanoTime = nanoTime;
        this.lag = lag.toNanos();
        this.fullScanAt = nanoTime.getAsLong();
        this.laggingSince = fullScanAt;
    }

    /** Of rows that others bring, and say nothing. */
    static MovingFloor lagging() {
        return new MovingFloor(System::nanoTime, LAG);
    }

    /** Of rows that are told of, or that nobody waits for before the next full scan. */
    static MovingFloor prompt() {
        return new MovingFloor(System::nanoTime, Duration.ZERO);
    }

    /** A scan reads what is above this. */
    synchronized long from() {
        long now = nanoTime.getAsLong();
        if (lag == 0) {
            floor = highest;
        } else if (now - laggingSince >= lag) {
            floor = lagging;
            lagging = highest;
            laggingSince = now;
        }
        lowestTold = Long.MAX_VALUE;
        full = now - fullScanAt >= 0;
        return full ? 0 : floor;
    }

    /** The scan is done: nothing is left up to here but what was told of since it began, and it took so long. */
    synchronized void cleared(long upTo, long nanos) {
        highest = Math.min(Math.max(highest, upTo), lowestTold - 1);
        if (full) {
            fullScanAt = nanoTime.getAsLong() + Math.max(FULL_SCAN_EVERY, nanos * LEAST_BETWEEN_FULL_SCANS);
        }
    }

    /** A job waits at this place, which may have been passed. */
    synchronized void isAt(long place) {
        lowestTold = Math.min(lowestTold, place);
        floor = Math.min(floor, place - 1);
        lagging = Math.min(lagging, place - 1);
        highest = Math.min(highest, place - 1);
    }

    /** One for each priority, the highest first. */
    static List<MovingFloor> perPriority(Supplier<MovingFloor> floor) {
        return Stream.generate(floor).limit(10).toList();
    }

    static List<Long> from(List<MovingFloor> floors) {
        return floors.stream().map(MovingFloor::from).toList();
    }
}
