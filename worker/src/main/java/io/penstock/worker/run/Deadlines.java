package io.penstock.worker.run;

import java.time.Duration;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/** Interrupts attempts whose time is over. */
public final class Deadlines implements AutoCloseable {

    private final ScheduledThreadPoolExecutor clock;

    public Deadlines() {
        this.clock = new ScheduledThreadPoolExecutor(
                1, Thread.ofPlatform().name("deadlines").daemon().factory());
        clock.setRemoveOnCancelPolicy(true);
    }

    /** Interrupts the thread after this time, unless the answer is closed before. */
    Timer interrupt(Thread thread, Duration after) {
        var task = clock.schedule(thread::interrupt, after.toMillis(), TimeUnit.MILLISECONDS);
        return () -> task.cancel(false);
    }

    @Override
    public void close() {
        clock.shutdownNow();
    }

    interface Timer extends AutoCloseable {
        @Override
        void close();
    }
}
