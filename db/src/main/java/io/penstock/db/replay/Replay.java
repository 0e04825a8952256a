package io.penstock.db.replay;

import io.penstock.db.job.JobId;
import io.penstock.db.submission.Submission;
import io.penstock.db.submission.Submission.IdempotencyKey;
import java.time.Instant;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * That an ended job is to run once more.
 *
 * @param run the one that is to be repeated; the last one unless given
 * @param key the client's name for the replay, which is made once under it
 * @param edited the same job with another payload
 * @param priority as before unless given
 * @param runAt not before then
 * @param deadline all attempts together end by then; an earlier run's does not count any more
 * @param repeat the effects that are to be had once more, by their names
 */
public record Replay(
        int tenant,
        JobId id,
        @Nullable Integer run,
        @Nullable IdempotencyKey key,
        @Nullable Submission edited,
        @Nullable Integer priority,
        @Nullable Instant runAt,
        @Nullable Instant deadline,
        Set<String> repeat,
        @Nullable String reason) {

    public Replay {
        repeat = Set.copyOf(repeat);
        if (reason == null && (edited != null || !repeat.isEmpty())) {
            throw new IllegalArgumentException("Another payload, and effects that are repeated, need a reason");
        }
    }

    public static Replay of(int tenant, JobId id) {
        return new Replay(tenant, id, null, null, null, null, null, null, Set.of(), null);
    }
}
