package io.penstock.db.batch;

import io.penstock.db.job.BatchId;
import io.penstock.db.job.JobId;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A batch as its client sees it.
 *
 * @param complete whether all of the request was received
 * @param callback the URL to tell of its end
 * @param madeBy the job that made it, if one did
 * @param counts final ones; until then they are counted when they are asked for
 */
public record Batch(
        BatchId id,
        boolean complete,
        @Nullable String callback,
        Map<String, String> tags,
        @Nullable JobId madeBy,
        Instant createdAt,
        @Nullable Instant cancelRequestedAt,
        @Nullable Instant sealedAt,
        @Nullable Instant finishedAt,
        @Nullable Counts counts) {

    public enum State {
        /** More items may come. */
        RECEIVING,
        RUNNING,
        FINISHED,
        /** Somebody wanted it gone, and no job of it is left that has not ended. */
        CANCELLED
    }

    public State state() {
        if (finishedAt != null) {
            return cancelRequestedAt == null ? State.FINISHED : State.CANCELLED;
        }
        return sealedAt == null ? State.RECEIVING : State.RUNNING;
    }
}
