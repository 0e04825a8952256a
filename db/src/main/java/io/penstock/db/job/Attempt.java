package io.penstock.db.job;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** An attempt that did not succeed. */
public record Attempt(
        int attempt,
        Failure failure,
        Instant startedAt,
        Instant finishedAt,
        @Nullable Instant nextAt) {}
