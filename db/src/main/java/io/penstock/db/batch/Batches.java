package io.penstock.db.batch;

import static io.penstock.db.database.Columns.texts;
import static io.penstock.db.database.Columns.time;
import static io.penstock.db.database.Columns.timeOrNull;

import io.penstock.catalog.json.Json;
import io.penstock.db.job.BatchId;
import io.penstock.db.job.JobId;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jdbi.v3.core.Jdbi;
import org.jspecify.annotations.Nullable;

/** Reading batches, and the wish to cancel one. */
public final class Batches {

    private static final String COLUMNS = """
            SELECT id, request IS NOT NULL AS complete, callback, tags, made_by, created_at, cancel_requested_at, sealed_at, finished_at, counts
            FROM batch
            """;

    private static final String ONE = COLUMNS + "WHERE id = :id AND tenant = :tenant";

    private static final String PAGE = COLUMNS + "WHERE tenant = :tenant AND id < :before ORDER BY id DESC LIMIT :size";

    private static final String MADE_BY = COLUMNS + "WHERE made_by = :job AND tenant = :tenant";

    private static final String FAILED = "SELECT count(*) FROM outcome WHERE batch = :batch AND error_code = :code";

    private static final String REFUSED = """
            SELECT nr, custom_id, error FROM batch_item WHERE batch = :batch AND error IS NOT NULL ORDER BY nr LIMIT :most""";

    private static final String CANCEL = """
            UPDATE batch SET cancel_requested_at = coalesce(cancel_requested_at, now()), sealed_at = coalesce(sealed_at, now()), receiver = NULL
            WHERE id = :id AND tenant = :tenant AND finished_at IS NULL""";

    private final Jdbi jdbi;

    public Batches(Jdbi jdbi) {
        this.jdbi = jdbi;
    }

    public Optional<Batch> find(int tenant, BatchId id) {
        return jdbi.withHandle(handle -> handle.createQuery(ONE)
                .bind("tenant", tenant)
                .bind("id", id.uuid())
                .map((row, context) -> batch(row))
                .findOne());
    }

    /** The one that this job made. */
    public Optional<Batch> madeBy(int tenant, JobId job) {
        return jdbi.withHandle(handle -> handle.createQuery(MADE_BY)
                .bind("tenant", tenant)
                .bind("job", job.uuid())
                .map((row, context) -> batch(row))
                .findOne());
    }

    /** The newest first, strictly older than the given id. */
    public List<Batch> page(int tenant, @Nullable BatchId olderThan, int size) {
        return jdbi.withHandle(handle -> handle.createQuery(PAGE)
                .bind("tenant", tenant)
                .bind("before", olderThan == null ? new UUID(-1, -1) : olderThan.uuid())
                .bind("size", size)
                .map((row, context) -> batch(row))
                .list());
    }

    /** In one statement, so that a job which ends at this moment is counted once. */
    public Counts count(BatchId id) {
        return jdbi.withHandle(handle -> Counts.now(handle, id));
    }

    /** How many of its jobs ended with this code. */
    public long failedWith(BatchId id, String code) {
        return jdbi.withHandle(handle -> handle.createQuery(FAILED)
                .bind("batch", id.uuid())
                .bind("code", code)
                .mapTo(Long.class)
                .one());
    }

    /** The first of those that made no job. */
    public List<RefusedItem> refused(BatchId id, int most) {
        return jdbi.withHandle(handle -> handle.createQuery(REFUSED)
                .bind("batch", id.uuid())
                .bind("most", most)
                .map((row, context) -> new RefusedItem(
                        row.getInt("nr"),
                        row.getString("custom_id"),
                        Json.readTrusted(row.getString("error"), ItemError.class)))
                .list());
    }

    /** Nothing is added to it from now on. Its jobs have yet to be told. */
    public BatchCancellation cancel(int tenant, BatchId id) {
        boolean requested = jdbi.withHandle(handle -> handle.createUpdate(CANCEL)
                        .bind("tenant", tenant)
                        .bind("id", id.uuid())
                        .execute()
                == 1);
        if (requested) {
            return new BatchCancellation.Requested();
        }
        return find(tenant, id).isPresent()
                ? new BatchCancellation.AlreadyFinished()
                : new BatchCancellation.NotFound();
    }

    private static Batch batch(ResultSet row) throws SQLException {
        var counts = row.getString("counts");
        var madeBy = row.getObject("made_by", UUID.class);
        return new Batch(
                new BatchId(row.getObject("id", UUID.class)),
                row.getBoolean("complete"),
                row.getString("callback"),
                texts(row, "tags"),
                madeBy == null ? null : new JobId(madeBy),
                time(row, "created_at"),
                timeOrNull(row, "cancel_requested_at"),
                timeOrNull(row, "sealed_at"),
                timeOrNull(row, "finished_at"),
                counts == null ? null : Counts.read(counts));
    }
}
