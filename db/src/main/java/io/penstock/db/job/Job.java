package io.penstock.db.job;

import io.penstock.catalog.kind.Kind;
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
        @Nullable Instant runAt,
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
                runAt,
                startedAt,
                finishedAt,
                failure,
                attempts);
    }

    /** As it was when it had just been submitted. */
    public static Job created(JobId id, Kind<?, ?> kind, int priority, @Nullable Instant runAt, Instant createdAt) {
        return created(id, kind.name(), priority, kind.retry().maxAttempts(), runAt, createdAt);
    }

    /** As it was when it had just been submitted, whatever became of it since. */
    public Job asCreated() {
        return created(id, kind, priority, maxAttempts, runAt, createdAt);
    }

    private static Job created(
            JobId id, String kind, int priority, int maxAttempts, @Nullable Instant runAt, Instant createdAt) {
        boolean later = runAt != null && runAt.isAfter(createdAt);
        return new Job(
                id,
                kind,
                later ? State.SCHEDULED : State.QUEUED,
                priority,
                0,
                maxAttempts,
                later ? WaitReason.RUN_AT : WaitReason.TURN,
                later ? runAt : null,
                createdAt,
                runAt,
                null,
                null,
                null,
                List.of());
    }
}
