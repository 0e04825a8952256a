package io.penstock.db.gate;

import io.penstock.catalog.kind.Kind;
import io.penstock.catalog.kind.Lane;
import io.penstock.db.database.Database;
import io.penstock.db.database.SqlArray;
import io.penstock.db.gate.Turns.Queue;
import io.penstock.db.job.JobId;
import io.penstock.db.job.Moved;
import io.penstock.db.limit.Limits;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.SqlStatement;

/** dispatch, the part of Postgres: which of the waiting jobs may run now, in the order of their gate. */
public final class Gates {

    /**
     * The gates at which there are jobs, to follow WITH RECURSIVE and to be formatted with the gate after which to begin. It goes from each to
     * the next one, so that those without jobs cost nothing, however many there are.
     */
    public static final String IN_USE = """
            in_use AS (
                (SELECT gate FROM live WHERE gate > %s AND place IS NOT NULL ORDER BY gate LIMIT 1)
                UNION ALL
                SELECT (SELECT live.gate FROM live WHERE live.gate > in_use.gate AND live.place IS NOT NULL ORDER BY live.gate LIMIT 1)
                FROM in_use WHERE in_use.gate IS NOT NULL)""";

    private static final String MAKE =
            "INSERT INTO gate (lane, limits, keyed) VALUES (:lane, :limits, :keyed) ON CONFLICT (lane, limits, keyed) DO NOTHING";

    private static final String ONE =
            "SELECT id, lane, limits, keyed FROM gate WHERE lane = :lane AND limits = :limits AND keyed = :keyed";

    /** Behind the gate that a job belongs to now, with a turn there. */
    private static final String MOVE = """
            UPDATE live SET state = 'queued', gate = misplaced.gate, place = misplaced.place, permit_until = NULL, since = now()
            FROM unnest(:ids::uuid[], :attempts, :gates, :places) AS misplaced (id, attempt, gate, place)
            WHERE live.id = ANY (ARRAY[misplaced.id]) AND live.attempt = misplaced.attempt AND live.state IN ('queued', 'dispatched')""";

    /** Two dispatchers may pick the same job; the second finds it dispatched and leaves it. A lane that is paused takes none. */
    private static final String TAKE_THESE = """
            WITH taken AS (
                UPDATE live SET state = 'dispatched', since = now()
                WHERE ctid = ANY (ARRAY(%s)) AND state = 'queued'
                  AND NOT EXISTS (SELECT FROM pause WHERE pause.limit_name = 'pause:lane:' || :lane AND pause.until > now())
                RETURNING id, tenant, kind, attempt, batch, since AS at, priority, place),
            served AS (
                UPDATE gate_clock SET clock = greatest(clock, furthest.place), served = served + furthest.jobs
                FROM (SELECT priority, max(place) AS place, count(*) AS jobs FROM taken GROUP BY priority) AS furthest
                WHERE gate_clock.gate = :gate AND gate_clock.priority = furthest.priority)
            SELECT id, tenant, kind, attempt, batch, at, priority, place, (SELECT version FROM limit_version) AS version FROM taken""";

    private static final String TAKE = TAKE_THESE.formatted("SELECT next.ctid FROM (%s) AS next"
            .formatted(Walk.select("live.ctid", ":gate", ":floors", ":room", ":kept", ":start")));

    /** A tenant's last turn is that of the job that came last: its only one, if it is the first too. */
    private static final String TAKE_ALONE = TAKE_THESE.formatted("""
            SELECT first.ctid FROM (
                SELECT next.*, count(*) OVER (PARTITION BY next.priority, next.tenant) AS jobs FROM (%s) AS next) AS first
            JOIN turn ON turn.gate = :gate AND turn.priority = first.priority AND turn.tenant = first.tenant AND turn.last = first.place
            WHERE first.jobs = 1 LIMIT :room""".formatted(Walk.select(
            "live.ctid, live.tenant, live.priority, live.place", ":gate", ":floors", ":next", "0", "0")));

