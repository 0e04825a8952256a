package io.penstock.db.gate;

import io.penstock.catalog.kind.Lane;
import io.penstock.db.database.Database;
import io.penstock.db.database.SqlArray;
import io.penstock.db.gate.Gates.Misplaced;
import io.penstock.db.job.JobId;
import io.penstock.db.job.Moved;
import io.penstock.db.limit.Limit;
import io.penstock.db.limit.Limits;
import io.penstock.db.limit.Permits;
import io.penstock.db.limit.Weights;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.PriorityQueue;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/**
 * dispatch through limits: gives the permits there are to the waiting jobs, and marks those as dispatched, in one transaction. Who has a
 * limit's row has the limit; another dispatcher leaves it to him and looks again a moment later.
 */
public final class LimitedGates {

    private static final int GATES_AT_ONCE = 200;

    private static final String BUSY = """
            SELECT gate.id FROM unnest(:gates) WITH ORDINALITY AS gate (id, nr)
            WHERE EXISTS (SELECT FROM live WHERE live.gate = gate.id AND live.place IS NOT NULL AND live.state = 'queued')
            ORDER BY gate.nr LIMIT :most""";

    /** The next jobs of each gate, as many as could go through it. */
    private static final String NEXT = """
            SELECT gate.id AS gate, next.* FROM unnest(:gates, :rooms) WITH ORDINALITY AS gate (id, room, nr)
            CROSS JOIN LATERAL (
                SELECT waiting.* FROM generate_series(1, 10) AS walk (nr)
                CROSS JOIN LATERAL (
                    SELECT live.id, live.tenant, live.kind, live.attempt, live.priority, live.place, live.weights FROM live
                    WHERE live.gate = gate.id AND live.priority = 10 - walk.nr
                      AND live.place > (:floors::bigint[])[(gate.nr - 1) * 10 + walk.nr] AND live.state = 'queued'
                    ORDER BY live.place LIMIT gate.room) AS waiting
                LIMIT gate.room) AS next""";

    /** The clock is read after what is held was counted, so that a job which made room had ended by then. */
    private static final String MARK = """
            WITH moment AS MATERIALIZED (SELECT clock_timestamp() AS at)
            UPDATE live SET state = 'dispatched', since = moment.at, permit_until = moment.at + make_interval(secs => :valid)
            FROM moment, unnest(:ids::uuid[]) AS chosen (id) WHERE live.id = chosen.id AND live.state = 'queued'
            RETURNING live.id, live.tenant, live.kind, live.attempt, live.batch, live.since AS at""";

    /** What somebody else has is free again in a moment. */
    private static final Duration MOMENT = Duration.ofMillis(2);

    private static final Duration UNTIL_A_JOB_ENDS = Duration.ofMillis(10);

    /** A hand for each permit would be dear: one waits for this part of a period's permits. */
    private static final int PARTS = 100;

    private final Database database;
    private final Gates gates;
    private final Limits limits;
    private final Duration valid;
    /** The gates that wait longest for a look come first. */
    private int next;

    /** @param valid how long a job that got its permits may wait for a worker */
    public LimitedGates(Database database, Gates gates, Duration valid) {
        this.database = database;
        this.gates = gates;
        this.limits = gates.limits();
        this.valid = valid;
    }

    /**
     * @param jobs dispatched, the next in order first
     * @param again after this time there may be permits for jobs that wait now; nothing when none wait
     */
    public record Taken(List<Moved> jobs, @Nullable Duration again) {}

    /** Marks as many waiting jobs as there are permits and room for as dispatched. */
    public Taken take(Lane lane, int room) {
        var all = gates.withLimits(lane);
        if (all.isEmpty()) {
            return new Taken(List.of(), null);
        }
        var busy = busy(all);
        return busy.isEmpty()
                ? new Taken(List.of(), null)
                : database.recoverable().inTransaction(handle -> new Hand(handle, busy, room).deal());
    }

