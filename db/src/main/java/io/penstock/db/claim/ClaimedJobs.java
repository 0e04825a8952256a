package io.penstock.db.claim;

import static io.penstock.db.database.Columns.time;

import io.penstock.db.job.JobId;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.statement.Query;
import org.jspecify.annotations.Nullable;

/** Reading what workers run. */
public final class ClaimedJobs {

    /** What runs is at or below its gate's clock, or has a permit: neither look meets a job that waits. */
    static final String OF_WORKERS = """
            SELECT live.id, live.tenant, live.kind, live.attempt, live.worker, live.since, live.rescues FROM gate_clock CROSS JOIN LATERAL (
                SELECT * FROM live
                WHERE live.gate = gate_clock.gate AND live.priority = gate_clock.priority AND live.place <= gate_clock.clock
                  AND live.permit_until IS NULL AND live.worker = ANY (:workers)) AS live
            UNION ALL
            SELECT live.id, live.tenant, live.kind, live.attempt, live.worker, live.since, live.rescues FROM live
            WHERE live.permit_until IS NOT NULL AND live.worker = ANY (:workers)""";

    private static final String SHOWN = """
            SELECT claimed.id, tenant.name AS tenant, claimed.kind, claimed.attempt, claimed.since
            FROM (%s) AS claimed JOIN tenant ON tenant.id = claimed.tenant
            """.formatted(OF_WORKERS);

    private static final String PAGE =
            SHOWN + "WHERE :before::uuid IS NULL OR claimed.id < :before::uuid ORDER BY claimed.id DESC LIMIT :size";

    private static final String LONGEST = SHOWN + "ORDER BY claimed.since, claimed.id LIMIT :size";

    private final Jdbi jdbi;

    public ClaimedJobs(Jdbi jdbi) {
        this.jdbi = jdbi;
    }

    /**
     * A job that a worker runs.
     *
     * @param since when the attempt began
     */
    public record ClaimedJob(JobId id, String tenant, String kind, int attempt, Instant since) {}

    /** The newest first. */
    public List<ClaimedJob> page(int worker, @Nullable UUID before, int size) {
        return jdbi.withHandle(handle -> jobs(handle.createQuery(PAGE).bind("before", before), worker, size));
    }

    /** Those whose attempts have run the longest. */
    public List<ClaimedJob> longest(int worker, int most) {
        return jdbi.withHandle(handle -> jobs(handle.createQuery(LONGEST), worker, most));
    }

    private static List<ClaimedJob> jobs(Query query, int worker, int size) {
        return query.bindArray("workers", Integer.class, worker)
                .bind("size", size)
                .map((row, context) -> new ClaimedJob(
                        new JobId(row.getObject("id", UUID.class)),
                        row.getString("tenant"),
                        row.getString("kind"),
                        row.getInt("attempt"),
                        time(row, "since")))
                .list();
    }
}
