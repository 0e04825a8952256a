package io.penstock.db.fleet;

import io.penstock.catalog.kind.Lane;
import io.penstock.db.database.Database;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;

/** How much each lane has to carry: what somebody looks at who decides how many workers to run. */
public final class LaneLoads {

    /**
     * Walks the order of each gate and priority, which passes by what runs and stops at the most, however many wait. The first of a walk
     * is the one that waits the longest: a place is the time at which the job came to its gate, and a job that came back keeps it. The
     * time of its state is the later one then, and the time in its id the earliest there can be.
     */
    private static final String LOAD = """
            WITH walk AS (SELECT gate.id AS gate, priority FROM gate CROSS JOIN generate_series(9, 0, -1) AS priority WHERE gate.lane = :lane),
            longest AS (
                SELECT least(waiting.since, greatest(to_timestamp(waiting.place / 1000000.0), uuid_extract_timestamp(waiting.id))) AS since
                FROM walk CROSS JOIN LATERAL (
                    SELECT live.id, live.place, live.since FROM live
                    WHERE live.gate = walk.gate AND live.priority = walk.priority AND live.place IS NOT NULL
                      AND live.state IN ('queued', 'dispatched')
                    ORDER BY live.place LIMIT 1) AS waiting),
            counted AS (
                SELECT FROM walk CROSS JOIN LATERAL (
                    SELECT FROM live
                    WHERE live.gate = walk.gate AND live.priority = walk.priority AND live.place IS NOT NULL
                      AND live.state IN ('queued', 'dispatched')
                    ORDER BY live.place LIMIT :most) AS waiting
                LIMIT :most),
            alive AS (
                SELECT coalesce((other_slots ->> :lane)::int, slots) AS slots, coalesce((busy ->> :lane)::int, 0) AS busy FROM worker
                WHERE :lane = ANY (lanes) AND lapsed_at IS NULL AND lease_until > now())
            SELECT (SELECT count(*) FROM counted) AS depth,
                   (SELECT coalesce(greatest(extract(epoch FROM now() - min(since)) * 1000, 0), 0)::bigint FROM longest) AS oldest,
                   (SELECT count(*) FROM alive) AS workers,
                   (SELECT coalesce(sum(slots), 0) FROM alive) AS slots,
                   (SELECT coalesce(sum(busy), 0) FROM alive) AS busy""";

    private final Database database;

    public LaneLoads(Database database) {
        this.database = database;
    }

    public LaneLoad of(Lane lane) {
        return database.recoverable()
                .withHandle(handle -> handle.createQuery(LOAD)
                        .bind("lane", lane.label())
                        .bind("most", LaneLoad.MOST)
                        .map((row, context) -> new LaneLoad(
                                lane,
                                row.getInt("depth"),
                                Duration.ofMillis(row.getLong("oldest")),
                                row.getInt("workers"),
                                row.getInt("slots"),
                                row.getInt("busy")))
                        .one());
    }

    public List<LaneLoad> all() {
        return Arrays.stream(Lane.values()).map(this::of).toList();
    }
}
