package io.penstock.source.git;

import io.penstock.source.Origin;
import io.penstock.source.SourceRefused;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/** Waits for an exchange no longer than allowed, whatever the other side does and however slowly. */
final class Patience {

    /** How long what was told to stop may take to do so; its folder is deleted then. */
    private static final Duration GRACE = Duration.ofSeconds(10);

    private Patience() {}

    static <T> T within(Duration time, Exchange exchange, SourceRefused late, Callable<T> work)
            throws IOException, SourceRefused, InterruptedException {
        var task = new FutureTask<>(work);
        var thread = Thread.ofVirtual().name("git").start(task);
        try (exchange) {
            return task.get(time.toNanos(), TimeUnit.NANOSECONDS);
        } catch (TimeoutException e) {
            throw late;
        } catch (ExecutionException e) {
            throw cause(e.getCause());
        } finally {
            if (!task.isDone()) {
                exchange.close();
                task.cancel(true);
                thread.join(GRACE);
            }
        }
    }

    private static SourceRefused cause(@Nullable Throwable cause) throws IOException {
        return switch (cause) {
            case SourceRefused refused -> refused;
            case OutOfMemoryError e -> Origin.GIT.tooLarge("There was not enough memory to unpack it.");
            case IOException e -> throw e;
            case RuntimeException e -> throw e;
            case null, default -> throw new IllegalStateException(cause);
        };
    }
}
