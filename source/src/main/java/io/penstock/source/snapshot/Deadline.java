package io.penstock.source.snapshot;

import io.penstock.source.Origin;
import io.penstock.source.SourceRefused;
import java.time.Duration;
import java.util.function.LongSupplier;

/** Until when all must be read. */
public final class Deadline {

    private final Origin origin;
    private final Duration time;
    private final LongSupplier nanoTime;
    private final long end;

    Deadline(Origin origin, Duration time, LongSupplier nanoTime) {
        this.origin = origin;
        this.time = time;
        this.nanoTime = nanoTime;
        this.end = nanoTime.getAsLong() + time.toNanos();
    }

    public static Deadline in(Origin origin, Duration time) {
        return new Deadline(origin, time, System::nanoTime);
    }

    /** Nobody waits for what was interrupted either. */
    public void check() throws SourceRefused, InterruptedException {
        if (Thread.interrupted()) {
            throw new InterruptedException();
        }
        if (isOver()) {
            throw refusal();
        }
    }

    public boolean isOver() {
        return nanoTime.getAsLong() - end >= 0;
    }

    public Duration left() {
        return Duration.ofNanos(Math.max(0, end - nanoTime.getAsLong()));
    }

    public SourceRefused refusal() {
        return origin.tooSlow(time);
    }
}
