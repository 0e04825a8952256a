package io.penstock.db.gate;

import io.penstock.catalog.kind.Lane;
import io.penstock.db.database.Database;
import io.penstock.db.job.Moved;
import io.penstock.db.limit.BudgetNews;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * dispatch through limits: gives the permits there are to the waiting jobs, and marks those as dispatched, in one transaction. Who has a
 * limit's row has the limit; another dispatcher leaves it to him and looks again a moment later.
 */
public final class LimitedGates {

    private static final int GATES_AT_ONCE = 200;
    private static final int KEYS_AT_ONCE = 200;

    /** Not those where a pause holds all jobs back. */
    private static final String BUSY = """
            WITH RECURSIVE %s
            SELECT gate.id, gate.lane, gate.limits, gate.keyed FROM in_use JOIN gate ON gate.id = in_use.gate
            CROSS JOIN LATERAL (
                SELECT FROM live WHERE live.gate = gate.id AND live.place IS NOT NULL AND live.state = 'queued' LIMIT 1) AS first
            WHERE gate.lane = :lane AND (gate.limits <> '{}' OR gate.keyed)
              AND NOT EXISTS (SELECT FROM pause WHERE pause.limit_name = ANY (gate.limits || ('pause:lane:' || gate.lane)) AND pause.until > now())
            LIMIT :most""".formatted(Gates.IN_USE.formatted(":after"));

    private final Database database;
    private final Gates gates;
    private final Duration valid;
    private final Map<Lane, Served> served = new ConcurrentHashMap<>();
    private final Map<Lane, Integer> last = new ConcurrentHashMap<>();
    private volatile Keys.Sweep sweep = Keys.Sweep.FIRST;

    /** @param valid how long a job that got its permits may wait for a worker */
    public LimitedGates(Database database, Gates gates, Duration valid) {
        this.database = database;
        this.gates = gates;
        this.valid = valid;
    }

    /**
     * @param jobs dispatched, the next in order first
     * @param again after this time there are permits for jobs that wait now; nothing when none wait for a time
     * @param untilAJobEnds whether jobs wait for others to end, at a time that nobody knows
     * @param news of budgets
     */
    public record Taken(List<Moved> jobs, @Nullable Duration again, boolean untilAJobEnds, List<BudgetNews> news) {}

    /** Marks as many waiting jobs as there are permits and room for as dispatched. */
    public Taken take(Lane lane, int room) {
        var known = gates.limited();
        boolean waitForOthers = known.keyed() && bringBack();
        var busy = known.lanes().contains(lane) ? busy(lane, known.lastFree()) : List.<Gate>of();
        if (busy.isEmpty()) {
            return new Taken(List.of(), null, waitForOthers, List.of());
        }
        var fair = served.computeIfAbsent(lane, l -> new Served());
        var taken =
                database.recoverable().inTransaction(handle -> new Hand(gates, fair, valid, handle, busy, room).deal());
        return new Taken(taken.jobs, taken.again, taken.untilAJobEnds || waitForOthers, taken.news);
    }

    /** Whether there are jobs that wait for others of their key. */
    private boolean bringBack() {
        var from = sweep;
        sweep = database.recoverable().withHandle(handle -> new Keys(handle).bringBack(gates, from, KEYS_AT_ONCE));
        return sweep.foundSome();
    }

    /** Those that come after the ones of the last time. */
    private List<Gate> busy(Lane lane, int first) {
        int after = Math.max(first, last.getOrDefault(lane, 0));
        var busy = new ArrayList<>(busy(lane, after, GATES_AT_ONCE));
        boolean all = busy.size() < GATES_AT_ONCE;
        if (all && after > first) {
            busy(lane, first, GATES_AT_ONCE - busy.size()).stream()
                    .filter(gate -> gate.id() <= after)
                    .forEach(busy::add);
            all = busy.size() < GATES_AT_ONCE;
        }
        last.put(lane, all ? first : busy.getLast().id());
        return busy;
    }

    private List<Gate> busy(Lane lane, int after, int most) {
        return database.recoverable()
                .withHandle(handle -> handle.createQuery(BUSY)
                        .bind("lane", lane.label())
                        .bind("after", after)
                        .bind("most", most)
                        .map((row, context) -> Gates.gate(row))
                        .list());
    }
}
