package io.penstock.sandbox.webhook;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** An event that was sent, and how it was answered each time. */
public record Delivery(String event, String type, String object, List<Attempt> attempts) {

    public Delivery {
        attempts = List.copyOf(attempts);
    }

    /** Whether it was answered well at last. */
    public boolean wasHeard() {
        return attempts.stream().anyMatch(Attempt::isGood);
    }

    /** @param status null when nothing was answered */
    public record Attempt(Instant at, @Nullable Integer status) {

        boolean isGood() {
            return status != null && status >= 200 && status < 300;
        }
    }
}
