package io.penstock.api.batch;

import io.penstock.catalog.json.Violation;
import io.penstock.db.batch.BatchItem;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An item as the API shows it.
 *
 * @param code why it made no job, for programs
 * @param errors each place in it that is wrong
 */
record ItemView(
        int nr,
        @Nullable String customId,
        @Nullable String jobId,
        String state,
        @Nullable String code,
        List<Violation> errors) {

    static ItemView of(BatchItem item) {
        var job = item.job();
        var error = item.error();
        return new ItemView(
                item.nr(),
                item.customId(),
                job == null ? null : job.toString(),
                item.state().label(),
                error == null ? null : error.code(),
                error == null ? List.of() : error.errors());
    }
}
