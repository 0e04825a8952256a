package io.penstock.sandbox.server;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Waits that end at once when the server does. */
public final class Pauses {

    private final CountDownLatch end = new CountDownLatch(1);

    /** @return false when the server ended meanwhile */
    public boolean pass(Duration time) {
        if (time.isZero()) {
            return true;
        }
        try {
            return !end.await(time.toNanos(), TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    public void end() {
        end.countDown();
    }
}
