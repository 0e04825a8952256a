package io.penstock.db.batch;

import io.penstock.catalog.json.Read;
import io.penstock.db.job.BatchId;
import io.penstock.db.submission.Submission;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A batch that is there as a whole.
 *
 * @param callback the URL to tell of its end
 * @param items all of them valid, with names that differ
 */
public record NewBatch(
        BatchId id, int tenant, @Nullable String callback, Map<String, String> tags, List<NewItem> items) {

    /** It and its jobs, with these tags, too. */
    public NewBatch tagged(Map<String, String> more) {
        var all = new HashMap<>(tags);
        all.putAll(more);
        return new NewBatch(
                id,
                tenant,
                callback,
                all,
                items.stream().map(item -> tagged(item, more)).toList());
    }

    private static NewItem tagged(NewItem item, Map<String, String> more) {
        return item.job() instanceof Read.Valid<Submission>(var job)
                ? new NewItem(item.nr(), item.customId(), item.content(), new Read.Valid<>(job.tagged(more)))
                : item;
    }
}
