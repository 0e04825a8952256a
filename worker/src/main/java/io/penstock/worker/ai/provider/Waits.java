package io.penstock.worker.ai.provider;

import io.penstock.worker.http.RetryAfter;
import java.time.Clock;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;

/** How long a provider asks to be left alone, in its headers. */
final class Waits {

    private final RetryAfter retryAfter;

    Waits(Clock clock) {
        this.retryAfter = new RetryAfter(clock);
    }

    @Nullable
    Duration of(int status, HttpHeaders headers) {
        return retryAfter.of(status, headers);
    }

    boolean areSaidIn(HttpHeaders headers) {
        return headers.getFirst("retry-after") != null || headers.getFirst("retry-after-ms") != null;
    }
}
