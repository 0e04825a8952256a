package io.penstock.db.bulk;

import io.penstock.db.bulk.BulkOperation.State;
import io.penstock.db.job.JobId;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jdbi.v3.core.Jdbi;
import org.jspecify.annotations.Nullable;

/** The operations there are: reading them, confirming one, and pausing, resuming and aborting it. */
public final class BulkOperations {

    private static final String SEEN = " (:tenant::int IS NULL OR o.tenant = :tenant)";

    private static final String ONE =
            "SELECT " + BulkOperation.COLUMNS + " FROM bulk_operation AS o WHERE o.id = :id AND" + SEEN;

    private static final String PAGE = "SELECT * FROM (SELECT " + BulkOperation.COLUMNS
            + " FROM bulk_operation AS o WHERE o.id < :before AND" + SEEN + ") AS o"
            + " WHERE cardinality(:states) = 0 OR o.state = ANY (:states) ORDER BY o.id DESC LIMIT :size";

    private static final String ITEMS = """
            SELECT item.nr, item.place, item.id, item.outcome FROM (
                SELECT chunk.nr, job.place, job.id, coalesce(job.outcome, 'left') AS outcome
                FROM (SELECT * FROM bulk_chunk WHERE operation = :operation AND nr >= :nr
                      AND CASE :kind WHEN 'done' THEN done > 0 WHEN 'skipped' THEN skipped > 0 WHEN 'failed' THEN failed > 0
                                     WHEN 'left' THEN cardinality(outcomes) < cardinality(jobs) ELSE TRUE END
                      ORDER BY nr) AS chunk
                CROSS JOIN LATERAL unnest(chunk.jobs, chunk.outcomes) WITH ORDINALITY AS job (id, outcome, place)) AS item
            WHERE (item.nr > :nr OR item.place > :place) AND (:kind = '' OR split_part(item.outcome, ':', 1) = :kind)
            ORDER BY item.nr, item.place LIMIT :size""";

    private static final String OF_TOKEN = "SELECT " + BulkOperation.COLUMNS + """
            , o.request_hash = :hash AS same FROM bulk_operation AS o WHERE o.token = :token AND o.tenant = :tenant FOR UPDATE""";

    private static final String BEGIN =
            "UPDATE bulk_operation SET state = 'running', due_at = now(), started_at = now() WHERE id = :id";

    private static final String PAUSE = """
            UPDATE bulk_operation AS o SET state = 'paused', runner = NULL, due_at = NULL WHERE o.id = :id AND o.state = 'running' AND""" + SEEN;

    private static final String RESUME = """
            UPDATE bulk_operation AS o SET state = 'running', due_at = now(), tries = 0, trouble = NULL
            WHERE o.id = :id AND o.state = 'paused' AND""" + SEEN;

    private static final String ABORT = """
            UPDATE bulk_operation AS o SET state = 'aborted', runner = NULL, due_at = NULL, finished_at = now()
            WHERE o.id = :id AND o.state IN ('planned', 'running', 'paused') AND o.confirm_by > CASE WHEN o.state = 'planned' THEN now() ELSE '-infinity' END
              AND""" + SEEN;

    private final Jdbi jdbi;

    public BulkOperations(Jdbi jdbi) {
        this.jdbi = jdbi;
    }

    /** @param tenant that asked for it; any when null */
    public Optional<BulkOperation> find(@Nullable Integer tenant, BulkId id) {
        return jdbi.withHandle(handle -> handle.createQuery(ONE)
                .bind("id", id.uuid())
                .bind("tenant", tenant)
                .map((row, context) -> BulkOperation.of(row))
                .findOne());
    }

    /** The newest first, strictly older than the given one. */
    public List<BulkOperation> page(@Nullable Integer tenant, Set<State> states, @Nullable UUID olderThan, int size) {
        return jdbi.withHandle(handle -> handle.createQuery(PAGE)
                .bind("tenant", tenant)
                .bind("before", olderThan == null ? new UUID(-1, -1) : olderThan)
                .bindArray(
                        "states",
                        String.class,
                        states.stream().map(State::label).toArray())
                .bind("size", size)
                .map((row, context) -> BulkOperation.of(row))
                .list());
    }