    private synchronized List<Gate> busy(List<Gate> all) {
        var inTurn = new ArrayList<Gate>(all.size());
        int first = next % all.size();
        inTurn.addAll(all.subList(first, all.size()));
        inTurn.addAll(all.subList(0, first));
        var byId = inTurn.stream().collect(Collectors.toMap(Gate::id, Function.identity()));
        var busy = database.recoverable()
                .withHandle(handle -> handle.createQuery(BUSY)
                        .bind("gates", SqlArray.ints(inTurn, Gate::id))
                        .bind("most", GATES_AT_ONCE)
                        .mapTo(Integer.class)
                        .list());
        if (!busy.isEmpty()) {
            next = (all.indexOf(byId.get(busy.getLast())) + 1) % all.size();
        }
        return busy.stream().map(byId::get).toList();
    }

    /** One transaction. */
    private final class Hand {

        private final Handle handle;
        private final Map<String, Limit> locked;
        private final Map<String, Permits> permits = new HashMap<>();
        private final List<Gate> mine = new ArrayList<>();
        private final Map<JobId, Candidate> chosen = new LinkedHashMap<>();
        private final List<Misplaced> misplaced = new ArrayList<>();
        private final int room;
        private long looked;
        private @Nullable Duration again;

        Hand(Handle handle, List<Gate> busy, int room) {
            this.handle = handle;
            this.room = room;
            var names = busy.stream()
                    .flatMap(gate -> gate.limits().stream())
                    .distinct()
                    .toList();
            var gone = limits.unknown(handle, names);
            this.locked =
                    limits.lock(handle, names).stream().collect(Collectors.toMap(Limit::name, Function.identity()));
            for (var gate : busy) {
                if (gate.limits().stream().allMatch(name -> locked.containsKey(name) || gone.contains(name))) {
                    mine.add(gate);
                } else {
                    lookAgain(MOMENT);
                }
            }
        }

        Taken deal() {
            countWhatIsLeft();
            share(nextOfEachGate());
            var taken = mark();
            Gates.move(handle, misplaced);
            if (!taken.isEmpty()) {
                useAt(taken.getFirst().at());
            }
            return new Taken(taken, again);
        }

        /** What is used is used when the jobs are dispatched: at one time, of all limits. */
        private void useAt(Instant time) {
            var used = new ArrayList<Limit>();
            permits.forEach((name, given) -> {
                if (given.given() > 0) {
                    used.add(Objects.requireNonNull(locked.get(name)).at(time).using(given.given()));
                }
            });
            limits.use(handle, used);
        }

        private void countWhatIsLeft() {
            var needed = mine.stream().flatMap(gate -> gate.limits().stream()).collect(Collectors.toSet());
            var held = held();
            for (var limit : locked.values()) {
                if (needed.contains(limit.name())) {
                    permits.put(limit.name(), limit.left(held.getOrDefault(limit.name(), 0L)));
                }
            }
        }

        /** By all jobs of the fleet, at whatever gate, for the limits on how many there may be at a time. */
        private Map<String, Long> held() {
            var counted = locked.values().stream()
                    .filter(Limit::isHeld)
                    .map(Limit::name)
                    .collect(Collectors.toSet());
            return counted.isEmpty() ? Map.of() : limits.held(handle, counted);
        }

        private List<Deque<Candidate>> nextOfEachGate() {
            var open = new LinkedHashMap<Integer, Gate>();
            var rooms = new ArrayList<Long>();
            var floors = new ArrayList<Long>();
            for (var gate : mine) {
                long most = needs(gate).mapToLong(Permits::most).min().orElse(room);
                if (most == 0) {
                    lookAgain(gate, Map.of());
                } else {
                    open.put(gate.id(), gate);
                    rooms.add(Math.min(most, room));
                    floors.addAll(MovingFloor.from(gates.floorsOf(gate.id())));
                }
            }
            if (open.isEmpty()) {
                return List.of();
            }
            long began = System.nanoTime();
            var next = new LinkedHashMap<Integer, Deque<Candidate>>();
            handle.createQuery(NEXT)
                    .bind("gates", SqlArray.ints(open.keySet(), Function.identity()))
                    .bind("rooms", SqlArray.longs(rooms, Function.identity()))
                    .bind("floors", SqlArray.longs(floors, Function.identity()))
                    .map((row, context) -> Candidate.of(row, open))
                    .forEach(job -> next.computeIfAbsent(job.gate.id(), g -> new ArrayDeque<>())
                            .add(job));
            looked = System.nanoTime() - began;
            return List.copyOf(next.values());
        }

