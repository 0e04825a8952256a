package io.penstock.db.job;

import static io.penstock.db.database.Columns.texts;
import static io.penstock.db.database.Columns.time;
import static io.penstock.db.database.Columns.timeOrNull;

import io.penstock.db.database.SqlArray;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.statement.Query;
import org.jspecify.annotations.Nullable;

/** Reading jobs by their ids. A reader never blocks a transition and never sees half of one. */
public final class Jobs {

    /** When the last of the budgets turns that have too little left for the job; in the year 9999 when none ever has that much. */
    private static final String BUDGET_UNTIL = """
            SELECT max(CASE WHEN job_cost.amount > budget.permits OR budget.spent_until IS NULL THEN '9999-12-31T00:00:00Z'
                            ELSE budget.spent_until END)
            FROM gate JOIN limit_state AS budget ON budget.name = ANY (gate.limits) AND budget.type = 'budget'
            CROSS JOIN LATERAL (SELECT greatest(coalesce((live.weights ->> '$')::bigint, 0), 1) AS amount) AS job_cost
            WHERE gate.id = abs(live.gate)
              AND budget.permits - CASE WHEN budget.spent_until > now() THEN budget.spent ELSE budget.overspent END < job_cost.amount""";

    private static final Instant NEVER = Instant.parse("9999-12-31T00:00:00Z");

    static final String COLUMNS = """
            SELECT job.id, job.kind, job.run, job.priority, job.max_attempts, job.created_at, job.run_at, job.deadline, job.tags, job.batch, job.custom_id,
                   live.state AS live_state, live.attempt AS live_attempt, live.due_at = job.run_at AS in_time, live.since, live.awaits IS NOT NULL AS awaits, live.cancel_requested_at,
                   outcome.state AS final_state, outcome.attempt AS final_attempt, outcome.started_at, outcome.finished_at,
                   outcome.error_code, outcome.error, outcome.fingerprint AS failed_with, outcome.resolved_at, outcome.resolved_reason,
                   progress.done, progress.total, progress.note, progress.at,
                   held.paused, held.limited, live.gate < 0 AS waits_for_key, CASE WHEN live.state = 'queued' THEN (%s) END AS budget_until,
                   coalesce(live.due_at, CASE WHEN held.until < '9999-12-31' THEN held.until END) AS next_eligible_at
            """.formatted(BUDGET_UNTIL);

    /** Another deployment of the route that is not closed. */
    private static final String GOES_ON = """
            SELECT FROM route
            WHERE 'route:' || route.name = ANY (gate.limits) AND route.deployment <> limit_state.deployment
              AND NOT EXISTS (SELECT FROM limit_state AS other WHERE other.deployment = route.deployment AND other.closed_until > now())""";

    /**
     * What holds a waiting job back: a pause, and each limit that there still is of those of its gate and those that it came to need since.
     * Until then at least, if they are closed. A dispatcher that has not heard of a pause may mark a job and put it back before it sends it.
     */
    static final String HELD = """
            CROSS JOIN LATERAL (
                SELECT coalesce(bool_or(one.paused), FALSE) AS paused, count(*) > 0 AS limited, max(one.until) FILTER (WHERE one.until > now()) AS until
                FROM gate CROSS JOIN LATERAL (
                    SELECT TRUE AS paused, pause.paused_at, pause.until FROM pause
                    WHERE pause.until > now() AND pause.limit_name = ANY (ARRAY['pause:kind:' || live.kind, 'pause:lane:' || gate.lane,
                        'pause:tenant:' || (SELECT tenant.name FROM tenant WHERE tenant.id = live.tenant)])
                    UNION ALL
                    SELECT FALSE, NULL, CASE WHEN deployment IS NULL OR NOT EXISTS (%s) THEN closed_until END
                    FROM limit_state WHERE name = ANY (gate.limits)
                    UNION ALL
                    SELECT FALSE, NULL, closed_until FROM limit_state WHERE tenant = live.tenant AND (kind IS NULL OR kind = live.kind)
                    UNION ALL
                    SELECT FALSE, NULL, closed_until FROM limit_state WHERE tenant IS NULL AND kind = live.kind) AS one
                WHERE gate.id = abs(live.gate) AND (live.state = 'queued' OR live.state = 'dispatched' AND one.paused_at < live.since)) AS held
            """.formatted(GOES_ON);

    /** In the statement that reads the jobs, as a second one would see a later moment. For each job by itself, by their key. */
    private static final String WITH_ATTEMPTS = """
            SELECT found.*, tried.* FROM (%s) AS found LEFT JOIN LATERAL (
                SELECT attempt AS nr, error_code AS tried_code, error AS tried_error, class, fingerprint, worker,
                       started_at AS tried_at, finished_at AS failed_at, next_at
                FROM attempt WHERE attempt.id = found.id OFFSET 0) AS tried ON TRUE
            ORDER BY tried.nr""";

    private static final String ONE =
            WITH_ATTEMPTS.formatted(COLUMNS + """
            , job.tenant
            FROM job LEFT JOIN live ON live.id = ANY (ARRAY[job.id])
                     LEFT JOIN outcome ON outcome.tenant = ANY (ARRAY[job.tenant]) AND outcome.id = ANY (ARRAY[job.id])
                     LEFT JOIN progress ON progress.job = ANY (ARRAY[job.id])
            """ + HELD + "WHERE job.tenant = :tenant AND job.id = :id");

