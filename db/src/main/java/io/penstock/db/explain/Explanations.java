package io.penstock.db.explain;

import static io.penstock.db.database.Columns.timeOrNull;

import io.penstock.catalog.kind.Lane;
import io.penstock.db.database.Database;
import io.penstock.db.explain.Explanation.Reason;
import io.penstock.db.explain.Explanation.Reason.Busy;
import io.penstock.db.explain.Explanation.Reason.Closed;
import io.penstock.db.explain.Explanation.Reason.Due;
import io.penstock.db.explain.Explanation.Reason.Held;
import io.penstock.db.explain.Explanation.Reason.News;
import io.penstock.db.explain.Explanation.Reason.NoWorker;
import io.penstock.db.explain.Explanation.Reason.OnItsLane;
import io.penstock.db.explain.Explanation.Reason.OthersOfKey;
import io.penstock.db.explain.Explanation.Reason.Paused;
import io.penstock.db.explain.Explanation.Reason.Turn;
import io.penstock.db.explain.Explanation.Reason.UsedUp;
import io.penstock.db.fleet.LaneLoads;
import io.penstock.db.gate.Flow;
import io.penstock.db.job.Job;
import io.penstock.db.job.JobId;
import io.penstock.db.limit.Limit;
import io.penstock.db.limit.Limits;
import io.penstock.db.limit.Routes;
import io.penstock.db.limit.Weights;
import io.penstock.db.pause.Pauses;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.stream.Stream;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/** Says why jobs do not run now. However many wait, it reads a few rows, and counts no further than it must. */
public final class Explanations {

    private static final String WAITING = """
            SELECT live.tenant, live.kind, live.state, live.priority, live.place, live.attempt, live.due_at, live.awaits, live.weights,
                   live.key, live.key_max, live.key_nr, live.key_ordered, abs(live.gate) AS gate, gate.lane, gate.limits
            FROM live JOIN gate ON gate.id = abs(live.gate)
            WHERE live.id = :id AND live.tenant = :tenant AND live.state <> 'running'""";

    private static final String AHEAD = """
            SELECT count(*) FROM (
                SELECT FROM generate_series(9, :priority, -1) AS walk (priority) CROSS JOIN LATERAL (
                    SELECT FROM live
                    WHERE live.gate = :gate AND live.priority = walk.priority AND live.place IS NOT NULL AND live.state = 'queued'
                      AND live.place < CASE WHEN walk.priority = :priority THEN :place ELSE 9223372036854775807 END
                    ORDER BY live.place LIMIT :most) AS waiting
                LIMIT :most) AS ahead""";

    private static final String HOLDERS = """
            SELECT live.id FROM gate JOIN live ON live.gate = gate.id AND live.permit_until IS NOT NULL
            WHERE gate.limits && ARRAY[:limit]::text[] AND live.tenant = :tenant LIMIT :some""";

    private static final String OTHERS_OF_KEY = """
            SELECT live.id FROM live
            WHERE live.tenant = :tenant AND live.key = :key AND live.gate > 0
              AND (live.state IN ('dispatched', 'running') OR :ordered AND live.key_nr < :nr)
            ORDER BY live.key_nr LIMIT :some""";

    private static final String FLOW = Flow.select(":gate");

    /** So many examples of jobs are enough. */
    private static final int SOME = 10;

    private final Database database;
    private final Limits limits;
    private final Pauses pauses;
    private final LaneLoads loads;

    public Explanations(Database database, Limits limits, Pauses pauses, LaneLoads loads) {
        this.database = database;
        this.limits = limits;
        this.pauses = pauses;
        this.loads = loads;
    }

    /** What this job waits for; nothing when it runs or has ended. */
    public Explanation of(int tenant, Job job) {
        return database.jdbi()
                .withHandle(handle -> handle.createQuery(WAITING)
                        .bind("id", job.id().uuid())
                        .bind("tenant", tenant)
                        .map((row, context) -> Waiting.of(row))
                        .findOne()
                        .map(waiting -> explain(handle, waiting))
                        .orElse(Explanation.NONE));
    }

    private Explanation explain(Handle handle, Waiting job) {
        var reasons = new ArrayList<Reason>();
        if (job.dueAt != null) {
            reasons.add(
                    job.awaits != null && job.state.equals("scheduled")
                            ? new News(job.dueAt)
                            : new Due(job.attempt > 0 && job.state.equals("retrying"), job.dueAt));
        }
        if (!job.state.equals("dispatched")) {
            pauses.of(job.kind, job.lane, job.tenant).forEach(pause -> reasons.add(new Paused(pause)));
        }
        var needed = limits.find(handle, limits.needs().with(job.limits, job.kind, job.tenant, Routes.closed(handle)));
        for (var limit : needed) {
            limit(handle, job, limit, reasons);
        }
        if (job.key != null) {
            key(handle, job, reasons);
        }
        int ahead = job.place == null || job.state.equals("dispatched") ? 0 : ahead(handle, job);
        if (ahead > 0) {
            reasons.add(new Turn(ahead));
        }
        workers(job.lane, reasons);
        if (reasons.isEmpty() && job.state.equals("dispatched")) {
            reasons.add(new OnItsLane(job.lane));
        }
        var eligibleAt = reasons.stream()
                .flatMap(reason -> reason.until().stream())
                .max(Instant::compareTo)
                .orElse(null);
        boolean canBeTold = job.dueAt == null && reasons.stream().noneMatch(Reason::isUntilSomebodyActs);
        return new Explanation(reasons, ahead, eligibleAt, canBeTold ? startsIn(handle, job, ahead, needed) : null);
    }

