package io.penstock.db.batch;

import io.penstock.catalog.json.Json;
import io.penstock.db.job.BatchId;
import io.penstock.db.job.Failure;
import io.penstock.db.job.JobId;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.statement.Query;
import org.jspecify.annotations.Nullable;

/** Reading the items of a batch and their results, in their order, a page at a time. */
public final class BatchItems {

    private static final String STATE = """
            CASE WHEN item.error IS NOT NULL THEN 'invalid' WHEN item.deduplicated THEN 'deduplicated'
                 WHEN live.state = 'dispatched' THEN 'queued' ELSE coalesce(live.state, outcome.state) END""";

    private static final String ITEMS = """
            SELECT item.nr, item.custom_id, item.job, item.error AS refusal, %1$s AS state,
                   NULL AS result, NULL::int AS result_bytes, NULL AS error_code, NULL AS error
            FROM batch_item AS item
            LEFT JOIN live ON live.id = ANY (ARRAY[item.job])
            LEFT JOIN LATERAL (SELECT * FROM outcome WHERE tenant = :tenant AND id = item.job OFFSET 0) AS outcome ON TRUE
            WHERE item.batch = :batch AND item.nr > :after AND item.nr <= :last AND (cardinality(:states) = 0 OR %1$s = ANY (:states))
            ORDER BY item.nr LIMIT :size""".formatted(STATE);

    /** An item whose unique key another job has shows that job's result. */
    private static final String RESULTS = """
            SELECT item.nr, item.custom_id, item.job, item.error AS refusal,
                   CASE WHEN item.error IS NOT NULL THEN 'invalid' WHEN item.deduplicated THEN 'deduplicated' ELSE outcome.state END AS state,
                   outcome.result,
                   CASE WHEN outcome.state = 'succeeded' AND outcome.result IS NULL
                        THEN (SELECT length FROM result_aside WHERE job = item.job) END AS result_bytes,
                   outcome.error_code, outcome.error
            FROM batch_item AS item
            LEFT JOIN LATERAL (SELECT * FROM outcome WHERE tenant = :tenant AND id = item.job OFFSET 0) AS outcome ON TRUE
            WHERE item.batch = :batch AND item.nr > :after AND item.nr <= :last
              AND (outcome.id IS NOT NULL OR item.error IS NOT NULL OR item.deduplicated)
            ORDER BY item.nr LIMIT :size""";

    private static final String IS_THERE_MORE =
            "SELECT EXISTS (SELECT FROM batch_item WHERE batch = :batch AND nr > :last)";

    /** How many items a page looks at, at most: few may fit a filter, or have ended. */
    private static final int WINDOW = 10_000;

    /** How many characters of results a page holds, about. */
    private static final int HEAVIEST = 4 << 20;

    private static final int FETCH = 20;

    private final Jdbi jdbi;

    public BatchItems(Jdbi jdbi) {
        this.jdbi = jdbi;
    }

    /** @param next where the next page begins: after this item; nothing after the last page */
    public record Page(List<BatchItem> items, @Nullable Integer next) {}

    /**
     * A page may be short, or empty, and still have a next one.
     *
     * @param states those that are asked for; all if none
     */
    public Page items(int tenant, BatchId batch, Set<ItemState> states, int after, int size) {
        return page(ITEMS, tenant, batch, states, after, size);
    }

    /** Those items that have ended. A page may be short, or empty, and still have a next one. */
    public Page results(int tenant, BatchId batch, int after, int size) {
        return page(RESULTS, tenant, batch, Set.of(), after, size);
    }

    private Page page(String sql, int tenant, BatchId batch, Set<ItemState> states, int after, int size) {
        int last = (int) Math.min(Integer.MAX_VALUE, (long) after + WINDOW);
        // In a transaction the driver fetches some rows at a time, however large they are.
        return jdbi.inTransaction(handle -> {
            var query = handle.createQuery(sql)
                    .setFetchSize(FETCH)
                    .bind("tenant", tenant)
                    .bind("batch", batch.uuid())
                    .bind("after", after)
                    .bind("last", last)
                    .bind("size", size + 1);
            if (sql.equals(ITEMS)) {
                query.bindArray(
                        "states",
                        String.class,
                        states.stream().map(ItemState::label).toList());
            }
            var items = new ArrayList<BatchItem>();
            boolean all = read(query, items, size);
            Integer next = all
                    ? moreAfter(handle, batch, last)
                    : (Integer) items.getLast().nr();
            return new Page(items, next);
        });
    }

    /** Whether that was all. */
    private static boolean read(Query query, List<BatchItem> items, int size) {
        long weight = 0;
        try (var rows = query.map((row, context) -> item(row)).iterator()) {
            while (rows.hasNext()) {
                if (items.size() == size || weight > HEAVIEST) {
                    return false;
                }
                var item = rows.next();
                items.add(item);
                weight += item.result() == null ? 0 : item.result().length();
            }
        }
        return true;
    }

    private static @Nullable Integer moreAfter(Handle handle, BatchId batch, int last) {
        boolean more = handle.createQuery(IS_THERE_MORE)
                .bind("batch", batch.uuid())
                .bind("last", last)
                .mapTo(Boolean.class)
                .one();
        return more ? last : null;
    }

    private static BatchItem item(ResultSet row) throws SQLException {
        var job = row.getObject("job", UUID.class);
        var refusal = row.getString("refusal");
        var code = row.getString("error_code");
        return new BatchItem(
                row.getInt("nr"),
                row.getString("custom_id"),
                ItemState.parse(row.getString("state")).orElseThrow(),
                job == null ? null : new JobId(job),
                row.getString("result"),
                row.getObject("result_bytes", Integer.class),
                code == null ? null : new Failure(code, row.getString("error")),
                refusal == null ? null : Json.readTrusted(refusal, ItemError.class));
    }
}
