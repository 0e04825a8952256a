package io.penstock.api.batch;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.penstock.catalog.json.Violation;
import io.penstock.db.batch.Batch;
import io.penstock.db.batch.Counts;
import io.penstock.db.batch.RefusedItem;
import io.penstock.db.request.CallbackRequest;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A batch as the API shows it.
 *
 * @param errors the first of the items that made no job; left out in lists
 * @param madeBy the job that made it, if one did
 * @param complete whether all of the request was received
 */
record BatchView(
        String id,
        String state,
        @Nullable Long total,
        @Nullable Map<String, Long> counts,
        @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable List<Errors> errors,
        boolean complete,
        @Nullable CallbackRequest callback,
        Map<String, String> tags,
        @Nullable String madeBy,
        Instant createdAt,
        @Nullable Instant cancelRequestedAt,
        @Nullable Instant sealedAt,
        @Nullable Instant finishedAt) {

    record Errors(int nr, @Nullable String customId, String code, List<Violation> errors) {

        static Errors of(RefusedItem item) {
            return new Errors(
                    item.nr(),
                    item.customId(),
                    item.error().code(),
                    item.error().errors());
        }
    }

    static BatchView of(Batch batch, Counts counts, List<RefusedItem> refused) {
        return shown(batch, counts, refused.stream().map(Errors::of).toList());
    }

    /** Without what would have to be counted. */
    static BatchView inList(Batch batch) {
        return shown(batch, batch.counts(), null);
    }

    private static BatchView shown(Batch batch, @Nullable Counts counts, @Nullable List<Errors> errors) {
        var callback = batch.callback();
        var madeBy = batch.madeBy();
        return new BatchView(
                batch.id().toString(),
                batch.state().name().toLowerCase(Locale.ROOT),
                counts == null ? null : counts.total(),
                counts == null ? null : counts.byLabel(),
                errors,
                batch.complete(),
                callback == null ? null : new CallbackRequest(callback),
                batch.tags(),
                madeBy == null ? null : madeBy.toString(),
                batch.createdAt(),
                batch.cancelRequestedAt(),
                batch.sealedAt(),
                batch.finishedAt());
    }
}
