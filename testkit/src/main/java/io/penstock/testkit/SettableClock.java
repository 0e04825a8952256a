package io.penstock.testkit;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/** The worker's clock in a test: it stands still until it is told to go on. */
public final class SettableClock implements InstantSource {

    private Instant now;

    public SettableClock(Instant start) {
        this.now = start;
    }

    @Override
    public synchronized Instant instant() {
        return now;
    }

    public synchronized void advance(Duration time) {
        now = now.plus(time);
    }
}
