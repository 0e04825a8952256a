package io.penstock.db.bulk;

import static io.penstock.db.database.Columns.time;
import static io.penstock.db.database.Columns.timeOrNull;

import io.penstock.db.request.BulkRequest;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Locale;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Something that is done to many jobs, as who asked for it sees it.
 *
 * @param askedBy the id of a key
 * @param json the request, as its client said it
 * @param plan JSON
 * @param trouble why the last try broke off
 */
public record BulkOperation(
        BulkId id,
        int tenant,
        String askedBy,
        String json,
        State state,
        int selected,
        Progress progress,
        String plan,
        Instant confirmBy,
        @Nullable String trouble,
        Instant createdAt,
        @Nullable Instant startedAt,
        @Nullable Instant finishedAt) {

    static final String COLUMNS = """
            o.id, o.tenant, o.asked_by, o.request, o.selected, o.plan, o.confirm_by, o.trouble, o.created_at, o.started_at, o.finished_at,
            CASE WHEN o.state = 'planned' AND o.confirm_by <= now() THEN 'expired' ELSE o.state END AS state,
            (SELECT coalesce(sum(done), 0) FROM bulk_chunk WHERE operation = o.id) AS done,
            (SELECT coalesce(sum(skipped), 0) FROM bulk_chunk WHERE operation = o.id) AS skipped,
            (SELECT coalesce(sum(failed), 0) FROM bulk_chunk WHERE operation = o.id) AS failed
            """;

    public enum State {
        PLANNED,
        RUNNING,
        PAUSED,
        FINISHED,
        ABORTED,
        /** Nobody confirmed it in time. */
        EXPIRED;

        public String label() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** How many of its jobs it was done to, or not, and to how many it still is. */
    public record Progress(int done, int skipped, int failed, int left) {}

    static BulkOperation of(ResultSet row) throws SQLException {
        int selected = row.getInt("selected");
        int done = row.getInt("done");
        int skipped = row.getInt("skipped");
        int failed = row.getInt("failed");
        return new BulkOperation(
                new BulkId(row.getObject("id", UUID.class)),
                row.getInt("tenant"),
                row.getString("asked_by"),
                row.getString("request"),
                State.valueOf(row.getString("state").toUpperCase(Locale.ROOT)),
                selected,
                new Progress(done, skipped, failed, selected - done - skipped - failed),
                row.getString("plan"),
                time(row, "confirm_by"),
                row.getString("trouble"),
                time(row, "created_at"),
                timeOrNull(row, "started_at"),
                timeOrNull(row, "finished_at"));
    }

    public BulkRequest request() {
        return BulkRequest.stored(json);
    }
}
