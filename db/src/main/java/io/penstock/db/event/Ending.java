package io.penstock.db.event;

import io.penstock.db.job.BatchId;
import io.penstock.db.job.JobId;
import io.penstock.db.job.State;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * How and when a job ended.
 *
 * @param state how it stands now, which after a resolution is not how it ended: it ended as outcome_unknown
 */
public record Ending(
        JobId id,
        int tenant,
        String kind,
        int attempt,
        State state,
        @Nullable BatchId batch,
        Instant at,
        @Nullable Instant resolvedAt,
        @Nullable String errorCode) {}
