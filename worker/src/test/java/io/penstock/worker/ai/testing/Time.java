package io.penstock.worker.ai.testing;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;

/** A clock that stands still until it is moved. */
public final class Time implements InstantSource {

    private volatile Instant now = Instant.parse("2026-11-22T08:00:00Z");

    public synchronized void pass(Duration time) {
        now = now.plus(time);
    }

    @Override
    public Instant instant() {
        return now;
    }

    public Clock clock() {
        return withZone(ZoneOffset.UTC);
    }
}
