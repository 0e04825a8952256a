package io.penstock.db.gate;

import io.penstock.catalog.kind.Lane;
import io.penstock.db.database.Database;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.stream.Stream;

/**
 * The gates with limits at which jobs wait, as far as this process knows: those to which it brought jobs itself, and those that it finds
 * when it looks at all there are, about once a second. To look for them every time would be to step over the dead rows of all that went through.
 */
final class BusyGates {

    /** How many of a lane are looked at together. */
    static final int AT_ONCE = 200;

    private static final long BETWEEN_SWEEPS = Duration.ofSeconds(1).toNanos();
    private static final int LEAST_BETWEEN_SWEEPS = 20;

    /** Who brings jobs says so before they are there. */
    private static final long GRACE = Duration.ofMillis(100).toNanos();

    /**
     * Gates of lanes whose jobs need nothing were made first. The order of the first job is there so that the index is read up to it, and not
     * whole.
     */
    private static final String FIND = "WITH RECURSIVE "
            + Gates.IN_USE.formatted("(SELECT coalesce(max(id), 0) FROM gate WHERE limits = '{}' AND NOT keyed)") + """

            SELECT gate.id, gate.lane, gate.limits, gate.keyed FROM in_use JOIN gate ON gate.id = in_use.gate
            CROSS JOIN LATERAL (
                SELECT FROM live WHERE live.gate = gate.id AND live.place IS NOT NULL AND live.state = 'queued'
                ORDER BY live.priority, live.place LIMIT 1) AS first""";

    private static final String KEYED = "SELECT EXISTS (SELECT FROM gate WHERE keyed)";

    private final Database database;
    private final Map<Integer, Gate> known = new ConcurrentHashMap<>();
    private final Map<Lane, NavigableMap<Integer, Long>> busy = new ConcurrentHashMap<>();
    private final Map<Lane, Integer> last = new ConcurrentHashMap<>();
    private volatile boolean keyed;
    private volatile long sweepAt = System.nanoTime();

    BusyGates(Database database) {
        this.database = database;
    }

    /** There is this one, at which jobs may wait later. */
    void know(Gate gate) {
        known.put(gate.id(), gate);
        keyed |= gate.keyed();
    }

    /** Jobs come to this one in a moment, or just came. */
    void hear(int id) {
        var gate = known.get(id);
        if (gate == null) {
            sweepAt = System.nanoTime();
        } else if (gate.isLimited()) {
            ofLane(gate.lane()).put(id, System.nanoTime());
        }
    }

    /** Nobody waits at these. */
    void forget(Collection<Gate> gates) {
        long before = System.nanoTime() - GRACE;
        gates.forEach(
                gate -> ofLane(gate.lane()).computeIfPresent(gate.id(), (id, heard) -> heard < before ? null : heard));
    }

    /** Whether there are gates whose jobs have concurrency keys. Those that are put aside wait at none. */
    boolean areKeyed() {
        sweepWhenDue();
        return keyed;
    }

    /** The next of this lane, after those of the last time. */
    List<Gate> next(Lane lane) {
        sweepWhenDue();
        var all = ofLane(lane);
        int after = last.getOrDefault(lane, 0);
        var next = Stream.concat(
                        all.tailMap(after, false).keySet().stream(), all.headMap(after, true).keySet().stream())
                .limit(AT_ONCE)
                .map(known::get)
                .toList();
        if (!next.isEmpty()) {
            last.put(lane, next.getLast().id());
        }
        return next;
    }

    /** Whether those of the lane are too many to be looked at together. */
    boolean areMany(Lane lane) {
        return ofLane(lane).size() > AT_ONCE;
    }

    private NavigableMap<Integer, Long> ofLane(Lane lane) {
        return busy.computeIfAbsent(lane, l -> new ConcurrentSkipListMap<>());
    }

    private void sweepWhenDue() {
        long began = System.nanoTime();
        if (began - sweepAt < 0) {
            return;
        }
        sweepAt = began + BETWEEN_SWEEPS;
        database.recoverable().useHandle(handle -> {
            keyed = keyed || handle.createQuery(KEYED).mapTo(Boolean.class).one();
            handle.createQuery(FIND).map((row, context) -> Gates.gate(row)).forEach(gate -> {
                know(gate);
                hear(gate.id());
            });
        });
        long nanos = System.nanoTime() - began;
        sweepAt = Math.max(sweepAt, began + nanos * LEAST_BETWEEN_SWEEPS);
    }
}
