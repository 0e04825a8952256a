package io.penstock.db.submission;

import io.penstock.db.gate.Turns.Turn;
import io.penstock.db.job.JobId;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** What came of a submission. In each case the transaction is committed. */
public sealed interface Submitted {

    JobId id();

    /**
     * The job exists now.
     *
     * @param turn in its gate, unless its time comes later
     * @param held whether a limit or a pause may hold it back. Whether its concurrency key does, its gate finds out when it has its turn
     */
    record Created(JobId id, Instant createdAt, @Nullable Turn turn, boolean held) implements Submitted {}

    /**
     * The same request with the same key was answered with this job earlier.
     *
     * @param deduplicated it was not made by that request: it had its unique key
     */
    record Duplicate(JobId id, boolean deduplicated) implements Submitted {}

    /** This job has the unique key. */
    record Deduplicated(JobId id) implements Submitted {}

    /** The idempotency key belongs to another request, which made this job. Nothing was stored. */
    record KeyReused(JobId id) implements Submitted {}
}
