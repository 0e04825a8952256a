package io.penstock.db.gate;

import io.penstock.catalog.kind.Lane;
import io.penstock.db.database.Database;
import java.time.Duration;
import java.util.ArrayList;
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

    private static final int FOUND_AT_ONCE = 1000;
    private static final long BETWEEN_SWEEPS = Duration.ofSeconds(1).toNanos();
    private static final int LEAST_BETWEEN_SWEEPS = 20;

    /** Who brings jobs says so before they are there. */
    private static final long GRACE = Duration.ofMillis(100).toNanos();

    /** The order of the first job is there so that the index is read up to it, and not whole. */
    private static final String FIND = """
            WITH RECURSIVE in_use AS (
                (SELECT gate, 1 AS nr FROM live WHERE gate > :after AND place IS NOT NULL ORDER BY gate LIMIT 1)
                UNION ALL
                SELECT next.gate, in_use.nr + 1 FROM in_use CROSS JOIN LATERAL (
                    SELECT live.gate FROM live WHERE live.gate > in_use.gate AND live.place IS NOT NULL ORDER BY live.gate LIMIT 1) AS next
                WHERE in_use.nr < :most)
            SELECT gate.id, gate.lane, gate.limits, gate.keyed, first.waits IS NOT NULL AS busy FROM in_use JOIN gate ON gate.id = in_use.gate
            LEFT JOIN LATERAL (
                SELECT TRUE AS waits FROM live WHERE live.gate = gate.id AND live.place IS NOT NULL AND live.state = 'queued'
                ORDER BY live.priority, live.place LIMIT 1) AS first ON TRUE
            ORDER BY gate.id""";

    private final Database database;
    private final Map<Integer, Gate> known = new ConcurrentHashMap<>();
    private final Map<Lane, NavigableMap<Integer, Long>> busy = new ConcurrentHashMap<>();
    private final Map<Lane, Integer> last = new ConcurrentHashMap<>();
    private volatile long sweepAt = System.nanoTime();

    BusyGates(Database database) {
        this.database = database;
    }

    /** There is this one, at which jobs may wait later. */
    void know(Gate gate) {
        known.put(gate.id(), gate);
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

    /** The next of this lane, after those of the last time. */
    List<Gate> next(Lane lane, int lastFree) {
        if (System.nanoTime() - sweepAt >= 0) {
            sweep(lastFree);
        }
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

    private void sweep(int lastFree) {
        long began = System.nanoTime();
        sweepAt = began + BETWEEN_SWEEPS;
        var found = new ArrayList<Found>();
        int after = lastFree;
        List<Found> some;
        do {
            some = find(after);
            found.addAll(some);
            after = some.isEmpty() ? after : some.getLast().gate.id();
        } while (some.size() == FOUND_AT_ONCE);
        found.stream().filter(Found::busy).map(Found::gate).forEach(gate -> {
            know(gate);
            hear(gate.id());
        });
        long nanos = System.nanoTime() - began;
        sweepAt = Math.max(sweepAt, began + nanos * LEAST_BETWEEN_SWEEPS);
    }

    private List<Found> find(int after) {
        return database.recoverable()
                .withHandle(handle -> handle.createQuery(FIND)
                        .bind("after", after)
                        .bind("most", FOUND_AT_ONCE)
                        .map((row, context) -> new Found(Gates.gate(row), row.getBoolean("busy")))
                        .list());
    }

    private record Found(Gate gate, boolean busy) {}
}
