package io.penstock.db.gate;

import java.util.List;
import java.util.function.LongSupplier;
import java.util.stream.Stream;

/**
 * Where an ordered scan may start. Everything below has been taken, so reading it again would only step over dead rows, of which
 * there are many when a long transaction somewhere keeps them. Two things can still appear below: a row whose transaction took its
 * place early and committed late, so the floor follows what was taken with a lag, and who is told of such a row goes back to it; and a row
 * that came back, so now and then one scan reads everything, the rarer the longer it takes. The floor saves work and never decides: losing it costs one full scan.
 *
 * <p>One scan at a time.
 */
final class MovingFloor {

    /** Mostly longer than from a place to its commit in another process, and no longer, as each scan steps over what was taken in up to two of these. */
    private static final long LAG = 50_000_000;

    private static final long FULL_SCAN_EVERY = 1_000_000_000;
    private static final int LEAST_BETWEEN_FULL_SCANS = 20;

    private final LongSupplier nanoTime;
    private long floor;
    private long lagging;
    private long highest;
    private long laggingSince;
    private long lowestTold = Long.MAX_VALUE;
    private long fullScanAt;
    private boolean full;

    MovingFloor(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
        this.fullScanAt = nanoTime.getAsLong();
        this.laggingSince = fullScanAt;
    }

    /** A scan reads what is above this. */
    synchronized long from() {
        long now = nanoTime.getAsLong();
        if (now - laggingSince >= LAG) {
            floor = lagging;
            lagging = highest;
            laggingSince = now;
        }
        lowestTold = Long.MAX_VALUE;
        full = now - fullScanAt >= 0;
        return full ? 0 : floor;
    }

    /** For a scan that takes some of what it finds and leaves others, and so clears nothing. */
    synchronized long now() {
        return floor;
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
    static List<MovingFloor> perPriority() {
        return Stream.generate(() -> new MovingFloor(System::nanoTime))
                .limit(10)
                .toList();
    }

    static List<Long> from(List<MovingFloor> floors) {
        return floors.stream().map(MovingFloor::from).toList();
    }
}
