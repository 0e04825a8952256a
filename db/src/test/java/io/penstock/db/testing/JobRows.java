package io.penstock.db.testing;

import io.penstock.catalog.kind.JobOptions;
import io.penstock.catalog.kind.Kind;
import io.penstock.catalog.probe.Probe;
import io.penstock.db.database.Database;
import io.penstock.db.job.JobId;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.Update;
import org.jspecify.annotations.Nullable;

/**
 * A job's rows as the path would have left them: a queued job of tenant 1 unless told otherwise. What was dispatched is at or below
 * the clock of its gate, what runs has a living worker, and each attempt that did not succeed has its row.
 */
public final class JobRows {

    private static final String JOB = """
            INSERT INTO job (tenant, id, kind, priority, max_attempts, run_at, deadline, created_at, payload, options)
            VALUES (:tenant, :id, :kind, :priority, :max_attempts, :run_at, :deadline, :created_at, :payload::json, :options::json)""";

    private static final String LIVE = """
            INSERT INTO live (id, tenant, gate, kind, state, priority, attempt, max_attempts, forgiven, rescues, worker, place, due_at, deadline, since,
                              callback)
            SELECT :id, :tenant, gate.id, :kind, :state, :priority, :attempt, :max_attempts, :forgiven, :rescues, :worker, :place, :due_at, :deadline, :since,
                   :callback
            FROM gate WHERE gate.lane = :lane AND gate.limits = '{}'""";

    private static final String SERVED = """
            UPDATE gate_clock SET clock = greatest(clock, :place) FROM gate
            WHERE gate.id = gate_clock.gate AND gate.lane = :lane AND gate.limits = '{}' AND gate_clock.priority = :priority""";

    private static final String OUTCOME = """
            INSERT INTO outcome (tenant, id, state, attempt, worker, started_at, finished_at, result, error_code, error)
            VALUES (:tenant, :id, :state, :attempt, :finished_by, :started_at, :since, :result::json, :error_code, :error)""";

    private static final String ATTEMPTS = """
            INSERT INTO attempt (id, attempt, worker, error_code, error, fingerprint, started_at, finished_at, next_at)
            SELECT :id, nr, coalesce(:worker, 1), :error_code, :error, 'a-fingerprint', :created_at, :since, :since FROM generate_series(1, :unsuccessful) AS nr""";

    private final Database database;
    private final Instant now = Instant.now();
    private Kind<?, ?> kind = Probe.KIND;
    private String state = "queued";
    private String payload = "{}";
    private String result = "{\"attempt\":1}";
    private String errorCode = "provider_error";
    private String error = "The provider answered 500.";
    private Instant createdAt = now;
    private Instant since = now;
    private int tenant = 1;
    private int priority = 5;
    private int attempt;
    private int forgiven;
    private int rescues;
    private int maxAttempts = 5;
    private @Nullable JobId id;
    private @Nullable Integer worker;
    private @Nullable Integer finishedBy;
    private @Nullable Long place;
    private @Nullable Instant dueAt;
    private @Nullable Instant deadline;
    private @Nullable String callback;

    private JobRows(Database database) {
        this.database = database;
    }

    public static JobRows in(Database database) {
        return new JobRows(database);
    }

    /** For an hour yet. */
    public JobRows scheduled() {
        return state("scheduled", 0).dueAt(now.plus(Duration.ofHours(1)));
    }

    public JobRows queued() {
        return state("queued", 0);
    }

    public JobRows dispatched() {
        return state("dispatched", 0);
    }

    /** Its first attempt, by a worker of its own. */
    public JobRows running() {
        return state("running", 1);
    }

    /** After its first attempt, for an hour yet. */
    public JobRows retrying() {
        return state("retrying", 1).dueAt(now.plus(Duration.ofHours(1)));
    }

    public JobRows succeeded() {
        return state("succeeded", 1);
    }

    public JobRows failed() {
        return state("failed", 1);
    }

    public JobRows expired() {
        return state("expired", 0).failure("deadline_passed", "The deadline passed while the job waited.");
    }

    public JobRows outcomeUnknown() {
        return state("outcome_unknown", 1).failure("effect_unknown", "Nobody can tell.");
    }

    public JobRows cancelled() {
        return state("cancelled", 0);
    }

    private JobRows state(String state, int attempt) {
        this.state = state;
        this.attempt = attempt;
        return this;
    }

    public JobRows id(JobId id) {
        this.id = id;
        return this;
    }

    public JobRows tenant(int tenant) {
        this.tenant = tenant;
        return this;
    }

    /** The kind also says which lane the job's gate is before. */
    public JobRows kind(Kind<?, ?> kind) {
        this.kind = kind;
        return this;
    }

    public JobRows payload(String json) {
        this.payload = json;
        return this;
    }

    public JobRows priority(int priority) {
        this.priority = priority;
        return this;
    }

