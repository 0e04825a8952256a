package io.penstock.db.submission;

import io.penstock.db.database.SqlArray;
import io.penstock.db.job.JobId;
import io.penstock.db.submission.Submission.IdempotencyKey;
import io.penstock.db.submission.Submitted.Deduplicated;
import io.penstock.db.submission.Submitted.Duplicate;
import io.penstock.db.submission.Submitted.KeyReused;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.SqlStatement;

/** The idempotency keys: which request of a key was first, and what it was answered. */
final class TakenKeys {

    /** A twin that is being written elsewhere makes this wait until it is known which of them came first. */
    private static final String TAKE = """
            INSERT INTO idempotency (tenant, key, job, request)
            SELECT * FROM unnest(:tenants, :keys, :ids::uuid[], :requests)
            ON CONFLICT (tenant, key) DO NOTHING
            RETURNING job""";

    private static final String HOLDERS = """
            SELECT i.id, idempotency.job, idempotency.deduplicated, idempotency.request
            FROM unnest(:tenants, :keys, :ids::uuid[]) AS i (tenant, key, id)
            JOIN idempotency ON idempotency.tenant = i.tenant AND idempotency.key = i.key""";

    private static final String POINT = """
            UPDATE idempotency SET job = i.id, deduplicated = TRUE FROM unnest(:tenants, :keys, :ids::uuid[]) AS i (tenant, key, id)
            WHERE idempotency.tenant = i.tenant AND idempotency.key = i.key""";

    private TakenKeys() {}

    /** The answers of those whose key was taken before. */
    static Map<UUID, Submitted> take(Handle handle, List<Submission> submissions) {
        var keyed = keyed(submissions);
        if (keyed.isEmpty()) {
            return Map.of();
        }
        Set<UUID> fresh = new HashSet<>(bind(handle.createQuery(TAKE), keyed)
                .bindArray(
                        "requests",
                        byte[].class,
                        keyed.stream().map(s -> key(s).request()).toList())
                .mapTo(UUID.class)
                .list());
        var taken = keyed.stream().filter(s -> !fresh.contains(s.id().uuid())).toList();
        return taken.isEmpty() ? Map.of() : holders(handle, taken);
    }

    /** Lets the keys of those that were not made lead to the jobs that stand in for them. */
    static void point(Handle handle, List<Submission> submissions, Map<UUID, Deduplicated> standIns) {
        var keyed = keyed(submissions).stream()
                .filter(s -> standIns.containsKey(s.id().uuid()))
                .toList();
        if (!keyed.isEmpty()) {
            bind(handle.createUpdate(POINT), keyed)
                    .bind(
                            "ids",
                            SqlArray.texts(
                                    keyed,
                                    s -> Objects.requireNonNull(standIns.get(s.id().uuid()))
                                            .id()
                                            .uuid()))
                    .execute();
        }
    }

    private static Map<UUID, Submitted> holders(Handle handle, List<Submission> taken) {
        var byId = taken.stream().collect(Collectors.toMap(s -> s.id().uuid(), s -> s));
        var answers = new HashMap<UUID, Submitted>();
        bind(handle.createQuery(HOLDERS), taken)
                .map((row, context) -> {
                    var asked = row.getObject("id", UUID.class);
                    var holder = new JobId(row.getObject("job", UUID.class));
                    var same = key(Objects.requireNonNull(byId.get(asked))).isOf(row.getBytes("request"));
                    return Map.entry(
                            asked,
                            same ? new Duplicate(holder, row.getBoolean("deduplicated")) : new KeyReused(holder));
                })
                .forEach(answer -> answers.put(answer.getKey(), answer.getValue()));
        return answers;
    }

    /** In the order of their keys, so that two transactions with the same keys cannot wait for each other. */
    private static List<Submission> keyed(List<Submission> submissions) {
        return submissions.stream()
                .filter(s -> s.key() != null)
                .sorted(Comparator.comparing((Submission s) -> key(s).key()).thenComparingInt(Submission::tenant))
                .toList();
    }

    private static <S extends SqlStatement<S>> S bind(S statement, List<Submission> keyed) {
        return statement
                .bind("tenants", SqlArray.ints(keyed, Submission::tenant))
                .bind("keys", SqlArray.texts(keyed, s -> key(s).key()))
                .bind("ids", SqlArray.texts(keyed, s -> s.id().uuid()));
    }

    private static IdempotencyKey key(Submission submission) {
        return Objects.requireNonNull(submission.key());
    }
}
