package io.penstock.api.pause;

import io.penstock.db.limit.Limit;
import io.penstock.db.pause.Pause;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A pause as its readers see it.
 *
 * @param by null when a provider asked for it
 * @param until null until somebody resumes it
 */
record PauseView(
        String scope,
        String name,
        String reason,
        @Nullable String by,
        @Nullable Instant until,
        Instant pausedAt) {

    static PauseView of(Pause pause) {
        return new PauseView(
                pause.key().scope().label(),
                pause.key().name(),
                pause.reason(),
                pause.by(),
                pause.until().isBefore(Limit.FOR_GOOD) ? pause.until() : null,
                pause.pausedAt());
    }
}
