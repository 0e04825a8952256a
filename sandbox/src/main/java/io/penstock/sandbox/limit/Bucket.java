package io.penstock.sandbox.limit;

import java.time.Duration;
import java.time.Instant;

/** A minute's worth, filled up all the time. The limit may be another one each time. */
final class Bucket {

    private static final double MINUTE = 60e9;

    private double level = Double.MAX_VALUE;
    private Instant filledAt;

    Bucket(Instant now) {
        filledAt = now;
    }

    void fill(long limit, Instant now) {
        double passed = Math.max(0, Duration.between(filledAt, now).toNanos());
        level = Math.min((double) limit, level + passed / MINUTE * limit);
        filledAt = now;
    }

    /** How long until there is so much; more than the limit is never there. */
    Duration delay(long amount, long limit) {
        var missing = amount - level;
        // What is asked for with the next tick of the clock is there; doubles are not exact.
        return missing <= 1e-6 ? Duration.ZERO : nanos(missing / limit * MINUTE);
    }

    void take(long amount) {
        level -= amount;
    }

    Balance balance(long limit) {
        return new Balance(limit, Math.max(0, (long) level), nanos((limit - level) / limit * MINUTE));
    }

    private static Duration nanos(double nanos) {
        return Duration.ofNanos((long) Math.ceil(Math.max(0, nanos)));
    }
}