    private static final String LAST = """
            SELECT live.id FROM live
            JOIN turn ON turn.gate = live.gate AND turn.priority = live.priority AND turn.tenant = live.tenant AND turn.last = live.place
            WHERE live.id = ANY (:ids::uuid[])""";

    /** Where a tenant that has no other job waiting has its turn, unless those of heavier tenants lie very close. */
    private static final int NEXT = 32;

    private final Database database;
    private final Limits limits;
    private final BusyGates busy;
    private final Turns turns;
    private final Map<Integer, List<MovingFloor>> floors = new ConcurrentHashMap<>();
    private final Map<Integer, Walk> walks = new ConcurrentHashMap<>();
    private final Map<Key, Gate> known = new ConcurrentHashMap<>();

    private record Key(Lane lane, List<String> limits, boolean keyed) {}

    public Gates(Database database) {
        this.database = database;
        this.limits = new Limits(database.jdbi());
        this.busy = new BusyGates(database);
        this.turns = new Turns(database, busy);
    }

    Limits limits() {
        return limits;
    }

    BusyGates busy() {
        return busy;
    }

    /** What gives jobs their places. */
    public Turns turns() {
        return turns;
    }

    /** The gate of the jobs that go to this lane and need nothing. */
    public int of(Lane lane) {
        return of(lane, List.of(), false).id();
    }

    /** The gate of the jobs that go to this lane and need these limits, whose names are in order; made if there is none. */
    public Gate of(Lane lane, List<String> names, boolean keyed) {
        return known.computeIfAbsent(new Key(lane, names, keyed), this::findOrMake);
    }

    /** The gate of a job that names these limits, and may need others without naming them. */
    public Gate of(Kind<?, ?> kind, int tenant, List<String> names, boolean keyed) {
        return of(kind.lane(), limits.needs().with(names, kind.name(), tenant), keyed);
    }

    /** Marks as many waiting jobs as there is room for as dispatched, the next in order first. */
    public List<Moved> take(Lane lane, int room) {
        var gate = of(lane, List.of(), false);
        while (true) {
            var taken = takeAll(gate, room);
            var stay = letGoWhereTheyBelong(gate, taken);
            if (!stay.isEmpty() || taken.isEmpty()) {
                return stay;
            }
        }
    }

    /** The same of jobs of tenants that have no other one waiting here: these may go ahead though there is no room for all. */
    public List<Moved> takeAlone(Lane lane, int room) {
        var gate = of(lane, List.of(), false);
        var floors = floorsOf(gate.id()).stream().map(MovingFloor::now).toList();
        var taken = database.recoverable()
                .withHandle(handle -> handle.createQuery(TAKE_ALONE)
                        .bind("gate", gate.id())
                        .bind("lane", lane.label())
                        .bind("room", room)
                        .bind("floors", SqlArray.longs(floors, Function.identity()))
                        .bind("next", NEXT)
                        .map((row, context) -> Taken.of(row))
                        .list());
        walkOf(gate.id()).went(taken.size());
        return letGoWhereTheyBelong(gate, taken);
    }

    /** Those of these, which were all taken just now, whose tenants had no other job waiting at their gates. */
    public List<Moved> alone(List<Moved> taken) {
        var jobs = taken.stream().collect(Collectors.groupingBy(Moved::tenant, Collectors.counting()));
        var single = taken.stream()
                .filter(job -> jobs.getOrDefault(job.tenant(), 0L) == 1)
                .toList();
        if (single.isEmpty()) {
            return single;
        }
        var last = database.recoverable()
                .withHandle(handle -> handle.createQuery(LAST)
                        .bind("ids", SqlArray.texts(single, job -> job.id().uuid()))
                        .mapTo(UUID.class)
                        .set());
        return single.stream().filter(job -> last.contains(job.id().uuid())).toList();
    }