    private void limit(Handle handle, Waiting job, Limit limit, List<Reason> reasons) {
        if (job.state.equals("dispatched")) {
            return;
        }
        var closed = limit.closed();
        if (closed != null) {
            reasons.add(new Closed(limit, closed));
            return;
        }
        long held = limit.isHeld() ? limits.held(handle, List.of(limit.name())).getOrDefault(limit.name(), 0L) : 0;
        var left = limit.left(held);
        long weight = limit.weight(job.weights);
        if (left.has(weight)) {
            return;
        }
        var at = limit.leftAt(weight);
        reasons.add(
                at == null
                        ? new Held(limit, held, holders(handle, job, limit))
                        : new UsedUp(limit, weight, left.most(), at));
    }

    private static List<JobId> holders(Handle handle, Waiting job, Limit limit) {
        return handle.createQuery(HOLDERS)
                .bind("limit", limit.name())
                .bind("tenant", job.tenant)
                .bind("some", SOME)
                .mapTo(UUID.class)
                .map(JobId::new)
                .list();
    }

    private static void key(Handle handle, Waiting job, List<Reason> reasons) {
        var others = handle.createQuery(OTHERS_OF_KEY)
                .bind("tenant", job.tenant)
                .bind("key", job.key)
                .bind("ordered", job.keyOrdered)
                .bind("nr", job.keyNr)
                .bind("some", Math.max(SOME, job.keyMax))
                .mapTo(UUID.class)
                .map(JobId::new)
                .list();
        if (others.size() >= job.keyMax && !job.state.equals("dispatched")) {
            reasons.add(new OthersOfKey(
                    Objects.requireNonNull(job.key),
                    job.keyMax,
                    others.stream().limit(SOME).toList()));
        }
    }

    private static int ahead(Handle handle, Waiting job) {
        return handle.createQuery(AHEAD)
                .bind("gate", job.gate)
                .bind("priority", job.priority)
                .bind("place", job.place)
                .bind("most", Explanation.MOST_AHEAD)
                .mapTo(Integer.class)
                .one();
    }

    private void workers(Lane lane, List<Reason> reasons) {
        var crew = loads.crew(lane);
        if (crew.workers() == 0) {
            reasons.add(new NoWorker(lane));
        } else if (crew.busy() >= crew.slots()) {
            reasons.add(new Busy(lane, crew.workers(), crew.slots()));
        }
    }

    private static @Nullable Duration startsIn(Handle handle, Waiting job, int ahead, List<Limit> needed) {
        if (job.state.equals("dispatched")) {
            return null;
        }
        var flow = handle.createQuery(FLOW)
                .bind("gate", job.gate)
                .map((row, context) -> Flow.of(row))
                .one();
        return flow.out() == 0
                ? byLimits(job, ahead, needed)
                : Duration.ofMillis((long) ((ahead + 1) * 1000 / flow.out()));
    }

    /** As long as nothing has gone through: when those before it have had their permits, if they weigh as much. */
    private static @Nullable Duration byLimits(Waiting job, int ahead, List<Limit> needed) {
        return needed.stream()
                .flatMap(limit -> {
                    long weight = limit.weight(job.weights);
                    var first = limit.leftAt(weight);
                    return first == null || !first.isBefore(Limit.FOR_GOOD)
                            ? Stream.<Duration>empty()
                            : limit.comesIn(weight * ahead).map(Duration.between(limit.readAt(), first)::plus).stream();
                })
                .max(Comparator.naturalOrder())
                .map(wait -> wait.isNegative() ? Duration.ZERO : wait)
                .orElse(null);
    }

    private record Waiting(
            int tenant,
            String kind,
            String state,
            int priority,
            @Nullable Long place,
            int attempt,
            @Nullable Instant dueAt,
            @Nullable String awaits,
            Map<String, Long> weights,
            @Nullable String key,
            int keyMax,
            long keyNr,
            boolean keyOrdered,
            int gate,
            Lane lane,
            List<String> limits) {

        static Waiting of(ResultSet row) throws SQLException {
            return new Waiting(
                    row.getInt("tenant"),
                    row.getString("kind"),
                    row.getString("state"),
                    row.getInt("priority"),
                    row.getObject("place", Long.class),
                    row.getInt("attempt"),
                    timeOrNull(row, "due_at"),
                    row.getString("awaits"),
                    Weights.read(row.getString("weights")),
                    row.getString("key"),
                    row.getInt("key_max"),
                    row.getLong("key_nr"),
                    row.getBoolean("key_ordered"),
                    row.getInt("gate"),
                    Lane.of(row.getString("lane")),
                    List.of((String[]) row.getArray("limits").getArray()));
        }
    }
}
