package io.penstock.db.claim;

import io.penstock.catalog.kind.JobOptions;
import io.penstock.db.job.BatchId;
import io.penstock.db.job.JobId;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A worker's right to run one attempt of one job. The attempt number is the fence: nothing is accepted from an earlier one.
 *
 * @param submittedAt when this was less than a second ago, as others may not have heard of the job yet
 * @param payload as JSON; nothing when it is long and lies aside
 */
public record Claim(
        JobId id,
        int tenant,
        String kind,
        int attempt,
        int forgiven,
        int maxAttempts,
        int worker,
        @Nullable Instant submittedAt,
        Instant dispatchedAt,
        Instant claimedAt,
        @Nullable Instant deadline,
        JobOptions options,
        @Nullable String payload,
        @Nullable BatchId batch) {

    /** The attempts so far that count, this one included. */
    public int countedAttempt() {
        return attempt - forgiven;
    }
}
