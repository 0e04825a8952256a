package io.penstock.db.gate;

import io.penstock.catalog.kind.Kind;
import io.penstock.catalog.kind.Lane;
import io.penstock.db.database.Database;
import io.penstock.db.database.SqlArray;
import io.penstock.db.job.JobId;
import io.penstock.db.job.Moved;
import io.penstock.db.limit.Limits;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.SqlStatement;

/** dispatch, the part of Postgres: which of the waiting jobs may run now, in the order of their gate. */
public final class Gates {

    private static final String ALL = "SELECT id, lane, limits FROM gate";

    private static final String MAKE =
            "INSERT INTO gate (lane, limits) VALUES (:lane, :limits) ON CONFLICT (lane, limits) DO NOTHING";

    private static final String ONE = "SELECT id, lane, limits FROM gate WHERE lane = :lane AND limits = :limits";

    /** Behind the gate that a job belongs to now, at its place. */
    private static final String MOVE = """
            UPDATE live SET state = 'queued', gate = misplaced.gate, permit_until = NULL, since = now()
            FROM unnest(:ids::uuid[], :attempts, :gates) AS misplaced (id, attempt, gate)
            WHERE live.id = misplaced.id AND live.attempt = misplaced.attempt AND live.state IN ('queued', 'dispatched')""";

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
            SELECT id, tenant, kind, attempt, batch, at, priority, place, (SELECT version FROM limit_version) AS version FROM taken""";

    private static final Duration FRESH = Duration.ofSeconds(1);

    private final Database database;
    private final Limits limits;
    private final Map<Integer, List<MovingFloor>> floors = new ConcurrentHashMap<>();
    private final Map<Key, Gate> known = new ConcurrentHashMap<>();
    private volatile long knownAt = System.nanoTime() - FRESH.toNanos();

    private record Key(Lane lane, List<String> limits) {}

    public Gates(Database database) {
        this.database = database;
        this.limits = new Limits(database.jdbi());
    }

    Limits limits() {
        return limits;
    }

    /** The gate of the jobs that go to this lane and need no limit. */
    public int of(Lane lane) {
        return of(lane, List.of()).id();
    }

    /** The gate of the jobs that go to this lane and need these limits, whose names are in order; made if there is none. */
    public Gate of(Lane lane, List<String> names) {
        return known.computeIfAbsent(new Key(lane, names), this::findOrMake);
    }

    /** The gate of a job that names these limits, and may need others without naming them. */
    public Gate of(Kind<?, ?> kind, int tenant, List<String> names) {
        return of(kind.lane(), limits.needs().with(names, kind.name(), tenant));
    }

    /** The gates of this lane whose jobs need limits, as they were within the last second, and those that this process has made. */
    public List<Gate> withLimits(Lane lane) {
        if (System.nanoTime() - knownAt >= FRESH.toNanos()) {
            knownAt = System.nanoTime();
            database.jdbi()
                    .useHandle(handle -> handle.createQuery(ALL)
                            .map((row, context) -> gate(row))
                            .forEach(gate -> known.put(new Key(gate.lane(), gate.limits()), gate)));
        }
        return known.values().stream()
                .filter(gate -> gate.lane() == lane && !gate.limits().isEmpty())
                .sorted(Comparator.comparingInt(Gate::id))
                .toList();
    }

    /** Marks as many waiting jobs as there is room for as dispatched, the next in order first. */
    public List<Moved> take(Lane lane, int room) {
        var gate = of(lane, List.of());
        while (true) {
            var taken = takeAll(gate, room);
            var stay = letGoWhereTheyBelong(gate, taken);
            if (!stay.isEmpty() || taken.isEmpty()) {
                return stay;
            }
        }
    }

    private List<Taken> takeAll(Gate gate, int room) {
        var walks = floorsOf(gate.id());
        long began = System.nanoTime();
        var taken = take(gate.id(), room, MovingFloor.from(walks));
        long nanos = System.nanoTime() - began;
        for (int walk = 0; walk < walks.size(); walk++) {
            walks.get(walk).cleared(furthest(taken, 9 - walk), nanos);
        }
        return taken.stream().sorted(IN_ORDER).toList();
    }

    List<MovingFloor> floorsOf(int gate) {
        return floors.computeIfAbsent(gate, g -> MovingFloor.perPriority());
    }

    /** Jobs that need a limit since it was made wait behind another gate from now on; returns the others. */
    private List<Moved> letGoWhereTheyBelong(Gate gate, List<Taken> taken) {
        if (taken.isEmpty()) {
            return List.of();
        }
        var needs = limits.needs(taken.getFirst().version);
        var stay = new ArrayList<Moved>(taken.size());
        var go = new ArrayList<Misplaced>();
        for (var t : taken) {
            var needed = needs.with(gate.limits(), t.job.kind(), t.job.tenant());
            if (needed.equals(gate.limits())) {
                stay.add(t.job);
            } else {
                go.add(new Misplaced(t.job.id(), t.job.attempt(), of(gate.lane(), needed)));
            }
        }
        if (!go.isEmpty()) {
            database.recoverable().useHandle(handle -> move(handle, go));
        }
        return stay;
    }

    record Misplaced(JobId id, int attempt, Gate gate) {}

    static void move(Handle handle, List<Misplaced> jobs) {
        handle.createUpdate(MOVE)
                .bind("ids", SqlArray.texts(jobs, job -> job.id.uuid()))
                .bind("attempts", SqlArray.ints(jobs, Misplaced::attempt))
                .bind("gates", SqlArray.ints(jobs, job -> job.gate.id()))
                .execute();
    }

    private List<Taken> take(int gate, int room, List<Long> from) {
        return database.recoverable()
                .withHandle(handle -> handle.createQuery(TAKE)
                        .bind("gate", gate)
                        .bind("room", room)
                        .bind("floors", SqlArray.longs(from, Function.identity()))
                        .map((row, context) -> new Taken(
                                Moved.of(row), row.getInt("priority"), row.getLong("place"), row.getLong("version")))
                        .list());
    }

    private record Taken(Moved job, int priority, long place, long version) {}

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

    private Gate findOrMake(Key key) {
        return database.jdbi().withHandle(handle -> {
            if (!key.limits.isEmpty()) {
                bind(handle.createUpdate(MAKE), key).execute();
            }
            return bind(handle.createQuery(ONE), key)
                    .map((row, context) -> gate(row))
                    .findOne()
                    .orElseThrow(() -> new NullPointerException("There is no gate before lane " + key.lane));
        });
    }

    private static <S extends SqlStatement<S>> S bind(S statement, Key key) {
        return statement.bind("lane", key.lane.label()).bind("limits", SqlArray.texts(key.limits, name -> name));
    }

    private static Gate gate(ResultSet row) throws SQLException {
        return new Gate(row.getInt("id"), Lane.of(row.getString("lane")), names(row));
    }

    static List<String> names(ResultSet row) throws SQLException {
        return List.of((String[]) row.getArray("limits").getArray());
    }
}