    /**
     * One of its jobs.
     *
     * @param chunk the place of the item is in this chunk
     */
    public record Item(int chunk, int place, JobId job, ItemOutcome outcome) {}

    /** In their order, behind the given place. */
    public List<Item> items(BulkId id, ItemOutcome.@Nullable Kind outcome, int chunk, int place, int size) {
        return jdbi.withHandle(handle -> handle.createQuery(ITEMS)
                .bind("operation", id.uuid())
                .bind("kind", outcome == null ? "" : outcome.label())
                .bind("nr", chunk)
                .bind("place", place)
                .bind("size", size)
                .map((row, context) -> new Item(
                        row.getInt("nr"),
                        row.getInt("place"),
                        new JobId(row.getObject("id", UUID.class)),
                        ItemOutcome.of(row.getString("outcome"))))
                .list());
    }

    /** What came of a confirmation. */
    public sealed interface Confirmed {

        record Begun(BulkOperation operation) implements Confirmed {}

        /** It was confirmed before. */
        record Again(BulkOperation operation) implements Confirmed {}

        /** What was planned with the token is something else. */
        record Differs(BulkOperation operation) implements Confirmed {}

        record Aborted(BulkOperation operation) implements Confirmed {}

        record TooLate(BulkOperation operation) implements Confirmed {}

        record UnknownToken() implements Confirmed {}
    }

    /** @param hash of what its client says is to be done; nothing when he leaves that to the plan */
    public Confirmed confirm(int tenant, byte[] token, byte @Nullable [] hash) {
        record Found(BulkOperation operation, boolean same) {}
        return jdbi.inTransaction(handle -> {
            var found = handle.createQuery(OF_TOKEN)
                    .bind("token", token)
                    .bind("tenant", tenant)
                    .bind("hash", hash)
                    .map((row, context) -> new Found(BulkOperation.of(row), hash == null || row.getBoolean("same")))
                    .findOne();
            if (found.isEmpty()) {
                return new Confirmed.UnknownToken();
            }
            var operation = found.get().operation;
            if (!found.get().same) {
                return new Confirmed.Differs(operation);
            }
            return switch (operation.state()) {
                case ABORTED -> new Confirmed.Aborted(operation);
                case EXPIRED -> new Confirmed.TooLate(operation);
                case RUNNING, PAUSED, FINISHED -> new Confirmed.Again(operation);
                case PLANNED -> {
                    handle.createUpdate(BEGIN).bind("id", operation.id().uuid()).execute();
                    yield new Confirmed.Begun(handle.createQuery(ONE)
                            .bind("id", operation.id().uuid())
                            .bind("tenant", tenant)
                            .map((row, context) -> BulkOperation.of(row))
                            .one());
                }
            };
        });
    }

    /** False when it does not run, and is not paused. */
    public boolean pause(@Nullable Integer tenant, BulkId id) {
        return change(PAUSE, tenant, id, State.PAUSED);
    }

    public boolean resume(@Nullable Integer tenant, BulkId id) {
        return change(RESUME, tenant, id, State.RUNNING);
    }

    /** What was done stays done. */
    public boolean abort(@Nullable Integer tenant, BulkId id) {
        return change(ABORT, tenant, id, State.ABORTED);
    }

    private boolean change(String sql, @Nullable Integer tenant, BulkId id, State... had) {
        int changed = jdbi.withHandle(handle -> handle.createUpdate(sql)
                .bind("id", id.uuid())
                .bind("tenant", tenant)
                .execute());
        return changed == 1
                || find(tenant, id)
                        .filter(operation -> Arrays.asList(had).contains(operation.state()))
                        .isPresent();
    }
}
