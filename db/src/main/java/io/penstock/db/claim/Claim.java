package io.penstock.db.claim;

import io.penstock.db.job.JobId;
import java.time.Instant;

/** A worker's right to run one attempt of one job. The attempt number is the fence: nothing is accepted from an earlier one. */
public record Claim(
        JobId id,
        int tenant,
        String kind,
        int attempt,
        int forgiven,
        int maxAttempts,
        int worker,
        Instant claimedAt,
        String payload) {

    /** The attempts so far that count, this one included. */
    public int countedAttempt() {
        return attempt - forgiven;
    }
}
