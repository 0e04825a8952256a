package io.penstock.db.submission;

import io.penstock.catalog.kind.Lane;
import io.penstock.db.database.GroupCommit;
import io.penstock.db.database.SqlArray;
import io.penstock.db.gate.Gates;
import io.penstock.db.job.JobId;
import io.penstock.db.submission.Submission.IdempotencyKey;
import io.penstock.db.submission.Submitted.Created;
import io.penstock.db.submission.Submitted.Duplicate;
import io.penstock.db.submission.Submitted.KeyReused;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.statement.SqlStatement;

/** submit: writes jobs, each with its idempotency key and its place in a gate, in one transaction. */
public final class Submissions implements AutoCloseable {

    private static final String INPUT = """
            WITH input AS (
                SELECT * FROM unnest(:ids::uuid[], :tenants, :kinds, :priorities, :max_attempts, :run_ats::timestamptz[],
                                     :payloads, :gates)
                    WITH ORDINALITY AS i (id, tenant, kind, priority, max_attempts, run_at, payload, gate, nr)),
            """;

    /** A job's place is the time it came to its gate, in microseconds, and within a transaction the order of submission. */
    private static final String WRITE = INPUT + """
            written AS (
                INSERT INTO job (tenant, id, kind, priority, max_attempts, run_at, payload)
                SELECT tenant, id, kind, priority, max_attempts, run_at, payload::json FROM input)
            INSERT INTO live (id, tenant, gate, kind, state, priority, max_attempts, place, due_at)
            SELECT id, tenant, gate, kind,
                   CASE WHEN run_at > now() THEN 'scheduled' ELSE 'queued' END,
                   priority, max_attempts,
                   CASE WHEN run_at > now() THEN NULL ELSE (extract(epoch FROM now()) * 1000000)::bigint + nr END,
                   CASE WHEN run_at > now() THEN run_at END
            FROM input
            RETURNING since""";

    /** A twin that is being written elsewhere makes this wait until it is known which of them came first. */
    private static final String TAKE_KEYS = """
            INSERT INTO idempotency (tenant, key, job, request)
            SELECT * FROM unnest(:tenants, :keys, :ids::uuid[], :requests)
            ON CONFLICT (tenant, key) DO NOTHING
            RETURNING job""";

    private static final String HOLDERS = """
            SELECT i.id, idempotency.job, idempotency.request
            FROM unnest(:tenants, :keys, :ids::uuid[]) AS i (tenant, key, id)
            JOIN idempotency ON idempotency.tenant = i.tenant AND idempotency.key = i.key""";

    private final Jdbi jdbi;
    private final Gates gates;
    private final Consumer<Lane> afterCommit;
    private final GroupCommit<Submission, Submitted> together;

    /** @param afterCommit told after every transaction to which lanes there is something to dispatch */
    public Submissions(Jdbi jdbi, Gates gates, Consumer<Lane> afterCommit) {
        this.jdbi = jdbi;
        this.gates = gates;
        this.afterCommit = afterCommit;
        this.together = new GroupCommit<>("submit", 2, s -> s.payload().length(), this::submitAll);
    }

    /** Submits one job, together with those that others submit at this moment. */
    public Submitted submit(Submission submission) {
        return together.call(submission);
    }

    /** Submits all of these in one transaction; the answers are in their order. */
    public List<Submitted> submitAll(List<Submission> submissions) {
        var keyed = keyed(submissions);
        var answers = keyed.isEmpty()
                ? jdbi.withHandle(handle -> submit(handle, submissions, keyed))
                : jdbi.inTransaction(handle -> submit(handle, submissions, keyed));
        submissions.stream().map(s -> s.kind().lane()).distinct().forEach(afterCommit);
        return answers;
    }

    private List<Submitted> submit(Handle handle, List<Submission> submissions, List<Submission> keyed) {
        var earlier = takeKeys(handle, keyed);
        var createdAt = write(
                handle,
                submissions.stream()
                        .filter(s -> !earlier.containsKey(s.id().uuid()))
                        .toList());
        return submissions.stream()
                .map(s -> earlier.getOrDefault(s.id().uuid(), new Created(s.id(), createdAt)))
                .toList();
    }

    @Override
    public void close() {
        together.close();
    }

    /** In the order of their keys, so that two transactions with the same keys cannot wait for each other. */
    private static List<Submission> keyed(List<Submission> submissions) {
        return submissions.stream()
                .filter(s -> s.key() != null)
                .sorted(Comparator.comparing((Submission s) -> key(s).key()).thenComparingInt(Submission::tenant))
                .toList();
    }

    /** The answers of those whose key was taken before. */
    private static Map<UUID, Submitted> takeKeys(Handle handle, List<Submission> keyed) {
        if (keyed.isEmpty()) {
            return Map.of();
        }
        Set<UUID> fresh = new HashSet<>(keys(handle.createQuery(TAKE_KEYS), keyed)
                .bindArray(
                        "requests",
                        byte[].class,
                        keyed.stream().map(s -> key(s).request()).toList())
                .mapTo(UUID.class)
                .list());
        var taken = keyed.stream().filter(s -> !fresh.contains(s.id().uuid())).toList();
        return taken.isEmpty() ? Map.of() : holders(handle, taken);
    }

    private static Map<UUID, Submitted> holders(Handle handle, List<Submission> taken) {
        var byId = taken.stream().collect(Collectors.toMap(s -> s.id().uuid(), s -> s));
        var answers = new HashMap<UUID, Submitted>();
        keys(handle.createQuery(HOLDERS), taken)
                .map((row, context) -> {
                    var asked = row.getObject("id", UUID.class);
                    var holder = new JobId(row.getObject("job", UUID.class));
                    var same = key(Objects.requireNonNull(byId.get(asked))).isOf(row.getBytes("request"));
                    return Map.entry(asked, same ? new Duplicate(holder) : new KeyReused(holder));
                })
                .forEach(answer -> answers.put(answer.getKey(), answer.getValue()));
        return answers;
    }

    private static <S extends SqlStatement<S>> S keys(S statement, List<Submission> keyed) {
        return statement
                .bind("tenants", SqlArray.ints(keyed, Submission::tenant))
                .bind("keys", SqlArray.texts(keyed, s -> key(s).key()))
                .bind("ids", SqlArray.texts(keyed, s -> s.id().uuid()));
    }

    private static IdempotencyKey key(Submission submission) {
        return Objects.requireNonNull(submission.key());
    }

    /** Returns the time of the transaction, by the database's clock. */
    private Instant write(Handle handle, List<Submission> jobs) {
        if (jobs.isEmpty()) {
            return Instant.EPOCH;
        }
        return handle.createQuery(WRITE)
                .bind("ids", SqlArray.texts(jobs, s -> s.id().uuid()))
                .bind("tenants", SqlArray.ints(jobs, Submission::tenant))
                .bind("kinds", SqlArray.texts(jobs, s -> s.kind().name()))
                .bind("priorities", SqlArray.ints(jobs, Submission::priority))
                .bind("max_attempts", SqlArray.ints(jobs, s -> s.kind().retry().maxAttempts()))
                .bind("run_ats", SqlArray.texts(jobs, Submission::runAt))
                .bind("payloads", SqlArray.texts(jobs, Submission::payload))
                .bind("gates", SqlArray.ints(jobs, s -> gates.of(s.kind().lane())))
                .map((row, context) ->
                        row.getObject("since", OffsetDateTime.class).toInstant())
                .list()
                .getFirst();
    }
}
