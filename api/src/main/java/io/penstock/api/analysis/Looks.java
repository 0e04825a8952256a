package io.penstock.api.analysis;

import io.penstock.source.SourceRefused;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/** Looks at sources that somebody waits for. Each has a thread of the system's own: unpacking on a virtual one would keep other requests from their processor. */
final class Looks {

    private final Seats seats;
    private final Duration untilSeated;
    private final Duration longest;

    /** @param longest what has found nothing wrong until then is stopped, and counts as done */
    Looks(Seats seats, Duration untilSeated, Duration longest) {
        this.seats = seats;
        this.untilSeated = untilSeated;
        this.longest = longest;
    }

    interface Look {
        void look() throws IOException, SourceRefused, InterruptedException;
    }

    /** False if too much else is looked at. */
    boolean look(int tenant, Look look) throws IOException, SourceRefused, InterruptedException {
        if (!seats.take(tenant, untilSeated)) {
            return false;
        }
        var task = new FutureTask<@Nullable Void>(() -> {
            look.look();
            return null;
        });
        start(task, tenant);
        try {
            task.get(longest.toNanos(), TimeUnit.NANOSECONDS);
        } catch (TimeoutException e) {
            // Whoever reads it has more time.
        } catch (ExecutionException e) {
            throw cause(e.getCause());
        } finally {
            task.cancel(true);
        }
        return true;
    }

    private void start(FutureTask<?> task, int tenant) {
        boolean started = false;
        try {
            Thread.ofPlatform().daemon().name("source-check").start(() -> {
                try {
                    task.run();
                } finally {
                    seats.leave(tenant);
                }
            });
            started = true;
        } finally {
            if (!started) {
                seats.leave(tenant);
            }
        }
    }

    private static SourceRefused cause(@Nullable Throwable cause) throws IOException {
        return switch (cause) {
            case SourceRefused refused -> refused;
            case IOException e -> throw e;
            case RuntimeException e -> throw e;
            case null, default -> throw new IllegalStateException(cause);
        };
    }
}
