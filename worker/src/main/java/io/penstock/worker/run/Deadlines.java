package io.penstock.worker.run;

import io.penstock.dispatch.loop.Duty;
import io.penstock.dispatch.loop.Loop;
import java.time.Duration;
import java.util.concurrent.ConcurrentHashMap;

/** Interrupts attempts whose time is over. A look at all of them now and then costs less than an alarm for each. */
public final class Deadlines implements Duty, AutoCloseable {

    private static final Duration REST = Duration.ofMillis(100);

    private final ConcurrentHashMap<Thread, Long> ends = new ConcurrentHashMap<>();
    private final Loop loop = Loop.start("deadlines", this);

    /** Interrupts the calling thread after this time, unless the answer is closed before. */
    Watch watch(Duration timeout) {
        var thread = Thread.currentThread();
        ends.put(thread, System.nanoTime() + timeout.toNanos());
        return () -> {
            ends.remove(thread);
            Thread.interrupted();
        };
    }

    @Override
    public Duration runOnce() {
        long now = System.nanoTime();
        ends.forEach((thread, end) -> {
            if (end - now < 0) {
                thread.interrupt();
            }
        });
        return REST;
    }

    @Override
    public void close() {
        loop.close();
    }

    interface Watch extends AutoCloseable {
        @Override
        void close();
    }
}