    public JobRows attempt(int attempt) {
        this.attempt = attempt;
        return this;
    }

    public JobRows maxAttempts(int maxAttempts) {
        this.maxAttempts = maxAttempts;
        return this;
    }

    public JobRows forgiven(int forgiven) {
        this.forgiven = forgiven;
        return this;
    }

    public JobRows rescues(int rescues) {
        this.rescues = rescues;
        this.forgiven = Math.max(forgiven, rescues);
        return this;
    }

    public JobRows worker(int id) {
        this.worker = id;
        return this;
    }

    /** The worker that ended it; nobody unless told. */
    public JobRows finishedBy(int id) {
        this.finishedBy = id;
        return this;
    }

    /** The job's turn: by default the time at which it was made, in microseconds. */
    public JobRows place(long place) {
        this.place = place;
        return this;
    }

    public JobRows dueAt(Instant time) {
        this.dueAt = time;
        return this;
    }

    public JobRows deadline(Instant time) {
        this.deadline = time;
        return this;
    }

    /** Somebody wants to be told of its end. */
    public JobRows callback(String url) {
        this.callback = url;
        return this;
    }

    /** When the job came into its state; of a finished one, when it finished. */
    public JobRows since(Instant time) {
        this.since = time;
        return this;
    }

    /** The id carries this time too; there must be a partition for it. */
    public JobRows createdAt(Instant time) {
        this.createdAt = time;
        return this;
    }

    public JobRows result(String json) {
        this.result = json;
        return this;
    }

    public JobRows failure(String code, String message) {
        this.errorCode = code;
        this.error = message;
        return this;
    }

    public JobId insert() {
        var made = id == null ? idOf(createdAt) : id;
        if (state.equals("running") && worker == null) {
            worker = WorkerRows.in(database).alive();
        }
        database.jdbi().useTransaction(handle -> {
            bind(handle.createUpdate(JOB), made).execute();
            switch (state) {
                case "succeeded", "failed", "cancelled", "expired", "outcome_unknown" -> end(handle, made);
                default -> live(handle, made);
            }
            bind(handle.createUpdate(ATTEMPTS), made)
                    .bind("unsuccessful", unsuccessful())
                    .execute();
        });
        return made;
    }

    private static JobId idOf(Instant time) {
        var floor = JobId.floor(time);
        var random = ThreadLocalRandom.current();
        return new JobId(new UUID(
                floor.getMostSignificantBits() | (micros(time) % 1000) << 2,
                floor.getLeastSignificantBits() | random.nextLong() >>> 2));
    }

    private int unsuccessful() {
        return state.equals("running") || state.equals("succeeded") ? attempt - 1 : attempt;
    }

    private void live(Handle handle, JobId made) {
        bind(handle.createUpdate(LIVE), made).execute();
        if (attempt > 0 || !state.equals("queued")) {
            bind(handle.createUpdate(SERVED), made).execute();
        }
    }

    private void end(Handle handle, JobId made) {
        boolean failed = List.of("failed", "expired", "outcome_unknown").contains(state);
        bind(handle.createUpdate(OUTCOME), made)
                .bind("started_at", attempt == 0 ? null : utc(createdAt))
                .bind("result", state.equals("succeeded") ? result : null)
                .bind("error_code", failed ? errorCode : null)
                .bind("error", failed ? error : null)
                .execute();
    }

    private Update bind(Update statement, JobId made) {
        boolean waits = state.equals("scheduled") || state.equals("retrying");
        return statement
                .bind("id", made.uuid())
                .bind("tenant", tenant)
                .bind("kind", kind.name())
                .bind("lane", kind.lane().label())
                .bind("state", state)
                .bind("payload", payload)
                .bind("options", new JobOptions(null, null, callback, null, null).write())
                .bind("callback", callback != null)
                .bind("priority", priority)
                .bind("attempt", attempt)
                .bind("max_attempts", maxAttempts)
                .bind("forgiven", forgiven)
                .bind("rescues", rescues)
                .bind("worker", state.equals("running") ? worker : null)
                .bind("finished_by", finishedBy)
                .bind("place", waits ? null : Objects.requireNonNullElseGet(place, () -> micros(createdAt)))
                .bind("run_at", state.equals("scheduled") ? utc(dueAt) : null)
                .bind("due_at", waits ? utc(dueAt) : null)
                .bind("deadline", utc(deadline))
                .bind("since", utc(since))
                .bind("created_at", utc(createdAt))
                .bind("error_code", errorCode)
                .bind("error", error);
    }

    private static long micros(Instant time) {
        return ChronoUnit.MICROS.between(Instant.EPOCH, time);
    }

    private static @Nullable OffsetDateTime utc(@Nullable Instant time) {
        return time == null ? null : time.atOffset(ZoneOffset.UTC);
    }
}
