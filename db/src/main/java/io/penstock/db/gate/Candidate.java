package io.penstock.db.gate;

import io.penstock.db.database.SqlArray;
import io.penstock.db.job.JobId;
import io.penstock.db.limit.Weights;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/** A job that may be next. */
record Candidate(
        Gate gate,
        boolean kept,
        JobId id,
        int tenant,
        int weight,
        String kind,
        int attempt,
        int priority,
        long place,
        Map<String, Long> weights,
        @Nullable String key,
        int keyMax,
        boolean ordered) {

    private static final String NEXT = """
            SELECT gate.id AS gate, next.*, coalesce(tenant.weight, 1) AS weight
            FROM unnest(:gates, :rooms, :kept, :starts) WITH ORDINALITY AS gate (id, room, kept, start, nr)
            CROSS JOIN LATERAL (%s) AS next
            LEFT JOIN tenant ON tenant.id = next.tenant""".formatted(Walk.select(
            "live.id, live.tenant, live.kind, live.attempt, live.priority, live.place, live.weights, live.key, live.key_max, live.key_ordered",
            "gate.id",
            "(:floors::bigint[])[gate.nr * 10 - 9 : gate.nr * 10]",
            "gate.room",
            "gate.kept",
            "gate.start"));

    Keys.Key keyOfTenant() {
        return new Keys.Key(tenant, Objects.requireNonNull(key));
    }

    /** The next of each of these gates, at most as many as it has room for; of gates at which nobody waits nothing. */
    static Map<Gate, Deque<Candidate>> next(Handle handle, Gates gates, Map<Gate, Integer> rooms) {
        var open = rooms.keySet().stream().collect(Collectors.toMap(Gate::id, Function.identity()));
        var shares = new ArrayList<Walk.Share>();
        var floors = new ArrayList<Long>();
        rooms.forEach((gate, room) -> {
            shares.add(gates.walkOf(gate.id()).share(room));
            floors.addAll(MovingFloor.from(gates.floorsOf(gate.id())));
        });
        var next = new LinkedHashMap<Gate, Deque<Candidate>>();
        handle.createQuery(NEXT)
                .bind("gates", SqlArray.ints(rooms.keySet(), Gate::id))
                .bind("rooms", SqlArray.ints(rooms.values(), Function.identity()))
                .bind("kept", SqlArray.ints(shares, Walk.Share::kept))
                .bind("starts", SqlArray.ints(shares, Walk.Share::start))
                .bind("floors", SqlArray.longs(floors, Function.identity()))
                .map((row, context) -> of(row, open))
                .forEach(job ->
                        next.computeIfAbsent(job.gate, g -> new ArrayDeque<>()).add(job));
        return next;
    }

    private static Candidate of(ResultSet row, Map<Integer, Gate> gates) throws SQLException {
        return new Candidate(
                Objects.requireNonNull(gates.get(row.getInt("gate"))),
                row.getBoolean("kept"),
                new JobId(row.getObject("id", UUID.class)),
                row.getInt("tenant"),
                row.getInt("weight"),
                row.getString("kind"),
                row.getInt("attempt"),
                row.getInt("priority"),
                row.getLong("place"),
                Weights.read(row.getString("weights")),
                row.getString("key"),
                row.getInt("key_max"),
                row.getBoolean("key_ordered"));
    }
}
