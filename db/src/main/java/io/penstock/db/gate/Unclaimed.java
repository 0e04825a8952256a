package io.penstock.db.gate;

import static io.penstock.db.database.Columns.time;

import io.penstock.catalog.kind.Lane;
import io.penstock.db.database.Database;
import io.penstock.db.database.SqlArray;
import io.penstock.db.job.JobId;
import io.penstock.db.job.Moved;
import io.penstock.db.limit.Corrections;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;

/** The jobs that are on a lane and that no worker has claimed yet. They are few: a lane is kept shallow. */
public final class Unclaimed {

    private static final String COUNT = """
            SELECT found.jobs, coalesce(found.first - 1, gate_clock.clock) AS below,
                   coalesce((extract(epoch FROM now() - found.oldest) * 1000)::bigint, 0) AS age
            FROM unnest(:floors) WITH ORDINALITY AS walk (floor, nr)
            JOIN gate_clock ON gate_clock.gate = :gate AND gate_clock.priority = 10 - walk.nr
            CROSS JOIN LATERAL (
                SELECT count(*) AS jobs, min(live.place) AS first, min(live.since) AS oldest FROM live
                WHERE live.gate = gate_clock.gate AND live.priority = gate_clock.priority
                  AND live.place > walk.floor AND live.place <= gate_clock.clock AND live.state = 'dispatched') AS found
            ORDER BY walk.nr""";

    private static final String OF = "SELECT id FROM live WHERE id = ANY (:ids::uuid[]) AND state = 'dispatched'";

    private static final String RETURN_UNUSED = Corrections.with("""
            UPDATE live SET state = 'queued', permit_until = NULL, since = now()
            WHERE ctid = ANY (ARRAY(
                    SELECT ctid FROM live WHERE permit_until IS NOT NULL AND permit_until < now() AND state = 'dispatched' LIMIT :most))
              AND state = 'dispatched' AND permit_until < now()
            RETURNING id, tenant, kind, attempt, batch, old.since AS dispatched, since AS at, priority, place""");

    private static final String RETURN_LATE = """
            UPDATE live SET state = 'queued', since = now()
            WHERE ctid = ANY (ARRAY(
                    SELECT late.ctid FROM gate_clock CROSS JOIN LATERAL (
                        SELECT live.ctid FROM live
                        WHERE live.gate = gate_clock.gate AND live.priority = gate_clock.priority AND live.place <= gate_clock.clock
                          AND live.state = 'dispatched' AND live.since < now() - make_interval(secs => :patience)
                        ORDER BY live.place) AS late
                    WHERE gate_clock.gate = :gate LIMIT :most))
              AND state = 'dispatched'
            RETURNING id, tenant, kind, attempt, batch, old.since AS dispatched, since AS at, gate, priority, place""";

    private static final String RETURN = Corrections.with("""
            UPDATE live SET state = 'queued', permit_until = NULL, since = now()
            FROM unnest(:ids::uuid[], :attempts) AS unsent (id, attempt)
            WHERE live.id = ANY (ARRAY[unsent.id]) AND live.attempt = unsent.attempt AND live.state = 'dispatched'
            RETURNING live.id, live.tenant, live.kind, live.attempt, live.batch, old.since AS dispatched, live.since AS at, live.priority, live.place""");

    private final Database database;
    private final Gates gates;
    private final Map<Lane, List<MovingFloor>> floors = new ConcurrentHashMap<>();

    public Unclaimed(Database database, Gates gates) {
        this.database = database;
        this.gates = gates;
    }

    public record Depth(int jobs, Duration oldest) {}

    public Depth on(Lane lane) {
        var walks = floors.computeIfAbsent(lane, l -> MovingFloor.perPriority());
        long began = System.nanoTime();
        var counted = database.recoverable()
                .withHandle(handle -> handle.createQuery(COUNT)
                        .bind("gate", gates.of(lane))
                        .bind("floors", SqlArray.longs(MovingFloor.from(walks), Function.identity()))
                        .map((row, context) ->
                                new Counted(row.getInt("jobs"), row.getLong("below"), row.getLong("age")))
                        .list());
        long nanos = System.nanoTime() - began;
        for (int walk = 0; walk < walks.size(); walk++) {
            walks.get(walk).cleared(counted.get(walk).below, nanos);
        }
        return new Depth(
                counted.stream().mapToInt(Counted::jobs).sum(),
                Duration.ofMillis(counted.stream().mapToLong(Counted::age).max().orElse(0)));
    }

    /** Those of these jobs that no worker has claimed yet. */
    public Set<JobId> of(Collection<JobId> jobs) {
        return database.recoverable()
                .withHandle(handle -> handle.createQuery(OF)
                        .bind("ids", SqlArray.texts(jobs, JobId::uuid))
                        .map((row, context) -> new JobId(row.getObject("id", UUID.class)))
                        .set());
    }

    /** A job that is back behind its gate, and since when it was on its lane. */
    public record Returned(Moved job, Instant dispatchedAt) {}

    private record Counted(int jobs, long below, long age) {}

    /** Puts those that waited longer than this back behind their gate: the record was lost, or every worker is busy. */
    public List<Returned> giveBackLate(Lane lane, Duration patience, int most) {
        return database.recoverable()
                .withHandle(handle -> handle.createQuery(RETURN_LATE)
                        .bind("gate", gates.of(lane))
                        .bind("patience", patience.toMillis() / 1000.0)
                        .bind("most", most)
                        .map((row, context) -> back(row))
                        .list());
    }

    /** Puts those back behind their gates whose permit was not used in time. They take another one later; this one is used, but for money. */
    public List<Returned> giveBackUnused(int most) {
        return database.recoverable()
                .withHandle(handle -> handle.createQuery(RETURN_UNUSED)
                        .bind("most", most)
                        .map((row, context) -> back(row))
                        .list());
    }

    /** Puts those back whose record could not be sent. */
    public List<Returned> giveBack(List<Moved> unsent) {
        return database.recoverable()
                .withHandle(handle -> handle.createQuery(RETURN)
                        .bind("ids", SqlArray.texts(unsent, job -> job.id().uuid()))
                        .bind("attempts", SqlArray.ints(unsent, Moved::attempt))
                        .map((row, context) -> back(row))
                        .list());
    }

    private Returned back(ResultSet row) throws SQLException {
        gates.isAt(row.getInt("gate"), row.getInt("priority"), row.getLong("place"));
        return new Returned(Moved.of(row), time(row, "dispatched"));
    }
}
