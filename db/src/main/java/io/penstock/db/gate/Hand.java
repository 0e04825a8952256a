package io.penstock.db.gate;

import io.penstock.db.database.SqlArray;
import io.penstock.db.gate.Gates.Misplaced;
import io.penstock.db.gate.LimitedGates.Taken;
import io.penstock.db.job.JobId;
import io.penstock.db.job.Moved;
import io.penstock.db.limit.LockedLimits;
import io.penstock.db.limit.LockedLimits.Need;
import io.penstock.db.limit.Needs;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/** What goes through the gates with limits in one transaction. */
final class Hand {

    /** The clock is read after what is held was counted, so that a job which made room had ended by then. */
    private static final String MARK = """
            WITH moment AS MATERIALIZED (SELECT clock_timestamp() AS at)
            UPDATE live SET state = 'dispatched', since = moment.at, permit_at = moment.at, permit_until = moment.at + make_interval(secs => :valid)
            FROM moment, unnest(:ids::uuid[]) AS chosen (id) WHERE live.id = ANY (ARRAY[chosen.id]) AND live.state = 'queued'
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
    private final Served served;
    private final Walk walk;
    private final Ends ends;
    private final Duration valid;
    private final Handle handle;
    private final Needs needed;
    private final LockedLimits limits;
    private final Map<String, Instant> closed;
    private final Keys keys;
    private final List<Gate> mine = new ArrayList<>();
    private final Map<JobId, Candidate> chosen = new LinkedHashMap<>();
    private final List<Misplaced> misplaced = new ArrayList<>();
    private final List<JobId> aside = new ArrayList<>();
    private Map<Keys.Key, Integer> onTheirWay = Map.of();
    private Set<JobId> inOrder = Set.of();
    private final int room;
    private long looked;
    private @Nullable Duration again;
    private boolean untilAJobEnds;

    /**
     * @param walk over all the gates of the lane, of which a part is kept for lower priorities too
     * @param valid how long a job that got its permits may wait for a worker
     * @param busy gates at which jobs wait
     */
    Hand(Gates gates, Served served, Walk walk, Ends ends, Duration valid, Handle handle, List<Gate> busy, int room) {
        this.gates = gates;
        this.served = served;
        this.walk = walk;
        this.ends = ends;
        this.valid = valid;
        this.handle = handle;
        this.room = room;
        this.needed = gates.limits().needsNow(handle);
        this.limits = new LockedLimits(handle, gates.limits(), namesOf(busy));
        this.closed = limits.closedDeployments();
        this.keys = new Keys(handle);
        boolean keyed = busy.stream().anyMatch(Gate::keyed) && keys.lock();
        for (var gate : busy) {
            if ((keyed || !gate.keyed()) && limits.has(gate.limits()) && limits.has(behind(gate))) {
                mine.add(gate);
            } else {
                lookAgain(MOMENT);
            }
        }
    }

    /** Their limits, and those of wherever their jobs may go instead. */
    private Set<String> namesOf(List<Gate> some) {
        return some.stream()
                .flatMap(gate -> Stream.concat(gate.limits().stream(), needed.onTheRoute(gate.limits()).stream()))
                .collect(Collectors.toSet());
    }

    /** The limits behind which its jobs are now: those of another deployment while that of the gate is closed. */
    private List<String> behind(Gate gate) {
        return needed.routed(gate.limits(), closed);
    }

    Taken deal() {
        limits.count(namesOf(mine));
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
            limits.useAt(taken.getFirst().at());
        }
        walk.went(taken.size());
        learn();
        if (untilAJobEnds) {
            lookAgain(ends.nextLook());
        }
        return new Taken(taken, again, limits.keep());
    }

    /** How long jobs take that hold what others wait for. */
    private void learn() {
        double ofLimits = limits.cameBack();
        if (ofLimits > 0) {
            ends.cameBack(ofLimits);
        } else if (chosen.values().stream().anyMatch(job -> job.key() != null)) {
            ends.cameBack(1);
        }
    }

    private List<Deque<Candidate>> nextOfEachGate() {
        var rooms = new LinkedHashMap<Gate, Integer>();
        int roomOfEach = Math.min(room, Math.ceilDiv(room * SPARE, Math.max(1, mine.size())));
        for (var gate : mine) {
            int most = limits.most(behind(gate), roomOfEach);
            if (most == 0) {
                holdUp(behind(gate), Map.of());
            } else {
                rooms.put(gate, most);
            }
        }
        if (rooms.isEmpty()) {
            return List.of();
        }
        long began = System.nanoTime();
        var next = Candidate.next(handle, gates, rooms);
        looked = System.nanoTime() - began;
        rooms.keySet().removeAll(next.keySet());
        gates.busy().forget(rooms.keySet());
        return List.copyOf(next.values());
    }

    private void lookAtKeys(List<Deque<Candidate>> queues) {
        var keyed = queues.stream()
                .flatMap(Deque::stream)
                .filter(job -> job.key() != null)
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
        return job.key() == null
                || (onTheirWay.getOrDefault(job.keyOfTenant(), 0) < job.keyMax()
                        && (!job.ordered() || inOrder.contains(job.id())));
    }

    /** Always the first of all the gates' first ones; a gate whose first one has to wait lets nothing through. */
    private void share(List<Deque<Candidate>> queues) {
        var heads = new PriorityQueue<Head>();
        queues.forEach(queue -> heads.add(head(queue)));
        var kept = walk.share(room);
        while (!heads.isEmpty() && chosen.size() < room) {
            var head = (chosen.size() < kept.kept() ? lower(heads, kept.start()) : Optional.<Head>empty())
                    .orElseGet(heads::remove);
            var queue = head.queue;
            if (served.turn(queue.getFirst().tenant()) > head.turn) {
                heads.add(head(queue));
            } else if (goesThrough(queue.getFirst())) {
                queue.removeFirst();
                if (queue.isEmpty()) {
                    lookAgain(limits.needs(head.job.gate().limits(), Map.of()));
                } else {
                    heads.add(head(queue));
                }
            }
        }
    }

    /** Removes the first one of a priority below that of the very first, each of these in its turn; nothing when there is none. */
    private static Optional<Head> lower(PriorityQueue<Head> heads, int start) {
        int highest = heads.element().job.priority();
        var lower = heads.stream()
                .filter(head -> head.job.priority() < highest)
                .min(Comparator.comparingInt((Head head) -> (10 - head.job.priority() + start) % 10)
                        .thenComparing(Comparator.naturalOrder()));
        lower.ifPresent(heads::remove);
        return lower;
    }

    private List<Need> needsOf(Candidate job) {
        return limits.needs(job.gate().limits(), job.weights());
    }

    /** False when it has to wait for its permits. */
    private boolean goesThrough(Candidate job) {
        var names = needed.with(job.gate().limits(), job.kind(), job.tenant(), closed);
        if (!names.equals(job.gate().limits())) {
            misplaced.add(new Misplaced(
                    job.id(),
                    job.tenant(),
                    job.attempt(),
                    job.priority(),
                    gates.of(job.gate().lane(), names, job.gate().keyed())));
        } else if (!isFree(job)) {
            aside.add(job.id());
        } else if (needsOf(job).stream().allMatch(Need::isThere)) {
            if (chosen.putIfAbsent(job.id(), job) == null) {
                needsOf(job).forEach(need -> need.permits().give(need.weight()));
                served.serve(job.tenant(), job.weight());
                if (job.key() != null) {
                    onTheirWay.merge(job.keyOfTenant(), 1, Integer::sum);
                }
            }
        } else {
            holdUp(job.gate().limits(), job.weights());
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
            var moved = marked.get(job.id());
            if (moved == null) {
                needsOf(job).forEach(need -> need.permits().takeBack(need.weight()));
            } else {
                inOrder.add(moved);
            }
            walked.merge(
                    new Walked(job.gate().id(), job.priority()), new Way(job.place(), moved == null ? 0 : 1), Way::and);
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

    /** A job waits there. */
    private void holdUp(List<String> names, Map<String, Long> weights) {
        var needs = limits.needs(names, weights);
        limits.holdUp(needs);
        lookAgain(needs);
    }

    /** When the last of the limits that hold a gate up has permits again, a part of a period's at once. */
    private void lookAgain(List<Need> needs) {
        var after = Duration.ZERO;
        for (var need : needs) {
            var limit = need.limitThen();
            var at = limit.leftAt(limit.worthALook(need.weight()));
            if (at == null && !need.isThere()) {
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

    private Head head(Deque<Candidate> queue) {
        return new Head(queue, queue.getFirst(), served.turn(queue.getFirst().tenant()));
    }

    /**
     * The first job of a gate.
     *
     * @param turn its tenant's, when it came to be the first
     */
    private record Head(Deque<Candidate> queue, Candidate job, double turn) implements Comparable<Head> {

        private static final Comparator<Head> IN_ORDER = Comparator.comparing((Head head) -> head.job.kept())
                .thenComparingInt(head -> head.job.priority())
                .reversed()
                .thenComparingDouble(Head::turn)
                .thenComparing(head -> head.job.id());

        @Override
        public int compareTo(Head other) {
            return IN_ORDER.compare(this, other);
        }
    }
}