    private List<Taken> takeAll(Gate gate, int room) {
        var from = floorsOf(gate.id());
        long began = System.nanoTime();
        var taken = take(gate, room, MovingFloor.from(from));
        long nanos = System.nanoTime() - began;
        for (int nr = 0; nr < from.size(); nr++) {
            from.get(nr).cleared(furthest(taken, 9 - nr), nanos);
        }
        return taken.stream().sorted(IN_ORDER).toList();
    }

    Walk walkOf(int gate) {
        return walks.computeIfAbsent(gate, g -> new Walk());
    }

    List<MovingFloor> floorsOf(int gate) {
        return floors.computeIfAbsent(gate, g -> MovingFloor.perPriority());
    }

    /** A job waits at this place: its turn was given a while ago and others may have come and gone since, or it waits there again. */
    public void isAt(int gate, int priority, long place) {
        floorsOf(gate).get(9 - priority).isAt(place);
        busy.hear(gate);
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
                go.add(new Misplaced(t.job, t.priority, of(gate.lane(), needed, gate.keyed())));
            }
        }
        if (!go.isEmpty()) {
            database.recoverable().useHandle(handle -> move(handle, go));
        }
        return stay;
    }

    /** A job that needs other limits than those of its gate. */
    record Misplaced(JobId id, int tenant, int attempt, int priority, Gate gate) {
        Misplaced(Moved job, int priority, Gate gate) {
            this(job.id(), job.tenant(), job.attempt(), priority, gate);
        }
    }

    void move(Handle handle, List<Misplaced> jobs) {
        if (jobs.isEmpty()) {
            return;
        }
        var places = turns.give(
                handle,
                jobs.stream()
                        .map(job -> new Queue(job.gate.id(), job.priority, job.tenant))
                        .toList());
        handle.createUpdate(MOVE)
                .bind("ids", SqlArray.texts(jobs, job -> job.id.uuid()))
                .bind("attempts", SqlArray.ints(jobs, Misplaced::attempt))
                .bind("gates", SqlArray.ints(jobs, job -> job.gate.id()))
                .bind("places", SqlArray.longs(places, Function.identity()))
                .execute();
    }

    private List<Taken> take(Gate gate, int room, List<Long> from) {
        var walk = walkOf(gate.id());
        var share = walk.share(room);
        var taken = database.recoverable()
                .withHandle(handle -> handle.createQuery(TAKE)
                        .bind("gate", gate.id())
                        .bind("lane", gate.lane().label())
                        .bind("room", room)
                        .bind("floors", SqlArray.longs(from, Function.identity()))
                        .bind("kept", share.kept())
                        .bind("start", share.start())
                        .map((row, context) -> Taken.of(row))
                        .list());
        walk.went(taken.size());
        return taken;
    }

    private record Taken(Moved job, int priority, long place, long version) {

        static Taken of(ResultSet row) throws SQLException {
            return new Taken(Moved.of(row), row.getInt("priority"), row.getLong("place"), row.getLong("version"));
        }
    }

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
        var gate = database.jdbi().withHandle(handle -> {
            if (!key.limits.isEmpty() || key.keyed) {
                bind(handle.createUpdate(MAKE), key).execute();
            }
            return bind(handle.createQuery(ONE), key)
                    .map((row, context) -> gate(row))
                    .findOne()
                    .orElseThrow(() -> new NullPointerException("There is no gate before lane " + key.lane));
        });
        busy.know(gate);
        return gate;
    }

    private static <S extends SqlStatement<S>> S bind(S statement, Key key) {
        return statement
                .bind("lane", key.lane.label())
                .bind("limits", SqlArray.texts(key.limits, name -> name))
                .bind("keyed", key.keyed);
    }

    static Gate gate(ResultSet row) throws SQLException {
        return new Gate(row.getInt("id"), Lane.of(row.getString("lane")), names(row), row.getBoolean("keyed"));
    }

    static List<String> names(ResultSet row) throws SQLException {
        return List.of((String[]) row.getArray("limits").getArray());
    }
}
