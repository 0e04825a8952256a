package io.penstock.db.fleet;

import io.penstock.catalog.kind.Lane;
import io.penstock.db.database.Database;
import io.penstock.db.gate.Gates;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;

/** How much each lane has to carry: what somebody looks at who decides how many workers to run. */
public final class LaneLoads {

    /**
     * Walks the order of each gate and priority, which passes by what runs and stops at the most, however many wait. The first of a walk has
     * waited about as long as any of its tenant. Its wait began with its submit, unless it came to its gate later than that.
     */
    private static final String LOAD = """
            WITH RECURSIVE %s,
            walk AS (SELECT gate.id AS gate, priority FROM in_use JOIN gate ON gate.id = in_use.gate CROSS JOIN generate_series(9, 0, -1) AS priority
                     WHERE gate.lane = :lane),
            longest AS (
                SELECT CASE WHEN waiting.attempt = 0 AND job.run_at IS NULL THEN uuid_extract_timestamp(waiting.id) ELSE waiting.since END AS since
                FROM walk CROSS JOIN LATERAL (
                    SELECT live.tenant, live.id, live.attempt, live.since FROM live
                    WHERE live.gate = walk.gate AND live.priority = walk.priority AND live.place IS NOT NULL
                      AND live.state IN ('queued', 'dispatched')
                    ORDER BY live.place LIMIT 1) AS waiting
                LEFT JOIN job ON job.tenant = waiting.tenant AND job.id = waiting.id),
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
                   (SELECT coalesce(sum(busy), 0) FROM alive) AS busy""".formatted(Gates.IN_USE.formatted("0"));

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
