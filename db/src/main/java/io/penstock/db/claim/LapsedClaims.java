package io.penstock.db.claim;

import io.penstock.db.database.Database;
import io.penstock.db.fleet.Workers;
import io.penstock.db.gate.Gates;
import io.penstock.db.job.Endings;
import io.penstock.db.job.Failure;
import io.penstock.db.job.Moved;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.statement.Query;
import org.jspecify.annotations.Nullable;

/** rescue: what a lost worker was running goes back behind its gates. A job that loses its worker too often is set aside. */
public final class LapsedClaims {

    /** A job that took this many workers down is not given a further one. */
    public static final int MOST_RESCUES = 3;

    private static final int AT_ONCE = 5000;

    private static final Failure LOST_WORKER = new Failure("worker_lost", "The worker stopped giving signs of life.");

    /**
     * Lapsing and rescuing are two transactions: a claim that was under way when its worker lapsed is committed by the time the
     * second one looks, or else it saw the lapse and claimed nothing. A worker that lapsed is looked at again for longer than a claim can
     * take, counted from the last look that went through: what a rescuer left undone when it stopped is made up for by the next.
     */
    private static final String LAPSE =
            "UPDATE worker SET lapsed_at = now() WHERE lapsed_at IS NULL AND lease_until < now()";

    private static final String LAPSED =
            "SELECT id FROM worker WHERE lapsed_at > now() - make_interval(secs => :seconds)";

    private static final Duration LONGER_THAN_A_CLAIM = Duration.ofSeconds(15);

    /** To say that a job failed which had an effect would invite somebody to submit it again. A step, which has no intent, invites nobody to anything. */
    private static final String RESCUE =
            """
            WITH lost AS MATERIALIZED (
                SELECT id, attempt, worker, since, rescues FROM (%s) AS lost LIMIT :most),
            back AS (
                %s, rescues = live.rescues + 1
                FROM lost WHERE live.id = ANY (ARRAY[lost.id]) AND live.worker = lost.worker AND live.attempt = lost.attempt AND lost.rescues + 1 < :most_rescues
                RETURNING live.id, live.tenant, live.kind, live.attempt, live.batch, live.since AS at, live.gate, live.priority, live.place,
                          lost.worker, lost.since),
            aside AS (
                DELETE FROM live USING lost
                WHERE live.id = ANY (ARRAY[lost.id]) AND live.worker = lost.worker AND live.attempt = lost.attempt AND lost.rescues + 1 >= :most_rescues
                RETURNING live.tenant, live.id, live.kind, live.attempt, live.batch, live.callback, lost.since AS started_at, lost.worker AS lost_worker,
                          EXISTS (SELECT FROM effect WHERE effect.job = live.id AND effect.receipt_at > effect.intent_at) AS acted),
            gone AS (
                SELECT tenant, id, kind, CASE WHEN acted THEN 'outcome_unknown' ELSE 'failed' END AS state, attempt, NULL::int AS worker, batch, callback,
                       started_at, NULL::json AS result, 'worker_lost' AS error_code,
                       'Its worker was lost ' || :most_rescues || ' times while it ran, so it was set aside: it may be what took them down.'
                       || CASE WHEN acted THEN ' It had an effect before; whether it was done with all it had to do, nobody knows.' ELSE '' END AS error,
                       NULL::json AS hops, 'worker_lost' AS class, NULL AS shape, NULL AS frame, lost_worker
                FROM aside),
            kept AS (
                INSERT INTO attempt (id, attempt, worker, error_code, error, class, fingerprint, started_at, next_at)
                SELECT id, attempt, worker, :error_code, :error, 'worker_lost', error_fingerprint(kind, 'worker_lost', :error_code, :error, NULL), since, at FROM (
                    SELECT id, kind, attempt, worker, since, at FROM back
                    UNION ALL SELECT id, kind, attempt, lost_worker, started_at, NULL FROM gone) AS without_end),
            """.formatted(ClaimedJobs.OF_WORKERS, Claims.GIVE_BACK) + Endings.OF_GONE + """
            SELECT id, tenant, kind, attempt, batch, at, gate, priority, place, FALSE AS ended FROM back
            UNION ALL SELECT id, tenant, NULL, attempt, batch, NULL, NULL, NULL, NULL, TRUE FROM gone""";

    /** The few that are to be set aside. */
    private static final String HOLD = """
            SELECT FROM live WHERE id = ANY (ARRAY(SELECT id FROM (%s) AS lost WHERE rescues + 1 >= :most_rescues))
            ORDER BY id FOR UPDATE""".formatted(ClaimedJobs.OF_WORKERS);

    private final Jdbi jdbi;
    private final Gates gates;
    private final Consumer<List<Moved>> rescued;
    private volatile @Nullable Long lastLook;

    public LapsedClaims(Database database) {
        this(database, new Gates(database), rescued -> {});
    }

    /** @param rescued told, after their transaction, of those that are back behind their gates */
    public LapsedClaims(Database database, Gates gates, Consumer<List<Moved>> rescued) {
        this.jdbi = database.jdbi();
        this.gates = gates;
        this.rescued = rescued;
    }

    /** Rescues what there is to rescue; returns how many jobs. */
    public int rescue() {
        jdbi.useHandle(handle -> handle.execute(LAPSE));
        long now = System.nanoTime();
        var lapsed = lapsed(now);
        int rescued = 0;
        for (int some = AT_ONCE; some == AT_ONCE && !lapsed.isEmpty(); rescued += some) {
            some = rescueSome(lapsed);
        }
        lastLook = now;
        return rescued;
    }

    private List<Integer> lapsed(long now) {
        var last = lastLook;
        var window = last == null ? Workers.REMEMBERED : LONGER_THAN_A_CLAIM.plusNanos(now - last);
        return jdbi.withHandle(handle -> handle.createQuery(LAPSED)
                .bind("seconds", window.toMillis() / 1000.0)
                .mapTo(Integer.class)
                .list());
    }

    private int rescueSome(List<Integer> lapsed) {
        var jobs = jdbi.inTransaction(handle -> {
            bind(handle.createQuery(HOLD), lapsed).mapToMap().list();
            return bind(handle.createQuery(RESCUE), lapsed)
                    .bind("most", AT_ONCE)
                    .bind("error_code", LOST_WORKER.code())
                    .bind("error", LOST_WORKER.message())
                    .map((row, context) -> row.getBoolean("ended") ? Optional.<Back>empty() : Optional.of(Back.of(row)))
                    .list();
        });
        var back = jobs.stream().flatMap(Optional::stream).toList();
        back.forEach(job -> gates.isAt(job.gate, job.priority, job.place));
        rescued.accept(back.stream().map(Back::job).toList());
        return jobs.size();
    }

    /** Where it waits again: at its old place. */
    private record Back(Moved job, int gate, int priority, long place) {
        static Back of(ResultSet row) throws SQLException {
            return new Back(Moved.of(row), row.getInt("gate"), row.getInt("priority"), row.getLong("place"));
        }
    }

    private static Query bind(Query statement, List<Integer> lapsed) {
        return statement.bindArray("workers", Integer.class, lapsed).bind("most_rescues", MOST_RESCUES);
    }
}
