package io.penstock.db.gate;

import io.penstock.db.database.SqlArray;
import io.penstock.db.gate.Gates.Misplaced;
import io.penstock.db.job.JobId;
import io.penstock.db.job.Moved;
import io.penstock.db.limit.BudgetNews;
import io.penstock.db.limit.Limit;
import io.penstock.db.limit.Limits;
import io.penstock.db.limit.Needs;
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
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.PriorityQueue;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/** What goes through the gates with limits in one transaction. */
final class Hand {

    /** The next jobs of each gate, as many as could go through it. */
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

    /** The clock is read after what is held was counted, so that a job which made room had ended by then. */
    private static final String MARK = """
            WITH moment AS MATERIALIZED (SELECT clock_timestamp() AS at)
            UPDATE live SET state = 'dispatched', since = moment.at, permit_at = moment.at, permit_until = moment.at + make_interval(secs => :valid)
            FROM moment, unnest(:ids::uuid[]) AS chosen (id) WHERE live.id = chosen.id AND live.state = 'queued'
            RETURNING live.id, live.tenant, live.kind, live.attempt, live.batch, live.since AS at""";

    private static final String SERVED = """
            INSERT INTO gate_clock (gate, priority, clock, served)
            SELECT * FROM unnest(:gates, :priorities, :places, :jobs) AS served (gate, priority, place, jobs) ORDER BY gate, priority
            ON CONFLICT (gate, priority) DO UPDATE
                SET clock = greatest(gate_clock.clock, excluded.clock), served = gate_clock.served + excluded.served""";

    /** What somebody else has is free again in a moment. */
    private static final Duration MOMENT = Duration.ofMillis(5);

    /** Of many gates each is asked for a part of the room, and for so many times that: some will have fewer. */
    private static final int SPARE = 4;

    private final Gates gates;
    private final Limits limits;
    private final Served served;
    private final Duration valid;
    private final Handle handle;
    private final Map<String, Limit> locked;
    private final Set<String> changed = new HashSet<>();
    private final Set<String> exhausted = new HashSet<>();
    private final Map<String, Permits> permits = new HashMap<>();
    private final List<Gate> mine = new ArrayList<>();
    private final Map<JobId, Candidate> chosen = new LinkedHashMap<>();
    private final List<Misplaced> misplaced = new ArrayList<>();
    private final List<JobId> aside = new ArrayList<>();
    private final Keys keys;
    private Map<Keys.Key, Integer> onTheirWay = Map.of();
    private Set<JobId> inOrder = Set.of();
    private final int room;
    private long looked;
    private @Nullable Duration again;
    private boolean untilAJobEnds;

    /**
     * @param valid how long a job that got its permits may wait for a worker
     * @param busy gates at which jobs wait
     */
    Hand(Gates gates, Served served, Duration valid, Handle handle, List<Gate> busy, int room) {
        this.gates = gates;
        this.limits = gates.limits();
        this.served = served;
        this.valid = valid;
        this.handle = handle;
        this.room = room;
        var names =
                busy.stream().flatMap(gate -> gate.limits().stream()).distinct().toList();
        this.locked = new HashMap<>();
        limits.lock(handle, names).forEach(limit -> locked.put(limit.name(), limit));
        var missing = names.stream().filter(name -> !locked.containsKey(name)).toList();
        var gone = missing.isEmpty() ? List.<String>of() : limits.unknown(handle, missing);
        var corrected = limits.correct(handle, locked.values());
        locked.putAll(corrected);
        changed.addAll(corrected.keySet());
        this.keys = new Keys(handle);
        boolean keyed = busy.stream().anyMatch(Gate::keyed) && keys.lock();
        for (var gate : busy) {
            if ((keyed || !gate.keyed())
                    && gate.limits().stream().allMatch(name -> locked.containsKey(name) || gone.contains(name))) {
                mine.add(gate);
            } else {
                lookAgain(MOMENT);
            }
        }
    }

    /**
     * @param jobs dispatched, the next in order first
     * @param cameBack which part of what only so many jobs may hold at a time was free and is taken
     * @param again after this time there are permits for jobs that wait now; nothing when none wait for a time
     * @param untilAJobEnds whether jobs wait for others to end, at a time that nobody knows
     * @param news of budgets
     */
    record Dealt(
            List<Moved> jobs,
            double cameBack,
            @Nullable Duration again,
            boolean untilAJobEnds,
            List<BudgetNews> news) {}

