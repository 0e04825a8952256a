package io.penstock.db.gate;

import io.penstock.catalog.kind.Lane;
import io.penstock.db.database.Database;
import io.penstock.db.database.SqlArray;
import io.penstock.db.job.Moved;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** dispatch, the part of Postgres: which of the waiting jobs may run now, in the order of their gate. */
public final class Gates {

    private static final String WITHOUT_LIMITS = "SELECT id, lane FROM gate WHERE limits = '{}'";

    /**
     * Each priority is an ordered walk of its own, and a lower one is begun only when the higher ones did not fill the hand. Two
     * dispatchers may pick the same job; the second finds it dispatched and leaves it.
     */
    private static final String TAKE = """
            WITH taken AS (
                UPDATE live SET state = 'dispatched', since = now()
                WHERE ctid = ANY (ARRAY(
                        SELECT found.ctid FROM unnest(:floors) WITH ORDINALITY AS walk (floor, nr)
                        CROSS JOIN LATERAL (
                            SELECT waiting.ctid FROM live AS waiting
                            WHERE waiting.gate = :gate AND waiting.priority = 10 - walk.nr AND waiting.place > walk.floor
                              AND waiting.state = 'queued'
                            ORDER BY waiting.place LIMIT :room) AS found
                        LIMIT :room))
                  AND state = 'queued'
                RETURNING id, tenant, kind, attempt, batch, since AS at, priority, place),
            served AS (
                UPDATE gate_clock SET clock = furthest.place
                FROM (SELECT priority, max(place) AS place FROM taken GROUP BY priority) AS furthest
                WHERE gate_clock.gate = :gate AND gate_clock.priority = furthest.priority AND gate_clock.clock < furthest.place)
            SELECT id, tenant, kind, attempt, batch, at, priority, place FROM taken""";

    private final Database database;
    private final Map<Integer, List<MovingFloor>> floors = new ConcurrentHashMap<>();
    private volatile @Nullable Map<Lane, Integer> withoutLimits;

    public Gates(Database database) {
        this.database = database;
    }

    /** The gate of the jobs that go to this lane and need no limit. */
    public int of(Lane lane) {
        var known = withoutLimits;
        if (known == null) {
            known = read();
            withoutLimits = known;
        }
        return Objects.requireNonNull(known.get(lane), () -> "There is no gate before lane " + lane);
    }

    /** Marks as many waiting jobs as there is room for as dispatched, the next in order first. */
    public List<Moved> take(int gate, int room) {
        var walks = floors.computeIfAbsent(gate, g -> MovingFloor.perPriority());
        long began = System.nanoTime();
        var taken = take(gate, room, MovingFloor.from(walks));
        long nanos = System.nanoTime() - began;
        for (int walk = 0; walk < walks.size(); walk++) {
            walks.get(walk).cleared(furthest(taken, 9 - walk), nanos);
        }
        return taken.stream().sorted(IN_ORDER).map(Taken::job).toList();
    }

    private List<Taken> take(int gate, int room, List<Long> from) {
        return database.recoverable()
                .withHandle(handle -> handle.createQuery(TAKE)
                        .bind("gate", gate)
                        .bind("room", room)
                        .bind("floors", SqlArray.longs(from, Function.identity()))
                        .map((row, context) -> new Taken(Moved.of(row), row.getInt("priority"), row.getLong("place")))
                        .list());
    }

    private record Taken(Moved job, int priority, long place) {}

    /** The statement returns them as they lie in the table. */
    private static final Comparator<Taken> IN_ORDER =
            Comparator.comparingInt(Taken::priority).reversed().thenComparingLong(Taken::place);

    private static long furthest(List<Taken> taken, int priority) {
        return taken.stream()
                .filter(t -> t.priority == priority)
                .mapToLong(Taken::place)
                .max()
                .orElse(0);
    }

    private Map<Lane, Integer> read() {
        return database.jdbi().withHandle(handle -> {
            var gates = new EnumMap<Lane, Integer>(Lane.class);
            handle.createQuery(WITHOUT_LIMITS)
                    .map((row, context) -> Map.entry(Lane.of(row.getString("lane")), row.getInt("id")))
                    .forEach(gate -> gates.put(gate.getKey(), gate.getValue()));
            return gates;
        });
    }
}
