package io.penstock.db.gate;

import io.penstock.catalog.kind.Lane;
import io.penstock.db.database.Database;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** The jobs that are on a lane and that no worker has claimed yet. They are few: a lane is kept shallow. */
public final class Unclaimed {

    private static final String COUNT = """
            SELECT count(*) AS jobs,
                   (extract(epoch FROM coalesce(min(since), now())) * 1000000)::bigint AS oldest,
                   (extract(epoch FROM now() - coalesce(min(since), now())) * 1000)::bigint AS age
            FROM live WHERE state = 'dispatched' AND lane = :lane AND since > to_timestamp(:floor / 1000000.0)""";

    private static final String RETURN_LATE = """
            UPDATE live SET state = 'queued', since = now()
            WHERE id = ANY (ARRAY(SELECT id FROM live WHERE state = 'dispatched' AND lane = :lane AND since < now() - make_interval(secs => :patience)
                                  ORDER BY since LIMIT :most))
              AND state = 'dispatched' AND since < now() - make_interval(secs => :patience)""";

    private static final String RETURN = """
            UPDATE live SET state = 'queued', since = now()
            FROM unnest(:ids::uuid[], :attempts) AS unsent (id, attempt)
            WHERE live.id = unsent.id AND live.attempt = unsent.attempt AND live.state = 'dispatched'""";

    private final Database database;
    private final Map<Lane, MovingFloor> floors = new ConcurrentHashMap<>();

    public Unclaimed(Database database) {
        this.database = database;
    }

    public record Depth(int jobs, Duration oldest) {}

    public Depth on(Lane lane) {
        var floor = floors.computeIfAbsent(lane, l -> new MovingFloor(System::nanoTime));
        long began = System.nanoTime();
        var counted = database.recoverable()
                .withHandle(handle -> handle.createQuery(COUNT)
                        .bind("lane", lane.label())
                        .bind("floor", floor.from())
                        .map((row, context) -> new Counted(depth(row), row.getLong("oldest")))
                        .one());
        floor.cleared(counted.oldestSince - 1, System.nanoTime() - began);
        return counted.depth;
    }

    /** Puts those that waited longer than this back behind their gate: the record was lost, or every worker is busy. */
    public int giveBackLate(Lane lane, Duration patience, int most) {
        return database.recoverable()
                .withHandle(handle -> handle.createUpdate(RETURN_LATE)
                        .bind("lane", lane.label())
                        .bind("patience", patience.toMillis() / 1000.0)
                        .bind("most", most)
                        .execute());
    }

    /** Puts those back whose record could not be sent. */
    public int giveBack(List<Dispatched> unsent) {
        return database.recoverable()
                .withHandle(handle -> handle.createUpdate(RETURN)
                        .bindArray(
                                "ids",
                                String.class,
                                unsent.stream()
                                        .map(job -> job.id().uuid().toString())
                                        .toList())
                        .bindArray(
                                "attempts",
                                Integer.class,
                                unsent.stream().map(Dispatched::attempt).toList())
                        .execute());
    }

    private record Counted(Depth depth, long oldestSince) {}

    private static Depth depth(ResultSet row) throws SQLException {
        return new Depth(row.getInt("jobs"), Duration.ofMillis(row.getLong("age")));
    }
}
