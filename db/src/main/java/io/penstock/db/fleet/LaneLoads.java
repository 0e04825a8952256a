package io.penstock.db.fleet;

import io.penstock.catalog.kind.Lane;
import io.penstock.db.database.Database;
import io.penstock.db.gate.Flow;
import io.penstock.db.gate.Gates;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;

/** How much each lane has to carry: what somebody looks at who decides how many workers to run. */
public final class LaneLoads {

    private static final String ALIVE = """
            alive AS (
                SELECT coalesce((other_slots ->> :lane)::int, slots) AS slots, coalesce((busy ->> :lane)::int, 0) AS busy FROM worker
                WHERE :lane = ANY (lanes) AND lapsed_at IS NULL AND lease_until > now())""";

    private static final String CREW = "WITH " + ALIVE
            + " SELECT count(*) AS workers, coalesce(sum(slots), 0) AS slots, coalesce(sum(busy), 0) AS busy,"
            + " coalesce(sum(slots / " + LaneSlots.HAVE_ONE_MORE + "), 0) AS more FROM alive";

    /**
     * Walks the order of each gate and priority, which passes by what runs and stops at the most, however many wait. The first of a walk has
     * waited about as long as any of its tenant. Its wait began with its submit, unless it came to its gate later than that.
     */
    private static final String LOAD = """
            WITH RECURSIVE %s,
            mine AS MATERIALIZED (
                SELECT gate.id, gate.limits <> '{}' OR gate.keyed AS limited FROM in_use JOIN gate ON gate.id = in_use.gate WHERE gate.lane = :lane),
            walk AS (SELECT mine.id AS gate, mine.limited, priority FROM mine CROSS JOIN generate_series(9, 0, -1) AS priority),
            longest AS (
                SELECT CASE WHEN waiting.attempt = 0 AND job.run_at IS NULL THEN uuid_extract_timestamp(waiting.id) ELSE waiting.since END AS since
                FROM walk CROSS JOIN LATERAL (
                    SELECT live.tenant, live.id, live.attempt, live.since FROM live
                    WHERE live.gate = walk.gate AND live.priority = walk.priority AND live.place IS NOT NULL
                      AND live.state IN ('queued', 'dispatched')
                    ORDER BY live.place LIMIT 1) AS waiting
                LEFT JOIN job ON job.tenant = waiting.tenant AND job.id = waiting.id),
            waiting AS (
                SELECT waiting.state FROM walk CROSS JOIN LATERAL (
                    SELECT live.state FROM live
                    WHERE live.gate = walk.gate AND live.priority = walk.priority AND live.place IS NOT NULL
                      AND live.state IN ('queued', 'dispatched')
                    ORDER BY live.place LIMIT :most) AS waiting
                WHERE NOT walk.limited LIMIT :most),
            through AS (
                SELECT FROM mine JOIN live ON live.gate = mine.id AND live.permit_until IS NOT NULL AND live.state = 'dispatched'
                WHERE mine.limited LIMIT :most),
            behind AS (
                SELECT FROM mine CROSS JOIN LATERAL (
                    SELECT FROM live WHERE live.gate = mine.id AND live.place IS NOT NULL AND live.state = 'queued' LIMIT :most) AS behind
                WHERE mine.limited LIMIT :most),
            flow AS (
                SELECT sum(flow.rate_in) AS rate_in, sum(flow.rate_out) AS rate_out
                FROM (SELECT DISTINCT gate_flow.gate FROM gate_flow WHERE at > now() - interval '80 s'
                      UNION SELECT id FROM mine) AS noted (gate)
                JOIN gate ON gate.id = noted.gate AND gate.lane = :lane
                CROSS JOIN LATERAL (%s) AS flow),
            %s
            SELECT (SELECT count(*) FROM waiting) + (SELECT count(*) FROM through) AS depth,
                   (SELECT count(*) FROM behind) AS limited,
                   (SELECT count(*) FROM waiting WHERE state = 'dispatched') + (SELECT count(*) FROM through) AS on_lane,
                   (SELECT coalesce(greatest(extract(epoch FROM now() - min(since)) * 1000, 0), 0)::bigint FROM longest) AS oldest,
                   (SELECT rate_in FROM flow) AS rate_in, (SELECT rate_out FROM flow) AS rate_out,
                   (SELECT count(*) FROM alive) AS workers,
                   (SELECT coalesce(sum(slots), 0) FROM alive) AS slots,
                   (SELECT coalesce(sum(busy), 0) FROM alive) AS busy""".formatted(Gates.IN_USE.formatted("0"), Flow.select("gate.id"), ALIVE);

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
                                row.getInt("limited"),
                                row.getInt("on_lane"),
                                Duration.ofMillis(row.getLong("oldest")),
                                Flow.of(row),
                                row.getInt("workers"),
                                row.getInt("slots"),
                                row.getInt("busy")))
                        .one());
    }

    /**
     * Who serves a lane: how many workers, with how many slots, of which so many are busy.
     *
     * @param more how many slots there are beside them for the fast track
     */
    public record Crew(int workers, int slots, int busy, int more) {

        public int idle() {
            return Math.max(0, slots - busy);
        }
    }

    public Crew crew(Lane lane) {
        return database.recoverable()
                .withHandle(handle -> handle.createQuery(CREW)
                        .bind("lane", lane.label())
                        .map((row, context) -> new Crew(
                                row.getInt("workers"), row.getInt("slots"), row.getInt("busy"), row.getInt("more")))
                        .one());
    }

    public List<LaneLoad> all() {
        return Arrays.stream(Lane.values()).map(this::of).toList();
    }
}
