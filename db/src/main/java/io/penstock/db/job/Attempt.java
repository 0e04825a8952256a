package io.penstock.db.job;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * An attempt that did not succeed.
 *
 * @param fingerprint the same for failures of one kind that differ only in what differs from job to job; it is that of the error group when
 *     the job ended with it
 * @param worker the id under which the worker claimed
 */
public record Attempt(
        int attempt,
        Failure failure,
        FailureClass failureClass,
        String fingerprint,
        int worker,
        Instant startedAt,
        Instant finishedAt,
        @Nullable Instant nextAt) {}
