package io.penstock.catalog.kind;

import java.time.Duration;
import java.util.Optional;

/**
 * When a failed attempt is tried again. Pure: it decides, others apply.
 *
 * @param jitter the share of each delay, 0 to 1, that is left to chance, so that jobs that failed together do not return together
 */
public record RetryPolicy(int maxAttempts, Backoff backoff, Duration base, Duration max, double jitter) {

    public enum Backoff {
        EXPONENTIAL,
        FIXED
    }

    public RetryPolicy {
        if (maxAttempts < 1 || maxAttempts > 100) {
            throw new IllegalArgumentException("max_attempts must be between 1 and 100, not " + maxAttempts);
        }
        if (base.isNegative()) {
            throw new IllegalArgumentException("base must not be negative, but is " + base);
        }
        if (max.compareTo(base) < 0) {
            throw new IllegalArgumentException("max (" + max + ") must not be shorter than base (" + base + ")");
        }
        if (!(jitter >= 0 && jitter <= 1)) {
            throw new IllegalArgumentException("jitter must be between 0 and 1, not " + jitter);
        }
    }

    public static RetryPolicy exponential(int maxAttempts, Duration base, Duration max) {
        return new RetryPolicy(maxAttempts, Backoff.EXPONENTIAL, base, max, 0.2);
    }

    /**
     * The delay after the given attempt failed, or nothing when it was the last.
     *
     * @param chance a number from 0 (inclusive) to 1 (exclusive)
     */
    public Optional<Duration> next(int attempt, double chance) {
        if (attempt >= maxAttempts) {
            return Optional.empty();
        }
        var delay = backoff == Backoff.FIXED ? base : doubled(attempt - 1);
        return Optional.of(Duration.ofNanos((long) (delay.toNanos() * (1 - jitter * chance))));
    }

    private Duration doubled(int times) {
        var delay = base;
        for (int i = 0; i < times && delay.compareTo(max) < 0; i++) {
            delay = delay.multipliedBy(2);
        }
        return delay.compareTo(max) < 0 ? delay : max;
    }
}