    private static final String MANY = WITH_ATTEMPTS.formatted(COLUMNS + """
            , job.tenant
            FROM unnest(:tenants, :ids::uuid[]) AS asked (tenant, id)
                     JOIN job ON job.tenant = asked.tenant AND job.id = asked.id
                     LEFT JOIN live ON live.id = ANY (ARRAY[job.id])
                     LEFT JOIN outcome ON outcome.tenant = ANY (ARRAY[job.tenant]) AND outcome.id = ANY (ARRAY[job.id])
                     LEFT JOIN progress ON progress.job = ANY (ARRAY[job.id])
            """ + HELD);

    private final Jdbi jdbi;

    public Jobs(Jdbi jdbi) {
        this.jdbi = jdbi;
    }

    public Optional<Job> find(int tenant, JobId id) {
        return jdbi.withHandle(handle ->
                        read(handle.createQuery(ONE).bind("tenant", tenant).bind("id", id.uuid())).values().stream())
                .findFirst();
    }

    /** Which job, and whose it must be. */
    public record Key(int tenant, JobId id) {}

    /** Those of these jobs that there are, all as they were at one moment. */
    public Map<Key, Job> find(Collection<Key> keys) {
        return jdbi.withHandle(handle -> read(handle.createQuery(MANY)
                .bind("tenants", SqlArray.ints(keys, Key::tenant))
                .bind("ids", SqlArray.texts(keys, key -> key.id.uuid()))));
    }

    private static Map<Key, Job> read(Query statement) {
        var found = new HashMap<Key, Job>();
        var attempts = new HashMap<Key, List<Attempt>>();
        statement
                .map((row, context) -> {
                    var job = job(row);
                    var key = new Key(row.getInt("tenant"), job.id());
                    found.putIfAbsent(key, job);
                    if (row.getString("tried_code") != null) {
                        attempts.computeIfAbsent(key, k -> new ArrayList<>()).add(attempt(row));
                    }
                    return key;
                })
                .list();
        found.replaceAll((key, job) -> job.with(attempts.getOrDefault(key, List.of())));
        return found;
    }

    private static Attempt attempt(ResultSet row) throws SQLException {
        return new Attempt(
                row.getInt("nr"),
                new Failure(row.getString("tried_code"), row.getString("tried_error")),
                FailureClass.of(row.getString("class")),
                row.getString("fingerprint"),
                row.getInt("worker"),
                time(row, "tried_at"),
                time(row, "failed_at"),
                timeOrNull(row, "next_at"));
    }

    static Job job(ResultSet row) throws SQLException {
        var live = row.getString("live_state");
        var state = State.ofRow(live != null ? live : row.getString("final_state"));
        var errorCode = row.getString("error_code");
        return new Job(
                new JobId(row.getObject("id", UUID.class)),
                row.getString("kind"),
                state,
                row.getInt("run"),
                row.getInt("priority"),
                row.getInt(live != null ? "live_attempt" : "final_attempt"),
                row.getInt("max_attempts"),
                live == null ? null : waitReason(live, row),
                nextEligibleAt(row),
                time(row, "created_at"),
                timeOrNull(row, "run_at"),
                timeOrNull(row, "deadline"),
                timeOrNull(row, "cancel_requested_at"),
                state == State.RUNNING ? time(row, "since") : timeOrNull(row, "started_at"),
                timeOrNull(row, "finished_at"),
                errorCode == null ? null : new Failure(errorCode, row.getString("error")),
                ErrorGroupId.orNull(row.getString("failed_with")),
                resolution(row),
                progress(row),
                texts(row, "tags"),
                BatchId.orNull(row.getObject("batch", UUID.class)),
                row.getString("custom_id"),
                List.of());
    }

    private static Job.@Nullable Resolution resolution(ResultSet row) throws SQLException {
        var at = timeOrNull(row, "resolved_at");
        return at == null ? null : new Job.Resolution(at, row.getString("resolved_reason"));
    }

    private static @Nullable Progress progress(ResultSet row) throws SQLException {
        var at = timeOrNull(row, "at");
        return at == null
                ? null
                : new Progress(row.getLong("done"), row.getObject("total", Long.class), row.getString("note"), at);
    }

    private static Job.@Nullable WaitReason waitReason(String live, ResultSet row) throws SQLException {
        return switch (live) {
            case "scheduled" -> scheduled(row);
            case "retrying" -> Job.WaitReason.RETRY;
            case "queued" -> held(row);
            case "dispatched" -> row.getBoolean("paused") ? Job.WaitReason.PAUSED : Job.WaitReason.WORKER;
            default -> null;
        };
    }

    private static Job.WaitReason scheduled(ResultSet row) throws SQLException {
        if (row.getInt("live_attempt") == 0 || row.getBoolean("in_time")) {
            return Job.WaitReason.RUN_AT;
        }
        return row.getBoolean("awaits") ? Job.WaitReason.NOTICE : Job.WaitReason.SNOOZE;
    }

    /** Not before the last of what holds it up has an end; nothing when that is not known. */
    private static @Nullable Instant nextEligibleAt(ResultSet row) throws SQLException {
        var at = timeOrNull(row, "next_eligible_at");
        var turn = timeOrNull(row, "budget_until");
        return turn == null || !turn.isBefore(NEVER) || (at != null && at.isAfter(turn)) ? at : turn;
    }

    private static Job.WaitReason held(ResultSet row) throws SQLException {
        if (row.getBoolean("paused")) {
            return Job.WaitReason.PAUSED;
        }
        if (row.getBoolean("waits_for_key")) {
            return Job.WaitReason.CONCURRENCY_KEY;
        }
        if (timeOrNull(row, "budget_until") != null) {
            return Job.WaitReason.BUDGET;
        }
        return row.getBoolean("limited") ? Job.WaitReason.LIMIT : Job.WaitReason.TURN;
    }
}
