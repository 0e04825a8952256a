package io.penstock.db.batch;

import io.penstock.db.job.Failure;
import io.penstock.db.job.JobId;
import org.jspecify.annotations.Nullable;

/**
 * An item as it stands.
 *
 * @param job its own, or the one that stands in for it
 * @param result as JSON, where results were asked for and there is one
 * @param resultBytes how long the result is, where it is too long to be read with others
 * @param failure why its job failed, where results were asked for
 * @param error why it made no job
 */
public record BatchItem(
        int nr,
        @Nullable String customId,
        ItemState state,
        @Nullable JobId job,
        @Nullable String result,
        @Nullable Integer resultBytes,
        @Nullable Failure failure,
        @Nullable ItemError error) {}
