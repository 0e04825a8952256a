package io.penstock.sandbox.sendgrid;

import io.penstock.sandbox.limit.Balance;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;

/** What is left, as SendGrid's headers say it. */
final class RateHeaders {

    private static final Duration ALMOST_A_SECOND = Duration.ofNanos(999_999_999);

    private RateHeaders() {}

    static Map<String, String> of(Balance balance, Instant now) {
        return Map.of(
                "X-RateLimit-Limit",
                Long.toString(balance.limit()),
                "X-RateLimit-Remaining",
                Long.toString(balance.remaining()),
                "X-RateLimit-Reset",
                second(now.plus(balance.reset())));
    }

    /** The first whole second that is not before that time, counted from 1970. */
    static String second(Instant time) {
        return Long.toString(time.plus(ALMOST_A_SECOND).getEpochSecond());
    }
}
