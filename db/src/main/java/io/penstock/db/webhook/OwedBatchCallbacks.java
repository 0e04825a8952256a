package io.penstock.db.webhook;

import static io.penstock.db.database.Columns.texts;
import static io.penstock.db.database.Columns.time;

import io.penstock.catalog.json.Json;
import io.penstock.db.batch.Counts;
import io.penstock.db.job.BatchId;
import io.penstock.db.submission.Submissions;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;

/** The ends of batches that somebody asked to be told of and nobody is on the way with. */
public final class OwedBatchCallbacks {

    /** A row that another scheduler has is left to it. */
    private static final String TAKE = """
            DELETE FROM batch_callback_owed
            WHERE ctid = ANY (ARRAY(SELECT ctid FROM batch_callback_owed ORDER BY batch LIMIT :most FOR UPDATE SKIP LOCKED))
            RETURNING batch""";

    /** One of which a job runs once more is owed again when that has ended. */
    private static final String TOLD = """
            SELECT id, tenant, callback, tags, counts, created_at, finished_at,
                   CASE WHEN cancel_requested_at IS NULL THEN 'finished' ELSE 'cancelled' END AS state
            FROM batch WHERE id = ANY (:batches) AND finished_at IS NOT NULL""";

    private final Jdbi jdbi;
    private final NewDeliveries deliveries;

    public OwedBatchCallbacks(Jdbi jdbi, Submissions submissions) {
        this.jdbi = jdbi;
        this.deliveries = new NewDeliveries(submissions);
    }

    /** Makes deliveries of so many of them, each with a job that the caller has dispatched; returns how many were taken. */
    public int deliver(int most) {
        return jdbi.inTransaction(handle -> {
            var owed = handle.createQuery(TAKE)
                    .bind("most", most)
                    .mapTo(UUID.class)
                    .list();
            deliveries.make(handle, told(handle, owed));
            return owed.size();
        });
    }

    private static List<Callback> told(Handle handle, List<UUID> owed) {
        return owed.isEmpty()
                ? List.of()
                : handle.createQuery(TOLD)
                        .bindArray("batches", UUID.class, owed)
                        .map((row, context) -> callback(handle, row))
                        .list();
    }

    /** What a receiver is told of a batch's end. The results are for who has a key. */
    private record Body(String type, Instant timestamp, Data data) {}

    private record Data(
            String id,
            String state,
            Map<String, Long> counts,
            Instant createdAt,
            Instant finishedAt,
            Map<String, String> tags) {}

    private static Callback callback(Handle handle, ResultSet row) throws SQLException {
        var id = row.getObject("id", UUID.class);
        var batch = new BatchId(id);
        // They are forgotten when an outcome is resolved.
        var counts = row.getString("counts");
        var finished = time(row, "finished_at");
        var data = new Data(
                batch.toString(),
                row.getString("state"),
                (counts == null ? Counts.now(handle, batch) : Counts.read(counts)).byLabel(),
                time(row, "created_at"),
                finished,
                texts(row, "tags"));
        var type = "batch." + data.state;
        return new Callback(
                row.getInt("tenant"), row.getString("callback"), type, id, Json.write(new Body(type, finished, data)));
    }
}
