package io.penstock.db.testing;

import io.penstock.catalog.kind.JobOptions;
import io.penstock.db.claim.Claim;
import io.penstock.db.job.JobId;
import java.time.Instant;

/** The claim that a worker has, or would have, of a job that runs. */
public final class TestClaim {

    private TestClaim() {}

    public static Claim of(JobId id, int attempt, int worker) {
        return new Claim(
                id,
                1,
                "probe",
                attempt,
                0,
                5,
                worker,
                null,
                Instant.now(),
                Instant.now(),
                null,
                JobOptions.NONE,
                "{}",
                null);
    }
}
