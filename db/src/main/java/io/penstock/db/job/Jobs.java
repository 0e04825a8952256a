package io.penstock.db.job;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jspecify.annotations.Nullable;

/** Reading jobs: one, its result, or a page of many. A reader never blocks a transition and never sees half of one. */
public final class Jobs {

    private static final String COLUMNS = """
            SELECT job.id, job.kind, job.priority, job.max_attempts, job.created_at, job.run_at,
                   live.state AS live_state, live.attempt AS live_attempt, live.due_at, live.since,
                   outcome.state AS final_state, outcome.attempt AS final_attempt, outcome.started_at, outcome.finished_at,
                   outcome.error_code, outcome.error
            """;

    private static final String ONE = COLUMNS + """
            FROM job LEFT JOIN live ON live.id = job.id
                     LEFT JOIN outcome ON outcome.tenant = job.tenant AND outcome.id = job.id
            WHERE job.tenant = :tenant AND job.id = :id""";

    private static final String ATTEMPTS = """
            SELECT attempt, error_code, error, started_at, finished_at, next_at FROM attempt WHERE id = :id ORDER BY attempt""";

    private static final String RESULT =
            "SELECT result FROM outcome WHERE tenant = :tenant AND id = :id AND state = 'succeeded'";

    /** The id carries the time of the api's clock, created_at that of the database: the id narrows, with this to spare, and created_at decides. */
    private static final Duration CLOCKS_DIFFER = Duration.ofMinutes(10);

    private final Jdbi jdbi;

    public Jobs(Jdbi jdbi) {
        this.jdbi = jdbi;
    }

    public Optional<Job> find(int tenant, JobId id) {
        return jdbi.withHandle(handle -> handle.createQuery(ONE)
                .bind("tenant", tenant)
                .bind("id", id.uuid())
                .map((row, context) -> job(row))
                .findOne()
                .map(job -> job.with(attempts(handle, id))));
    }

    /** The result as JSON; nothing unless the job succeeded. */
    public Optional<String> result(int tenant, JobId id) {
        return jdbi.withHandle(handle -> handle.createQuery(RESULT)
                .bind("tenant", tenant)
                .bind("id", id.uuid())
                .mapTo(String.class)
                .findOne());
    }

    /** The newest first, strictly older than the given id. */
    public List<Job> page(int tenant, JobFilter filter, @Nullable JobId olderThan, int size) {
        return jdbi.withHandle(handle -> handle.createQuery(listing(filter))
                .bind("tenant", tenant)
                .bind("before", before(filter, olderThan))
                .bind(
                        "after",
                        filter.createdAfter() == null
                                ? new UUID(0, 0)
                                : JobId.floor(filter.createdAfter().minus(CLOCKS_DIFFER)))
                .bind("created_after", utc(filter.createdAfter()))
                .bind("created_before", utc(filter.createdBefore()))
                .bind("kind", filter.kind())
                .bindArray(
                        "states",
                        String.class,
                        filter.states().stream().flatMap(Jobs::columns).toList())
                .bind("size", size)
                .map((row, context) -> job(row))
                .list());
    }

