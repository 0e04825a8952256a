package io.penstock.db.gate;

import io.penstock.catalog.kind.Lane;
import io.penstock.db.database.Database;
import io.penstock.db.database.SqlArray;
import io.penstock.db.job.Moved;
import io.penstock.db.limit.BudgetNews;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * dispatch through limits: gives the permits there are to the waiting jobs, and marks those as dispatched, in one transaction. Who has a
 * limit's row has the limit; another dispatcher leaves it to him and looks again a moment later.
 */
public final class LimitedGates {

    private static final int KEYS_AT_ONCE = 200;

    private static final String PAUSED =
            "SELECT limit_name FROM pause WHERE limit_name = ANY (:names) AND until > now()";

    /** When there are more gates than can be looked at together, the others have their turn then. */
    private static final Duration NEXT_ROUND = Duration.ofMillis(5);

    private final Database database;
    private final Gates gates;
    private final Duration valid;
    private final Map<Lane, Served> served = new ConcurrentHashMap<>();
    private final Map<Lane, Walk> walks = new ConcurrentHashMap<>();
    private final Map<Lane, Ends> ends = new ConcurrentHashMap<>();
    private volatile Keys.Sweep sweep = Keys.Sweep.FIRST;

    /** @param valid how long a job that got its permits may wait for a worker */
    public LimitedGates(Database database, Gates gates, Duration valid) {
        this.database = database;
        this.gates = gates;
        this.valid = valid;
    }

    /**
     * @param jobs dispatched, the next in order first
     * @param again after this time there may be permits for jobs that wait now; nothing when none wait
     * @param news of budgets
     */
    public record Taken(List<Moved> jobs, @Nullable Duration again, List<BudgetNews> news) {}

    /** Marks as many waiting jobs as there are permits and room for as dispatched. */
    public Taken take(Lane lane, int room) {
        var busy = gates.busy();
        boolean waitForOthers = busy.areKeyed() && bringBack();
        var open = open(lane, busy.next(lane));
        var waiting = ends.computeIfAbsent(lane, l -> new Ends(System::nanoTime));
        if (open.isEmpty()) {
            return new Taken(List.of(), waitForOthers ? waiting.nextLook() : null, List.of());
        }
        var fair = served.computeIfAbsent(lane, l -> new Served());
        var walk = walks.computeIfAbsent(lane, l -> new Walk());
        var taken = database.recoverable()
                .inTransaction(handle -> new Hand(gates, fair, walk, waiting, valid, handle, open, room).deal());
        var again = waitForOthers ? sooner(taken.again, waiting.nextLook()) : taken.again;
        return new Taken(taken.jobs, busy.areMany(lane) ? sooner(again, NEXT_ROUND) : again, taken.news);
    }

    private static Duration sooner(@Nullable Duration one, Duration other) {
        return one == null || one.compareTo(other) > 0 ? other : one;
    }

    /** Whether there are jobs that wait for others of their key. */
    private boolean bringBack() {
        var from = sweep;
        sweep = database.recoverable().withHandle(handle -> new Keys(handle).bringBack(gates, from, KEYS_AT_ONCE));
        return sweep.foundSome();
    }

    /** Those of these gates whose jobs are not held back by a pause. */
    private List<Gate> open(Lane lane, List<Gate> busy) {
        if (busy.isEmpty()) {
            return busy;
        }
        var names = busy.stream().flatMap(gate -> gate.limits().stream()).collect(Collectors.toSet());
        var all = "pause:lane:" + lane.label();
        names.add(all);
        var paused = database.recoverable()
                .withHandle(handle -> handle.createQuery(PAUSED)
                        .bind("names", SqlArray.texts(names, name -> name))
                        .mapTo(String.class)
                        .set());
        return paused.isEmpty()
                ? busy
                : busy.stream()
                        .filter(gate -> !paused.contains(all) && Collections.disjoint(paused, gate.limits()))
                        .toList();
    }
}
