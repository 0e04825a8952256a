package io.penstock.db.job;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A job as a client sees it at one moment.
 *
 * @param run how often it was replayed, and one
 * @param nextEligibleAt when its time comes, or what it waits behind opens at the earliest
 * @param errorGroup of the failure; null also of jobs that failed before there were groups
 * @param cancelRequestedAt since when somebody wants it gone
 * @param customId what its client calls it in its batch
 */
public record Job(
        JobId id,
        String kind,
        State state,
        int run,
        int priority,
        int attempt,
        int maxAttempts,
        @Nullable WaitReason waitReason,
        @Nullable Instant nextEligibleAt,
        Instant createdAt,
        @Nullable Instant runAt,
        @Nullable Instant deadline,
        @Nullable Instant cancelRequestedAt,
        @Nullable Instant startedAt,
        @Nullable Instant finishedAt,
        @Nullable Failure failure,
        @Nullable ErrorGroupId errorGroup,
        @Nullable Resolution resolution,
        @Nullable Progress progress,
        Map<String, String> tags,
        @Nullable BatchId batch,
        @Nullable String customId,
        List<Attempt> attempts) {

    /** Why a job that is not finished does not run. */
    public enum WaitReason {
        /** Its time has not come. */
        RUN_AT,
        /** An attempt failed; the next one has its time. */
        RETRY,
        /** No worker could begin it; it is tried again a little later. */
        SNOOZE,
        /** It goes on when somebody outside says that something happened. */
        NOTICE,
        /** Its kind, its tenant or its lane is paused. */
        PAUSED,
        /** It needs permits of limits, and its turn for them has not come. */
        LIMIT,
        /** It waits for others of its concurrency key. */
        CONCURRENCY_KEY,
        /** There is not as much left of a budget as it is estimated to cost. */
        BUDGET,
        /** Its turn has not come. */
        TURN,
        /** It is on its lane, and no worker has a free slot yet. */
        WORKER;

        /** Whether it is more than others before it. */
        boolean isHeld() {
            return switch (this) {
                case PAUSED, LIMIT, CONCURRENCY_KEY, BUDGET -> true;
                case RUN_AT, RETRY, SNOOZE, NOTICE, TURN, WORKER -> false;
            };
        }
    }

    /** That a person decided how it ended, and why. */
    public record Resolution(Instant at, String reason) {}

    Job with(List<Attempt> attempts) {
        return new Job(
                id,
                kind,
                state,
                run,
                priority,
                attempt,
                maxAttempts,
                waitReason,
                nextEligibleAt,
                createdAt,
                runAt,
                deadline,
                cancelRequestedAt,
                startedAt,
                finishedAt,
                failure,
                errorGroup,
                resolution,
                progress,
                tags,
                batch,
                customId,
                attempts);
    }

    /** As it was when it had just been submitted, whatever became of it since, but with what holds it back now. */
    public Job asCreated() {
        boolean later = runAt != null && runAt.isAfter(createdAt);
        boolean held = waitReason != null && waitReason.isHeld();
        return new Job(
                id,
                kind,
                later ? State.SCHEDULED : State.QUEUED,
                1,
                priority,
                0,
                maxAttempts,
                later ? WaitReason.RUN_AT : held ? waitReason : WaitReason.TURN,
                later ? runAt : held ? nextEligibleAt : null,
                createdAt,
                runAt,
                deadline,
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                tags,
                batch,
                customId,
                List.of());
    }
}