    /** Starts from the table that holds the fewest jobs which may match, so that a page of rare ones does not read the history. */
    private static String listing(JobFilter filter) {
        var states = filter.states();
        String from;
        if (!states.isEmpty() && states.stream().noneMatch(State::isFinal)) {
            from = """
                    FROM live JOIN job ON job.tenant = live.tenant AND job.id = live.id
                         LEFT JOIN outcome ON FALSE
                    WHERE live.tenant = :tenant AND live.id < :before AND live.id >= :after
                    """;
        } else if (!states.isEmpty() && states.stream().allMatch(s -> s.isFinal() && s != State.SUCCEEDED)) {
            from = """
                    FROM outcome JOIN job ON job.tenant = outcome.tenant AND job.id = outcome.id
                         LEFT JOIN live ON FALSE
                    WHERE outcome.tenant = :tenant AND outcome.state <> 'succeeded' AND outcome.id < :before AND outcome.id >= :after
                    """;
        } else {
            from = """
                    FROM job LEFT JOIN live ON live.id = job.id
                         LEFT JOIN outcome ON outcome.tenant = job.tenant AND outcome.id = job.id
                    WHERE job.tenant = :tenant AND job.id < :before AND job.id >= :after
                    """;
        }
        return COLUMNS + from + """
                  AND (:kind::text IS NULL OR job.kind = :kind)
                  AND (:created_after::timestamptz IS NULL OR job.created_at >= :created_after)
                  AND (:created_before::timestamptz IS NULL OR job.created_at < :created_before)
                  AND (cardinality(:states) = 0 OR coalesce(live.state, outcome.state) = ANY (:states))
                ORDER BY job.id DESC LIMIT :size""".replace("job.id DESC", orderedBy(from));
    }

    private static String orderedBy(String from) {
        return from.startsWith("FROM live")
                ? "live.id DESC"
                : from.startsWith("FROM outcome") ? "outcome.id DESC" : "job.id DESC";
    }

    private static UUID before(JobFilter filter, @Nullable JobId olderThan) {
        var end = filter.createdBefore() == null
                ? new UUID(-1, -1)
                : JobId.floor(filter.createdBefore().plus(CLOCKS_DIFFER));
        return olderThan == null
                        || Long.compareUnsigned(olderThan.uuid().getMostSignificantBits(), end.getMostSignificantBits())
                                > 0
                ? end
                : olderThan.uuid();
    }

    private static java.util.stream.Stream<String> columns(State state) {
        return state == State.QUEUED
                ? java.util.stream.Stream.of("queued", "dispatched")
                : java.util.stream.Stream.of(state.label());
    }

    private static List<Attempt> attempts(Handle handle, JobId id) {
        return handle.createQuery(ATTEMPTS)
                .bind("id", id.uuid())
                .map((row, context) -> new Attempt(
                        row.getInt("attempt"),
                        new Failure(row.getString("error_code"), row.getString("error")),
                        time(row, "started_at"),
                        time(row, "finished_at"),
                        timeOrNull(row, "next_at")))
                .list();
    }

    private static Job job(ResultSet row) throws SQLException {
        var live = row.getString("live_state");
        var state = State.ofRow(live != null ? live : row.getString("final_state"));
        var errorCode = row.getString("error_code");
        return new Job(
                new JobId(row.getObject("id", UUID.class)),
                row.getString("kind"),
                state,
                row.getInt("priority"),
                row.getInt(live != null ? "live_attempt" : "final_attempt"),
                row.getInt("max_attempts"),
                live == null ? null : waitReason(live),
                timeOrNull(row, "due_at"),
                time(row, "created_at"),
                timeOrNull(row, "run_at"),
                state == State.RUNNING ? time(row, "since") : timeOrNull(row, "started_at"),
                timeOrNull(row, "finished_at"),
                errorCode == null ? null : new Failure(errorCode, row.getString("error")),
                List.of());
    }

    private static Job.@Nullable WaitReason waitReason(String live) {
        return switch (live) {
            case "scheduled" -> Job.WaitReason.RUN_AT;
            case "retrying" -> Job.WaitReason.RETRY;
            case "queued" -> Job.WaitReason.TURN;
            case "dispatched" -> Job.WaitReason.WORKER;
            default -> null;
        };
    }

    private static Instant time(ResultSet row, String column) throws SQLException {
        return row.getObject(column, OffsetDateTime.class).toInstant();
    }

    private static @Nullable Instant timeOrNull(ResultSet row, String column) throws SQLException {
        var time = row.getObject(column, OffsetDateTime.class);
        return time == null ? null : time.toInstant();
    }

    private static @Nullable OffsetDateTime utc(@Nullable Instant time) {
        return time == null ? null : time.atOffset(ZoneOffset.UTC);
    }
}
