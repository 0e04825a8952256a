package io.penstock.db.gate;

import io.penstock.catalog.kind.Lane;
import io.penstock.db.database.Database;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What waits at the gates. */
public final class GateLoads {

    /** The job whose turn is first may have come later than others of its gate, by a turn of each tenant. */
    private static final String LOAD = """
            SELECT gate.id, gate.lane, gate.limits, gate.keyed, flow.*,
                   (SELECT count(*) FROM (
                        SELECT FROM live WHERE live.gate = gate.id AND live.place IS NOT NULL AND live.state = 'queued' LIMIT :most) AS waiting) AS waiting,
                   (SELECT count(*) FROM (
                        SELECT FROM live WHERE live.gate = -gate.id AND live.place IS NOT NULL LIMIT :most) AS aside) AS for_others,
                   (SELECT coalesce(greatest(extract(epoch FROM now() - min(waiting.since)) * 1000, 0), 0)::bigint
                    FROM generate_series(0, 9) AS walk (priority) CROSS JOIN LATERAL (
                        SELECT live.since FROM live
                        WHERE live.gate = gate.id AND live.priority = walk.priority AND live.place IS NOT NULL AND live.state = 'queued'
                        ORDER BY live.place LIMIT 1) AS waiting) AS oldest
            FROM gate CROSS JOIN LATERAL (%s) AS flow
            """.formatted(Flow.select("gate.id"));

    private static final String ONE = LOAD + "WHERE gate.id = :id";

    private static final String PAGE = "WITH RECURSIVE " + Gates.IN_USE.formatted(":after") + """
            , listed AS (
                SELECT gate.id FROM in_use JOIN gate ON gate.id = in_use.gate
                WHERE (:lane::text IS NULL OR gate.lane = :lane) AND (:limit::text IS NULL OR gate.limits @> ARRAY[:limit]::text[])
                LIMIT :size)
            """ + LOAD
            + "JOIN listed ON listed.id = gate.id ORDER BY gate.id";

    private final Database database;

    public GateLoads(Database database) {
        this.database = database;
    }

    public Optional<GateLoad> find(int gate) {
        return database.recoverable()
                .withHandle(handle -> handle.createQuery(ONE)
                        .bind("id", gate)
                        .bind("most", GateLoad.MOST)
                        .map((row, context) -> load(row))
                        .findOne());
    }

    /** Those at which there are jobs, in the order of their ids, strictly after the given one. */
    public List<GateLoad> page(@Nullable Lane lane, @Nullable String limit, int after, int size) {
        return database.recoverable()
                .withHandle(handle -> handle.createQuery(PAGE)
                        .bind("lane", lane == null ? null : lane.label())
                        .bind("limit", limit)
                        .bind("after", after)
                        .bind("size", size)
                        .bind("most", GateLoad.MOST)
                        .map((row, context) -> load(row))
                        .list());
    }

    private static GateLoad load(ResultSet row) throws SQLException {
        return new GateLoad(
                Gates.gate(row),
                row.getInt("waiting"),
                row.getInt("for_others"),
                Duration.ofMillis(row.getLong("oldest")),
                Flow.of(row));
    }
}
