package io.penstock.db.webhook;

import static io.penstock.db.database.Columns.texts;
import static io.penstock.db.database.Columns.time;

import io.penstock.catalog.json.Json;
import io.penstock.catalog.kind.JobOptions;
import io.penstock.db.database.SqlArray;
import io.penstock.db.job.BatchId;
import io.penstock.db.job.Failure;
import io.penstock.db.job.JobId;
import io.penstock.db.submission.Submissions;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jspecify.annotations.Nullable;

/** The ends of jobs that somebody asked to be told of and nobody is on the way with. */
public final class OwedCallbacks {

    /** A row that another scheduler has, or that is just being written again, is left to its time. */
    private static final String TAKE = """
            DELETE FROM callback_owed
            WHERE ctid = ANY (ARRAY(SELECT ctid FROM callback_owed ORDER BY job LIMIT :most FOR UPDATE SKIP LOCKED))
            RETURNING job, tenant""";

    /**
     * A statement of its own, after the rows are taken: a resolution that had them before is seen by now. A job that was
     * replayed meanwhile is owed again when it has ended again.
     */
    private static final String TOLD = """
            SELECT job.tenant, job.id, job.kind, job.created_at, job.options, job.tags, job.custom_id, job.batch,
                   outcome.state, outcome.attempt, outcome.finished_at, outcome.error_code, outcome.error,
                   coalesce(outcome.resolved_at, outcome.finished_at) AS at
            FROM unnest(:tenants, :jobs::uuid[]) AS owed (tenant, job)
            JOIN job ON job.tenant = owed.tenant AND job.id = owed.job
            JOIN outcome ON outcome.tenant = ANY (ARRAY[owed.tenant]) AND outcome.id = ANY (ARRAY[owed.job])""";

    private final Jdbi jdbi;
    private final NewDeliveries deliveries;

    public OwedCallbacks(Jdbi jdbi, Submissions submissions) {
        this.jdbi = jdbi;
        this.deliveries = new NewDeliveries(submissions);
    }

    /** Makes deliveries of so many of them, each with a job that the caller has dispatched; returns how many were taken. */
    public int deliver(int most) {
        return jdbi.inTransaction(handle -> {
            var owed = take(handle, most);
            deliveries.make(handle, told(handle, owed));
            return owed.size();
        });
    }

    private record Owed(int tenant, UUID job) {}

    private static List<Owed> take(Handle handle, int most) {
        return handle.createQuery(TAKE)
                .bind("most", most)
                .map((row, context) -> new Owed(row.getInt("tenant"), row.getObject("job", UUID.class)))
                .list();
    }

    private static List<Callback> told(Handle handle, List<Owed> owed) {
        return owed.isEmpty()
                ? List.of()
                : handle.createQuery(TOLD)
                        .bind("tenants", SqlArray.ints(owed, Owed::tenant))
                        .bind("jobs", SqlArray.texts(owed, Owed::job))
                        .map((row, context) -> callback(row))
                        .list();
    }

    /** What a receiver is told of a job's end. Neither payload nor result: who may read those has a key. */
    private record Body(String type, Instant timestamp, Data data) {}

    private record Data(
            String id,
            String kind,
            String state,
            int attempt,
            Instant createdAt,
            Instant finishedAt,
            @Nullable Failure error,
            Map<String, String> tags,
            @Nullable String customId,
            @Nullable String batchId) {}

    private static Callback callback(ResultSet row) throws SQLException {
        var id = row.getObject("id", UUID.class);
        var batch = row.getObject("batch", UUID.class);
        var code = row.getString("error_code");
        var data = new Data(
                new JobId(id).toString(),
                row.getString("kind"),
                row.getString("state"),
                row.getInt("attempt"),
                time(row, "created_at"),
                time(row, "finished_at"),
                code == null ? null : new Failure(code, row.getString("error")),
                texts(row, "tags"),
                row.getString("custom_id"),
                batch == null ? null : new BatchId(batch).toString());
        var type = "job." + data.state;
        var url =
                Objects.requireNonNull(JobOptions.read(row.getString("options")).callback());
        return new Callback(row.getInt("tenant"), url, type, id, Json.write(new Body(type, time(row, "at"), data)));
    }
}
