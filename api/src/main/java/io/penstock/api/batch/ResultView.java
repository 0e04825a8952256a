package io.penstock.api.batch;

import com.fasterxml.jackson.annotation.JsonRawValue;
import io.penstock.catalog.json.Violation;
import io.penstock.db.batch.BatchItem;
import io.penstock.db.job.Failure;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What an item came to.
 *
 * @param resultBytes how long the result is, where it is too long for a list and is to be read from its job
 * @param error why its job failed, or its refusal in short
 * @param errors each place in it that is wrong, of an item that was refused
 */
record ResultView(
        int nr,
        @Nullable String customId,
        @Nullable String jobId,
        String state,
        @JsonRawValue @Nullable String result,
        @Nullable Integer resultBytes,
        @Nullable Failure error,
        List<Violation> errors) {

    static ResultView of(BatchItem item) {
        var job = item.job();
        var refusal = item.error();
        return new ResultView(
                item.nr(),
                item.customId(),
                job == null ? null : job.toString(),
                item.state().label(),
                item.result(),
                item.resultBytes(),
                refusal == null ? item.failure() : new Failure(refusal.code(), "The item was refused."),
                refusal == null ? List.of() : refusal.errors());
    }
}