        /** Always the first of all the gates' first ones; a gate whose first one has to wait lets nothing through. */
        private void share(List<Deque<Candidate>> queues) {
            var needed = limits.needsNow(handle);
            var heads = new PriorityQueue<Deque<Candidate>>(Comparator.comparing(Deque::getFirst, Candidate.IN_ORDER));
            heads.addAll(queues);
            while (!heads.isEmpty() && chosen.size() < room) {
                var queue = heads.remove();
                var job = queue.removeFirst();
                var names = needed.with(job.gate.limits(), job.kind, job.tenant);
                if (!names.equals(job.gate.limits())) {
                    misplaced.add(new Misplaced(job.id, job.attempt, gates.of(job.gate.lane(), names)));
                } else if (needs(job.gate, job.weights).allMatch(need -> need.permits.has(need.weight))) {
                    needs(job.gate, job.weights).forEach(need -> need.permits.give(need.weight));
                    chosen.put(job.id, job);
                } else {
                    lookAgain(job.gate, job.weights);
                    continue;
                }
                if (queue.isEmpty()) {
                    lookAgain(job.gate, Map.of());
                } else {
                    heads.add(queue);
                }
            }
        }

        private List<Moved> mark() {
            if (chosen.isEmpty()) {
                return List.of();
            }
            var marked = handle.createQuery(MARK)
                    .bind("ids", SqlArray.texts(chosen.keySet(), JobId::uuid))
                    .bind("valid", valid.toMillis() / 1000.0)
                    .map((row, context) -> Moved.of(row))
                    .collectToMap(Moved::id, Function.identity());
            var inOrder = new ArrayList<Moved>(marked.size());
            for (var job : chosen.values()) {
                var moved = marked.get(job.id);
                if (moved == null) {
                    needs(job.gate, job.weights).forEach(need -> need.permits.takeBack(need.weight));
                } else {
                    inOrder.add(moved);
                }
                gates.floorsOf(job.gate.id()).get(9 - job.priority).cleared(job.place, looked);
            }
            return inOrder;
        }

        private Stream<Permits> needs(Gate gate) {
            return gate.limits().stream().map(permits::get).filter(Objects::nonNull);
        }

        private Stream<Need> needs(Gate gate, Map<String, Long> weights) {
            return gate.limits().stream()
                    .filter(permits::containsKey)
                    .map(name -> new Need(
                            Objects.requireNonNull(locked.get(name)),
                            Objects.requireNonNull(permits.get(name)),
                            Objects.requireNonNull(locked.get(name)).weight(weights)));
        }

        /** When the last of the limits that hold this gate up has permits again, a part of a period's at once. */
        private void lookAgain(Gate gate, Map<String, Long> weights) {
            var after = Duration.ZERO;
            for (var need : needs(gate, weights).toList()) {
                var limit = need.limit.using(need.permits.given());
                var at = limit.leftAt(Math.max(need.weight, limit.permits() / PARTS));
                var wait = at == null ? UNTIL_A_JOB_ENDS : Duration.between(limit.readAt(), at);
                after = wait.compareTo(after) > 0 ? wait : after;
            }
            lookAgain(after);
        }

        private void lookAgain(Duration after) {
            again = again == null || after.compareTo(again) < 0 ? after : again;
        }
    }

    private record Need(Limit limit, Permits permits, long weight) {}

    /** A job that may be next. */
    private record Candidate(
            Gate gate,
            JobId id,
            int tenant,
            String kind,
            int attempt,
            int priority,
            long place,
            Map<String, Long> weights) {

        static final Comparator<Candidate> IN_ORDER =
                Comparator.comparingInt(Candidate::priority).reversed().thenComparingLong(Candidate::place);

        static Candidate of(ResultSet row, Map<Integer, Gate> gates) throws SQLException {
            return new Candidate(
                    Objects.requireNonNull(gates.get(row.getInt("gate"))),
                    new JobId(row.getObject("id", UUID.class)),
                    row.getInt("tenant"),
                    row.getString("kind"),
                    row.getInt("attempt"),
                    row.getInt("priority"),
                    row.getLong("place"),
                    Weights.read(row.getString("weights")));
        }
    }
}
