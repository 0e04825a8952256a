package io.penstock.db.claim;

import io.penstock.db.claim.Finish.LeaseLost;
import io.penstock.db.claim.Finish.Recorded;
import io.penstock.db.claim.Outcome.Failed;
import io.penstock.db.claim.Outcome.Released;
import io.penstock.db.claim.Outcome.Retry;
import io.penstock.db.claim.Outcome.Succeeded;
import io.penstock.db.database.GroupCommit;
import io.penstock.db.database.SqlArray;
import io.penstock.db.job.Failure;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.statement.Query;

/** finish, retry and release: writes what attempts came to, those of the moment together, each fenced by its attempt and worker. */
public final class Settlements implements AutoCloseable {

    private static final String FENCE = "live.id = f.id AND live.attempt = f.attempt AND live.worker = f.worker";

    private static final String SUCCEED = """
            WITH f AS (SELECT * FROM unnest(:ids::uuid[], :attempts, :workers, :results) AS f (id, attempt, worker, result)),
            gone AS (DELETE FROM live USING f WHERE %s RETURNING live.tenant, live.id, live.attempt, live.since, f.result)
            INSERT INTO outcome (tenant, id, state, attempt, started_at, result)
            SELECT tenant, id, 'succeeded', attempt, since, result::json FROM gone
            RETURNING id, attempt""".formatted(FENCE);

    private static final String FAIL = """
            WITH f AS (SELECT * FROM unnest(:ids::uuid[], :attempts, :workers, :codes, :errors) AS f (id, attempt, worker, code, error)),
            gone AS (DELETE FROM live USING f WHERE %s RETURNING live.tenant, live.id, live.attempt, live.since, f.worker, f.code, f.error),
            kept AS (INSERT INTO attempt (id, attempt, worker, error_code, error, started_at)
                     SELECT id, attempt, worker, code, error, since FROM gone)
            INSERT INTO outcome (tenant, id, state, attempt, started_at, error_code, error)
            SELECT tenant, id, 'failed', attempt, since, code, error FROM gone
            RETURNING id, attempt""".formatted(FENCE);

    private static final String RETRY = """
            WITH f AS (SELECT * FROM unnest(:ids::uuid[], :attempts, :workers, :codes, :errors, :delays) AS f (id, attempt, worker, code, error, delay)),
            back AS (UPDATE live SET state = 'retrying', worker = NULL, place = NULL, since = now(), due_at = now() + make_interval(secs => f.delay)
                     FROM f WHERE %s
                     RETURNING live.id, live.attempt, live.due_at, old.since, f.worker, f.code, f.error)
            INSERT INTO attempt (id, attempt, worker, error_code, error, started_at, next_at)
            SELECT id, attempt, worker, code, error, since, due_at FROM back
            RETURNING id, attempt""".formatted(FENCE);

    private static final String RELEASE = """
            UPDATE live SET state = 'queued', worker = NULL, since = now(), forgiven = forgiven + 1
            FROM unnest(:ids::uuid[], :attempts, :workers) AS f (id, attempt, worker) WHERE %s
            RETURNING live.id, live.attempt""".formatted(FENCE);

    private final Jdbi jdbi;
    private final GroupCommit<Settlement, Finish> together;

    public Settlements(Jdbi jdbi) {
        this.jdbi = jdbi;
        this.together = new GroupCommit<>("settle", 1, Settlement::weight, this::finishAll);
    }

    public record Settlement(Claim claim, Outcome outcome) {
        int weight() {
            return outcome instanceof Succeeded s ? s.result().length() : 100;
        }
    }

    /** Completes when the outcome is committed or refused. */
    public CompletableFuture<Finish> finish(Claim claim, Outcome outcome) {
        return together.submit(new Settlement(claim, outcome));
    }

    /** Finishes all of these in one transaction; the answers are in their order. */
    public List<Finish> finishAll(List<Settlement> settlements) {
        boolean oneStatement =
                settlements.stream().map(s -> s.outcome.getClass()).distinct().count() == 1;
        Set<Done> recorded = oneStatement
                ? jdbi.withHandle(handle -> finish(handle, settlements))
                : jdbi.inTransaction(handle -> finish(handle, settlements));
        return settlements.stream()
                .<Finish>map(s -> recorded.contains(new Done(s.claim.id().uuid(), s.claim.attempt()))
                        ? new Recorded()
                        : new LeaseLost())
                .toList();
    }

    /** With the attempt: a stale one may be in the same batch as the one that overtook it. */
    private record Done(UUID id, int attempt) {}

    private static Set<Done> finish(Handle handle, List<Settlement> settlements) {
        var done = new HashSet<Done>();
        done.addAll(succeed(handle, of(settlements, Succeeded.class)));
        done.addAll(fail(handle, of(settlements, Failed.class)));
        done.addAll(retry(handle, of(settlements, Retry.class)));
        done.addAll(release(handle, of(settlements, Released.class)));
        return done;
    }

    @Override
    public void close() {
        together.close();
    }

    private static List<Done> succeed(Handle handle, List<Settlement> s) {
        return s.isEmpty()
                ? List.of()
                : done(bind(handle.createQuery(SUCCEED), s)
                        .bind("results", SqlArray.texts(s, x -> ((Succeeded) x.outcome).result())));
    }

    private static List<Done> fail(Handle handle, List<Settlement> s) {
        return s.isEmpty()
                ? List.of()
                : done(why(bind(handle.createQuery(FAIL), s), s, x -> ((Failed) x.outcome).failure()));
    }

    private static List<Done> retry(Handle handle, List<Settlement> s) {
        return s.isEmpty()
                ? List.of()
                : done(why(bind(handle.createQuery(RETRY), s), s, x -> ((Retry) x.outcome).failure())
                        .bind(
                                "delays",
                                SqlArray.doubles(
                                        s, x -> ((Retry) x.outcome).delay().toMillis() / 1000.0)));
    }

    private static List<Done> release(Handle handle, List<Settlement> s) {
        return s.isEmpty() ? List.of() : done(bind(handle.createQuery(RELEASE), s));
    }

    private static Query bind(Query statement, List<Settlement> s) {
        return statement
                .bind("ids", SqlArray.texts(s, x -> x.claim.id().uuid()))
                .bind("attempts", SqlArray.ints(s, x -> x.claim.attempt()))
                .bind("workers", SqlArray.ints(s, x -> x.claim.worker()));
    }

    private static Query why(Query statement, List<Settlement> s, Function<Settlement, Failure> failure) {
        return statement
                .bind("codes", SqlArray.texts(s, x -> failure.apply(x).code()))
                .bind("errors", SqlArray.texts(s, x -> failure.apply(x).message()));
    }

    private static List<Done> done(Query query) {
        return query.map((row, context) -> new Done(row.getObject("id", UUID.class), row.getInt("attempt")))
                .list();
    }

    private static List<Settlement> of(List<Settlement> all, Class<? extends Outcome> type) {
        return all.stream().filter(s -> type.isInstance(s.outcome)).toList();
    }
}