    Dealt deal() {
        countWhatIsLeft();
        var next = nextOfEachGate();
        lookAtKeys(next);
        share(next);
        var taken = mark();
        gates.move(handle, misplaced);
        keys.putAside(aside);
        if (!aside.isEmpty()) {
            lookAgain(Duration.ZERO);
        }
        if (!taken.isEmpty()) {
            useAt(taken.getFirst().at());
        }
        var news = news();
        limits.use(handle, changed.stream().map(locked::get).toList());
        return new Dealt(taken, cameBack(), again, untilAJobEnds, news);
    }

    private double cameBack() {
        double ofLimits = locked.values().stream()
                .filter(limit -> limit.isHeld() && permits.containsKey(limit.name()))
                .mapToDouble(limit -> (double) Objects.requireNonNull(permits.get(limit.name()))
                                .given()
                        / limit.permits())
                .max()
                .orElse(0);
        return ofLimits == 0 && chosen.values().stream().anyMatch(job -> job.key != null) ? 1 : ofLimits;
    }

    /** What is used is used when the jobs are dispatched: at one time, of all limits. */
    private void useAt(Instant time) {
        permits.forEach((name, given) -> {
            if (given.given() > 0) {
                change(Objects.requireNonNull(locked.get(name)).at(time).using(given.given()));
            }
        });
    }

    private List<BudgetNews> news() {
        var news = new ArrayList<BudgetNews>();
        for (var limit : List.copyOf(locked.values())) {
            var ofThis = limit.news(exhausted.contains(limit.name()));
            if (!ofThis.isEmpty()) {
                change(limit.told(ofThis));
                news.addAll(ofThis);
            }
        }
        return news;
    }

    private void change(Limit limit) {
        locked.put(limit.name(), limit);
        changed.add(limit.name());
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
        var counted =
                locked.values().stream().filter(Limit::isHeld).map(Limit::name).collect(Collectors.toSet());
        return counted.isEmpty() ? Map.of() : limits.held(handle, counted);
    }

