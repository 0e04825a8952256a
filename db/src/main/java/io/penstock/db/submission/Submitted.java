package io.penstock.db.submission;

import io.penstock.db.job.JobId;
import java.time.Instant;

/** What came of a submission. In each case the transaction is committed. */
public sealed interface Submitted {

    JobId id();

    /** The job exists now. */
    record Created(JobId id, Instant createdAt) implements Submitted {}

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
