package io.penstock.db.job;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A job as a client sees it at one moment. */
public record Job(
        JobId id,
        String kind,
        State state,
        int priority,
        int attempt,
        int maxAttempts,
        @Nullable WaitReason waitReason,
        @Nullable Instant nextEligibleAt,
        Instant createdAt,
        @Nullable Instant startedAt,
        @Nullable Instant finishedAt,
        @Nullable Failure failure,
        List<Attempt> attempts) {

    /** Why a job that is not finished does not run. */
    public enum WaitReason {
        /** Its time has not come. */
        RUN_AT,
        /** An attempt failed; the next one has its time. */
        RETRY,
        /** Its turn has not come. */
        TURN,
        /** It is on its lane, and no worker has a free slot yet. */
        WORKER
    }

    Job with(List<Attempt> attempts) {
        return new Job(
                id,
                kind,
                state,
                priority,
                attempt,
                maxAttempts,
                waitReason,
                nextEligibleAt,
                createdAt,
                startedAt,
                finishedAt,
                failure,
                attempts);
    }
}