    private List<Deque<Candidate>> nextOfEachGate() {
        var open = new LinkedHashMap<Integer, Gate>();
        var rooms = new ArrayList<Integer>();
        var shares = new ArrayList<Walk.Share>();
        var floors = new ArrayList<Long>();
        int roomOfEach = Math.min(room, Math.ceilDiv(room * SPARE, Math.max(1, mine.size())));
        for (var gate : mine) {
            long most = needs(gate).mapToLong(Permits::most).min().orElse(room);
            if (most == 0) {
                holdUp(gate, Map.of());
            } else {
                open.put(gate.id(), gate);
                int some = (int) Math.min(most, roomOfEach);
                rooms.add(some);
                shares.add(gates.walkOf(gate.id()).share(some));
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
                .bind("rooms", SqlArray.ints(rooms, Function.identity()))
                .bind("kept", SqlArray.ints(shares, Walk.Share::kept))
                .bind("starts", SqlArray.ints(shares, Walk.Share::start))
                .bind("floors", SqlArray.longs(floors, Function.identity()))
                .map((row, context) -> Candidate.of(row, open))
                .forEach(job -> next.computeIfAbsent(job.gate.id(), g -> new ArrayDeque<>())
                        .add(job));
        looked = System.nanoTime() - began;
        open.keySet().removeAll(next.keySet());
        gates.busy().forget(open.values());
        return List.copyOf(next.values());
    }

    private void lookAtKeys(List<Deque<Candidate>> queues) {
        var keyed = queues.stream()
                .flatMap(Deque::stream)
                .filter(job -> job.key != null)
                .toList();
        if (!keyed.isEmpty()) {
            onTheirWay =
                    keys.onTheirWay(keyed.stream().map(Candidate::keyOfTenant).collect(Collectors.toSet()));
            inOrder = keys.inOrder(
                    keyed.stream().filter(Candidate::ordered).map(Candidate::id).toList());
        }
    }

    /** Whether it waits for no other job of its key. */
    private boolean isFree(Candidate job) {
        return job.key == null
                || (onTheirWay.getOrDefault(job.keyOfTenant(), 0) < job.keyMax
                        && (!job.ordered || inOrder.contains(job.id)));
    }

    /** Always the first of all the gates' first ones; a gate whose first one has to wait lets nothing through. */
    private void share(List<Deque<Candidate>> queues) {
        var needed = limits.needsNow(handle);
        var heads = new PriorityQueue<Head>();
        queues.forEach(queue -> heads.add(head(queue)));
        while (!heads.isEmpty() && chosen.size() < room) {
            var head = heads.remove();
            var queue = head.queue;
            if (served.turn(queue.getFirst().tenant) > head.turn) {
                heads.add(head(queue));
            } else if (goesThrough(queue.getFirst(), needed)) {
                queue.removeFirst();
                if (queue.isEmpty()) {
                    lookAgain(head.job.gate, Map.of());
                } else {
                    heads.add(head(queue));
                }
            }
        }
    }

    /** False when it has to wait for its permits. */
    private boolean goesThrough(Candidate job, Needs needed) {
        var names = needed.with(job.gate.limits(), job.kind, job.tenant);
        if (!names.equals(job.gate.limits())) {
            misplaced.add(new Misplaced(
                    job.id, job.tenant, job.attempt, job.priority, gates.of(job.gate.lane(), names, job.gate.keyed())));
        } else if (!isFree(job)) {
            aside.add(job.id);
        } else if (needs(job.gate, job.weights).allMatch(need -> need.permits.has(need.weight))) {
            if (chosen.putIfAbsent(job.id, job) == null) {
                needs(job.gate, job.weights).forEach(need -> need.permits.give(need.weight));
                served.serve(job.tenant, job.weight);
                if (job.key != null) {
                    onTheirWay.merge(job.keyOfTenant(), 1, Integer::sum);
                }
            }
        } else {
            holdUp(job.gate, job.weights);
            return false;
        }
        return true;
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
        var walked = new HashMap<Walked, Way>();
        for (var job : chosen.values()) {
            var moved = marked.get(job.id);
            if (moved == null) {
                needs(job.gate, job.weights).forEach(need -> need.permits.takeBack(need.weight));
            } else {
                inOrder.add(moved);
            }
            walked.merge(new Walked(job.gate.id(), job.priority), new Way(job.place, moved == null ? 0 : 1), Way::and);
        }
        serve(walked);
        return inOrder;
    }

    private record Walked(int gate, int priority) {}

    private record Way(long place, int jobs) {
        Way and(Way other) {
            return new Way(Math.max(place, other.place), jobs + other.jobs);
        }
    }

    private void serve(Map<Walked, Way> walked) {
        walked.forEach((walk, way) -> {
            gates.floorsOf(walk.gate).get(9 - walk.priority).cleared(way.place, looked);
            gates.walkOf(walk.gate).went(way.jobs);
        });
        handle.createUpdate(SERVED)
                .bind("gates", SqlArray.ints(walked.keySet(), Walked::gate))
                .bind("priorities", SqlArray.ints(walked.keySet(), Walked::priority))
                .bind("places", SqlArray.longs(walked.values(), Way::place))
                .bind("jobs", SqlArray.ints(walked.values(), Way::jobs))
                .execute();
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

    /** A job waits there. */
    private void holdUp(Gate gate, Map<String, Long> weights) {
        needs(gate, weights)
                .filter(need -> need.limit.isBudget() && !need.permits.has(need.weight))
                .forEach(need -> exhausted.add(need.limit.name()));
        lookAgain(gate, weights);
    }

    /** When the last of the limits that hold this gate up has permits again, a part of a period's at once. */
    private void lookAgain(Gate gate, Map<String, Long> weights) {
        var after = Duration.ZERO;
        for (var need : needs(gate, weights).toList()) {
            var limit = need.limit.using(need.permits.given());
            var at = limit.leftAt(limit.worthALook(need.weight));
            if (at == null && !need.permits.has(need.weight)) {
                untilAJobEnds = true;
                return;
            }
            var wait = at == null ? Duration.ZERO : Duration.between(limit.readAt(), at);
            after = wait.compareTo(after) > 0 ? wait : after;
        }
        lookAgain(after);
    }

    private void lookAgain(Duration after) {
        again = again == null || after.compareTo(again) < 0 ? after : again;
    }

    private record Need(Limit limit, Permits permits, long weight) {}

    private Head head(Deque<Candidate> queue) {
        return new Head(queue, queue.getFirst(), served.turn(queue.getFirst().tenant));
    }

    /**
     * The first job of a gate.
     *
     * @param turn its tenant's, when it came to be the first
     */
    private record Head(Deque<Candidate> queue, Candidate job, double turn) implements Comparable<Head> {

        private static final Comparator<Head> IN_ORDER = Comparator.comparing((Head head) -> head.job.kept)
                .thenComparingInt(head -> head.job.priority)
                .reversed()
                .thenComparingDouble(Head::turn)
                .thenComparing(head -> head.job.id);

        @Override
        public int compareTo(Head other) {
            return IN_ORDER.compare(this, other);
        }
    }

    /** A job that may be next. */
    private record Candidate(
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

        Keys.Key keyOfTenant() {
            return new Keys.Key(tenant, Objects.requireNonNull(key));
        }

        static Candidate of(ResultSet row, Map<Integer, Gate> gates) throws SQLException {
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
}
