package io.penstock.db.webhook;

import static io.penstock.db.database.Columns.time;
import static io.penstock.db.database.Columns.timeOrNull;

import io.penstock.db.job.Failure;
import io.penstock.db.job.JobId;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jspecify.annotations.Nullable;

/** Reading deliveries: one with each of its calls, or a page of many. */
public final class Deliveries {

    /** A delivery whose job is gone without having delivered it has failed, however that job ended. */
    private static final String STATE = """
            coalesce(delivery.outcome, CASE WHEN live.id IS NULL THEN 'failed' ELSE 'pending' END)""";

    private static final String FROM = """
            SELECT delivery.id, delivery.type, delivery.subject, delivery.url, delivery.attempts, delivery.job, delivery.created_at,
                   live.due_at, %s AS state
            FROM delivery LEFT JOIN live ON live.id = ANY (ARRAY[delivery.job])
            WHERE delivery.tenant = :tenant
            """.formatted(STATE);

    private static final String ONE = FROM + "AND delivery.id = :id";

    private static final String PAGE = """
            AND (:older_than::uuid IS NULL OR delivery.id < :older_than)
            AND (cardinality(:states) = 0 OR %s = ANY (:states))
            ORDER BY delivery.id DESC LIMIT :size""".formatted(STATE);

    private static final String ATTEMPTS = """
            SELECT nr, at, status, error_code, error, duration_ms FROM delivery_attempt WHERE delivery = :id ORDER BY nr""";

    private final Jdbi jdbi;

    public Deliveries(Jdbi jdbi) {
        this.jdbi = jdbi;
    }

    /**
     * Which deliveries a list shall have.
     *
     * @param states any of these; all when empty
     * @param job only those that tell of its end
     */
    public record Filter(
            Set<DeliveryState> states, @Nullable JobId job) {}

    public Optional<Delivery> find(int tenant, DeliveryId id) {
        return jdbi.withHandle(handle -> find(handle, tenant, id).map(delivery -> delivery.with(attempts(handle, id))));
    }

    static Optional<Delivery> find(Handle handle, int tenant, DeliveryId id) {
        return handle.createQuery(ONE)
                .bind("tenant", tenant)
                .bind("id", id.uuid())
                .map((row, context) -> delivery(row))
                .findOne();
    }

    /** The newest first, strictly older than the given one. */
    public List<Delivery> page(int tenant, Filter filter, @Nullable UUID olderThan, int size) {
        return jdbi.withHandle(handle -> handle.createQuery(FROM + narrowed(filter) + PAGE)
                .bind("tenant", tenant)
                .bind("subject", filter.job() == null ? null : filter.job().uuid())
                .bindArray(
                        "states",
                        String.class,
                        filter.states().stream().map(DeliveryState::label).toList())
                .bind("older_than", olderThan)
                .bind("size", size)
                .map((row, context) -> delivery(row))
                .list());
    }

    /** In words that the planner finds an index for. */
    private static String narrowed(Filter filter) {
        if (filter.job() != null) {
            return "AND delivery.subject = :subject\n";
        }
        return filter.states().isEmpty() || filter.states().contains(DeliveryState.DELIVERED)
                ? "AND :subject::uuid IS NULL\n"
                : "AND :subject::uuid IS NULL AND delivery.outcome IS DISTINCT FROM 'delivered'\n";
    }

    private static List<Delivery.Attempt> attempts(Handle handle, DeliveryId id) {
        return handle.createQuery(ATTEMPTS)
                .bind("id", id.uuid())
                .map((row, context) -> attempt(row))
                .list();
    }

    private static Delivery.Attempt attempt(ResultSet row) throws SQLException {
        var code = row.getString("error_code");
        return new Delivery.Attempt(
                row.getInt("nr"),
                time(row, "at"),
                row.getObject("status", Integer.class),
                code == null ? null : new Failure(code, row.getString("error")),
                row.getObject("duration_ms", Integer.class));
    }

    private static Delivery delivery(ResultSet row) throws SQLException {
        var job = row.getObject("job", UUID.class);
        return new Delivery(
                new DeliveryId(row.getObject("id", UUID.class)),
                row.getString("type"),
                row.getObject("subject", UUID.class),
                row.getString("url"),
                DeliveryState.parse(row.getString("state")).orElseThrow(),
                row.getInt("attempts"),
                job == null ? null : new JobId(job),
                time(row, "created_at"),
                timeOrNull(row, "due_at"),
                List.of());
    }
}
