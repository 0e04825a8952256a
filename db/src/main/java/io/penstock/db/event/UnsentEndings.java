package io.penstock.db.event;

import static io.penstock.db.database.Columns.time;
import static io.penstock.db.database.Columns.timeOrNull;
import static io.penstock.db.database.Columns.utc;

import io.penstock.db.fleet.Workers;
import io.penstock.db.job.BatchId;
import io.penstock.db.job.JobId;
import io.penstock.db.job.State;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.statement.Query;

/**
 * The endings whose events may not be out. A worker tells of its own; what ended without one, and what a worker could not tell, is read
 * here from the rows, stretch of time after stretch. One reader at a time moves on.
 */
public final class UnsentEndings {

    private static final String LEAD = """
            UPDATE events_progress SET holder = :holder, held_until = now() + make_interval(secs => :lease)
            WHERE holder = :holder OR held_until < now() RETURNING until""";

    private static final String ADVANCE =
            "UPDATE events_progress SET until = :until WHERE holder = :holder AND until < :until";

    /**
     * A row carries the time at which its transaction began, and is seen when that is committed. Before the oldest transaction that
     * is still open in one of these pools nothing can appear any more. The second is for one that has taken its time and not said so yet.
     */
    private static final String HORIZON = """
            SELECT least(now(), min(xact_start)) - interval '1 second' FROM pg_stat_activity
            WHERE datname = current_database() AND application_name = current_setting('application_name') AND pid <> pg_backend_pid()""";

    private static final String COLUMNS = """
            SELECT job.id, job.tenant, job.kind, outcome.attempt, outcome.state, outcome.batch, outcome.finished_at, outcome.resolved_at,
                   outcome.error_code
            """;

    /** How jobs ended, and how those had that run once more. */
    private static final String ENDS = """
            (SELECT tenant, id, attempt, state, batch, worker, finished_at, resolved_at, error_code FROM outcome
             UNION ALL
             SELECT tenant, id, attempt, state, batch, worker, finished_at, resolved_at, error_code FROM past_run) AS outcome
            """;

    private static final String WITHOUT_WORKER = COLUMNS + "FROM (SELECT * FROM " + ENDS + """
                  WHERE (worker IS NULL OR resolved_at IS NOT NULL)
                    AND (coalesce(resolved_at, finished_at), id) > (:from, :after) AND coalesce(resolved_at, finished_at) < :to
                  ORDER BY coalesce(resolved_at, finished_at), id LIMIT :most) AS outcome
            JOIN job ON job.tenant = outcome.tenant AND job.id = outcome.id
            ORDER BY coalesce(outcome.resolved_at, outcome.finished_at), outcome.id""";

    private static final String BEHIND = """
            SELECT id, events_until FROM worker
            WHERE (events_missing OR lapsed_at IS NOT NULL)
              AND (lapsed_at IS NULL OR events_until < lapsed_at + make_interval(secs => :late))""";

    /** The pages that a stretch of time lies in are found by their summary, which takes the kind of scan that is off otherwise. */
    private static final String BY_SUMMARY = "SET LOCAL enable_bitmapscan = on";

    private static final String OF_WORKER = COLUMNS + "FROM " + ENDS + """
            JOIN job ON job.tenant = outcome.tenant AND job.id = outcome.id
            WHERE outcome.worker = :worker AND outcome.finished_at >= :from AND outcome.finished_at < :to""";

    private static final String CAUGHT_UP =
            "UPDATE worker SET events_until = :until WHERE id = :worker AND events_until < :until";

    private final Jdbi jdbi;

    public UnsentEndings(Jdbi jdbi) {
        this.jdbi = jdbi;
    }

    /** Up to when the events of jobs that ended without a worker are out; nothing while another reader has this in hand. */
    public Optional<Instant> lead(UUID holder, Duration lease) {
        return jdbi.withHandle(handle -> handle.createQuery(LEAD)
                .bind("holder", holder)
                .bind("lease", lease.toMillis() / 1000.0)
                .mapTo(Instant.class)
                .findOne());
    }

    /** Before this time no ending can appear any more. */
    public Instant horizon() {
        return jdbi.withHandle(
                handle -> handle.createQuery(HORIZON).mapTo(Instant.class).one());
    }

    /** Where a page of endings begins: after this job of this time. */
    public record Position(Instant at, JobId after) {

        private static final JobId FIRST = new JobId(new UUID(0, 0));

        public static Position from(Instant at) {
            return new Position(at, FIRST);
        }

        public static Position after(Ending ending) {
            var resolvedAt = ending.resolvedAt();
            return new Position(resolvedAt == null ? ending.at() : resolvedAt, ending.id());
        }
    }

    /** What ended without a worker, or was resolved, in order. */
    public List<Ending> withoutWorker(Position from, Instant to, int most) {
        return jdbi.withHandle(handle -> endings(handle.createQuery(WITHOUT_WORKER)
                .bind("from", utc(from.at))
                .bind("after", from.after.uuid())
                .bind("to", utc(to))
                .bind("most", most)));
    }

    /** The events of what ended without a worker before this time are out. */
    public void advance(UUID holder, Instant until) {
        jdbi.useHandle(handle -> handle.createUpdate(ADVANCE)
                .bind("holder", holder)
                .bind("until", utc(until))
                .execute());
    }

    /** A worker, and up to when its events are out. */
    public record Behind(int worker, Instant until) {}

    /** The workers some of whose events may be missing. */
    public List<Behind> behind() {
        return jdbi.withHandle(handle -> handle.createQuery(BEHIND)
                .bind("late", (double) Workers.LATE_ENDINGS.toSeconds())
                .map((row, context) -> new Behind(row.getInt("id"), time(row, "events_until")))
                .list());
    }

    /** What a worker ended in this stretch of time. */
    public List<Ending> ofWorker(int worker, Instant from, Instant to) {
        return jdbi.inTransaction(handle -> {
            handle.execute(BY_SUMMARY);
            return endings(handle.createQuery(OF_WORKER)
                    .bind("worker", worker)
                    .bind("from", utc(from))
                    .bind("to", utc(to)));
        });
    }

    /** The events of what the worker ended before this time are out. */
    public void caughtUp(int worker, Instant until) {
        jdbi.useHandle(handle -> handle.createUpdate(CAUGHT_UP)
                .bind("worker", worker)
                .bind("until", utc(until))
                .execute());
    }

    private static List<Ending> endings(Query query) {
        return query.map((row, context) -> ending(row)).list();
    }

    private static Ending ending(ResultSet row) throws SQLException {
        return new Ending(
                new JobId(row.getObject("id", UUID.class)),
                row.getInt("tenant"),
                row.getString("kind"),
                row.getInt("attempt"),
                State.parse(row.getString("state")).orElseThrow(),
                BatchId.orNull(row.getObject("batch", UUID.class)),
                time(row, "finished_at"),
                timeOrNull(row, "resolved_at"),
                row.getString("error_code"));
    }
}
