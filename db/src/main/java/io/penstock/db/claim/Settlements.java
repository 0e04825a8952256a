package io.penstock.db.claim;

import static io.penstock.db.database.Columns.time;

import io.penstock.catalog.ai.Hop;
import io.penstock.catalog.json.Json;
import io.penstock.db.aside.Asides;
import io.penstock.db.aside.JsonText;
import io.penstock.db.claim.Finish.LeaseLost;
import io.penstock.db.claim.Finish.Recorded;
import io.penstock.db.claim.Outcome.Await;
import io.penstock.db.claim.Outcome.Delayed;
import io.penstock.db.claim.Outcome.End;
import io.penstock.db.claim.Outcome.Released;
import io.penstock.db.claim.Outcome.Retry;
import io.penstock.db.claim.Outcome.Snooze;
import io.penstock.db.claim.Outcome.Succeeded;
import io.penstock.db.database.GroupCommit;
import io.penstock.db.database.SqlArray;
import io.penstock.db.job.Endings;
import io.penstock.db.job.Failure;
import io.penstock.db.job.FailureClass;
import io.penstock.db.job.State;
import io.penstock.db.limit.Corrections;
import io.penstock.db.usage.Consumption;
import io.penstock.db.usage.DailyUse;
import io.penstock.db.usage.DailyUse.Consumed;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.statement.Query;
import org.jspecify.annotations.Nullable;

/** finish, retry, snooze, await and release: writes what attempts came to, those of the moment together, each fenced by its attempt and worker. */
public final class Settlements implements AutoCloseable {

    static final String FENCE = "live.id = ANY (ARRAY[f.id]) AND live.attempt = f.attempt AND live.worker = f.worker";

    private static final String END = """
            WITH f AS (
                SELECT * FROM unnest(:ids::uuid[], :attempts, :workers, :states, :results, :codes, :errors, :classes, :shapes, :frames, :hops)
                    AS f (id, attempt, worker, state, result, code, error, class, shape, frame, hops)),
            gone AS (
                DELETE FROM live USING f WHERE %s
                RETURNING live.tenant, live.id, live.kind, f.state, live.attempt, live.worker, live.batch, live.callback, live.since AS started_at,
                          f.result::json, f.code AS error_code, f.error, f.class, f.shape, f.frame, f.hops::json),
            kept AS (
                INSERT INTO attempt (id, attempt, worker, error_code, error, class, fingerprint, started_at, hops)
                SELECT id, attempt, worker, error_code, error, class, error_fingerprint(kind, class, error_code, shape, frame), started_at, hops
                FROM gone WHERE error_code IS NOT NULL),
            """.formatted(FENCE) + Endings.OF_GONE
            + "SELECT id, attempt, state, error_code, finished_at AS at FROM ended";

    private static final String RETRY = """
            WITH f AS (
                SELECT * FROM unnest(:ids::uuid[], :attempts, :workers, :codes, :errors, :classes, :shapes, :frames, :hops, :delays)
                    AS f (id, attempt, worker, code, error, class, shape, frame, hops, delay)),
            back AS (
                UPDATE live SET state = 'retrying', worker = NULL, permit_until = NULL, place = NULL, since = now(), due_at = now() + make_interval(secs => f.delay)
                FROM f WHERE %s
                RETURNING live.id, live.attempt, live.kind, live.due_at, old.since, f.worker, f.code, f.error, f.class, f.shape, f.frame, f.hops)
            INSERT INTO attempt (id, attempt, worker, error_code, error, class, fingerprint, started_at, next_at, hops)
            SELECT id, attempt, worker, code, error, class, error_fingerprint(kind, class, code, shape, frame), since, due_at, hops::json FROM back
            RETURNING id, attempt, 'retrying' AS state, error_code, finished_at AS at""".formatted(FENCE);

    private static final String SNOOZE = Corrections.with("""
            UPDATE live SET state = 'scheduled', worker = NULL, permit_until = NULL, place = NULL, since = now(), forgiven = forgiven + 1,
                            due_at = now() + make_interval(secs => f.delay)
            FROM unnest(:ids::uuid[], :attempts, :workers, :delays) AS f (id, attempt, worker, delay) WHERE %s
            RETURNING live.id, live.attempt, live.state, NULL AS error_code, live.since AS at""".formatted(FENCE));

    /** There may have been news since the attempt began, which it did not see. */
    private static final String AWAIT = """
            WITH f AS (SELECT * FROM unnest(:ids::uuid[], :attempts, :workers, :delays, :subjects) AS f (id, attempt, worker, delay, subject)),
            awaited AS (
                INSERT INTO subject (name) SELECT DISTINCT f.subject FROM f ORDER BY f.subject
                ON CONFLICT (name) DO UPDATE SET touched_at = now() RETURNING name, told_at)
            UPDATE live SET state = 'scheduled', worker = NULL, permit_until = NULL, place = NULL, since = now(), forgiven = forgiven + 1,
                            awaits = f.subject,
                            due_at = CASE WHEN awaited.told_at >= live.since THEN now() ELSE now() + make_interval(secs => f.delay) END
            FROM f JOIN awaited ON awaited.name = f.subject WHERE %s
            RETURNING live.id, live.attempt, live.state, NULL AS error_code, live.since AS at""".formatted(FENCE);

    private static final String RELEASE = Claims.GIVE_BACK + """

            FROM unnest(:ids::uuid[], :attempts, :workers) AS f (id, attempt, worker) WHERE %s
            RETURNING live.id, live.attempt, live.state, NULL AS error_code, live.since AS at""".formatted(FENCE);

    private final Jdbi jdbi;
    private final SettlementWatch watch;
    private final GroupCommit<Settlement, Finish> together;

    public Settlements(Jdbi jdbi) {
        this(jdbi, SettlementWatch.NOBODY);
    }

    public Settlements(Jdbi jdbi, SettlementWatch watch) {
        this.jdbi = jdbi;
        this.watch = watch;
        this.together = new GroupCommit<>("settle", 1, Settlement::weight, this::finishAll);
    }

    /**
     * @param used what the attempt really took of limits, by name, as far as it says so
     * @param consumed what it took of models
     * @param hops where it went on its way over deployments
     */
    public record Settlement(
            Claim claim, Outcome outcome, Map<String, Long> used, List<Consumption> consumed, List<Hop> hops) {
        public Settlement(Claim claim, Outcome outcome) {
            this(claim, outcome, Map.of());
        }

        public Settlement(Claim claim, Outcome outcome, Map<String, Long> used) {
            this(claim, outcome, used, List.of());
        }

        public Settlement(Claim claim, Outcome outcome, Map<String, Long> used, List<Consumption> consumed) {
            this(claim, outcome, used, consumed, List.of());
        }

        JsonText.@Nullable Aside aside() {
            return outcome instanceof Succeeded s && s.result() instanceof JsonText.Aside text ? text : null;
        }

        int weight() {
            return outcome instanceof Succeeded s ? s.result().weight() : 100;
        }
    }

    public CompletableFuture<Finish> finish(Claim claim, Outcome outcome) {
        return finish(new Settlement(claim, outcome));
    }

    /** Completes when the outcome is committed or refused. Nobody else waits for a long result, so for that it does so before it returns. */
    public CompletableFuture<Finish> finish(Settlement settlement) {
        return settlement.aside() == null
                ? together.submit(settlement)
                : CompletableFuture.supplyAsync(
                        () -> finishAll(List.of(settlement)).getFirst(), Runnable::run);
    }

    /** Finishes all of these in one transaction; the answers are in their order. */
    public List<Finish> finishAll(List<Settlement> settlements) {
        var watched = watch.begins(settlements);
        try {
            var finishes = settle(settlements);
            watched.committed(finishes);
            return finishes;
        } catch (RuntimeException e) {
            if (GroupCommit.isAboutTheData(e)) {
                watched.rolledBack();
            } else {
                watched.unknown();
            }
            throw e;
        }
    }

    private List<Finish> settle(List<Settlement> settlements) {
        boolean oneStatement =
                settlements.stream().map(s -> verb(s.outcome)).distinct().count() == 1
                        && settlements.stream().allMatch(s -> s.aside() == null && !isHeld(s));
        var recorded = oneStatement
                ? jdbi.withHandle(handle -> finish(handle, settlements))
                : jdbi.inTransaction(handle -> finish(handle, settlements));
        return settlements.stream()
                .<Finish>map(s -> {
                    var finish = recorded.get(new Done(s.claim.id().uuid(), s.claim.attempt()));
                    return finish == null ? new LeaseLost() : finish;
                })
                .toList();
    }

    /** With the attempt: a stale one may be in the same batch as the one that overtook it. */
    private record Done(UUID id, int attempt) {}

    private enum Verb {
        END,
        RETRY,
        SNOOZE,
        AWAIT,
        RELEASE
    }

    private static Verb verb(Outcome outcome) {
        return switch (outcome) {
            case End end -> Verb.END;
            case Retry retry -> Verb.RETRY;
            case Snooze snooze -> Verb.SNOOZE;
            case Await await -> Verb.AWAIT;
            case Released released -> Verb.RELEASE;
        };
    }

    /** Whether more than one statement is about it, so that its row must be held from the first to the last. */
    private static boolean isHeld(Settlement settlement) {
        return endsBadly(settlement) || !settlement.used.isEmpty() || !settlement.consumed.isEmpty();
    }

    private static boolean endsBadly(Settlement settlement) {
        return settlement.outcome instanceof End && !(settlement.outcome instanceof Succeeded);
    }

    private static Map<Done, Recorded> finish(Handle handle, List<Settlement> settlements) {
        var done = new HashMap<Done, Recorded>();
        var held = settlements.stream().filter(Settlements::isHeld).toList();
        if (!held.isEmpty()) {
            handle.createQuery(Endings.HOLD)
                    .bind("ids", SqlArray.texts(held, s -> s.claim.id().uuid()))
                    .mapToMap()
                    .list();
            UsedPermits.correct(handle, held);
        }
        settlements.stream()
                .collect(Collectors.groupingBy(
                        s -> verb(s.outcome), () -> new EnumMap<>(Verb.class), Collectors.toList()))
                .forEach((verb, some) -> statement(handle, verb, some)
                        .map((row, context) -> Map.entry(
                                new Done(row.getObject("id", UUID.class), row.getInt("attempt")),
                                new Recorded(
                                        time(row, "at"),
                                        State.parse(row.getString("state")).orElseThrow(),
                                        row.getString("error_code"))))
                        .forEach(entry -> done.put(entry.getKey(), entry.getValue())));
        for (var s : settlements) {
            var text = s.aside();
            if (text != null && done.containsKey(new Done(s.claim.id().uuid(), s.claim.attempt()))) {
                Asides.RESULTS.write(handle, s.claim.id(), text);
            }
        }
        DailyUse.add(handle, consumed(settlements, done.keySet()));
        return done;
    }

    /** What those took that were not refused. */
    private static List<Consumed> consumed(List<Settlement> settlements, Set<Done> done) {
        return settlements.stream()
                .filter(s -> !s.consumed.isEmpty()
                        && done.contains(new Done(s.claim.id().uuid(), s.claim.attempt())))
                .flatMap(s -> s.consumed.stream().map(c -> new Consumed(s.claim.tenant(), s.claim.kind(), c)))
                .toList();
    }

    private static Query statement(Handle handle, Verb verb, List<Settlement> s) {
        return switch (verb) {
            case END ->
                why(claims(handle.createQuery(END), s), s)
                        .bind(
                                "states",
                                SqlArray.texts(s, x -> ((End) x.outcome).state().label()))
                        .bind("results", SqlArray.texts(s, x -> inline(x.outcome)));
            case RETRY -> delays(why(claims(handle.createQuery(RETRY), s), s), s);
            case SNOOZE -> delays(claims(handle.createQuery(SNOOZE), s), s);
            case AWAIT ->
                delays(claims(handle.createQuery(AWAIT), s), s)
                        .bind("subjects", SqlArray.texts(s, x -> ((Await) x.outcome).subject()));
            case RELEASE -> claims(handle.createQuery(RELEASE), s);
        };
    }

    private static @Nullable String inline(Outcome outcome) {
        return outcome instanceof Succeeded s && s.result() instanceof JsonText.Inline text ? text.json() : null;
    }

    @Override
    public void close() {
        together.close();
    }

    private static Query claims(Query statement, List<Settlement> s) {
        return statement
                .bind("ids", SqlArray.texts(s, x -> x.claim.id().uuid()))
                .bind("attempts", SqlArray.ints(s, x -> x.claim.attempt()))
                .bind("workers", SqlArray.ints(s, x -> x.claim.worker()));
    }

    private static Query why(Query statement, List<Settlement> s) {
        return statement
                .bind("codes", SqlArray.texts(s, x -> of(x.outcome.failure(), Failure::code)))
                .bind("errors", SqlArray.texts(s, x -> of(x.outcome.failure(), Failure::message)))
                .bind("shapes", SqlArray.texts(s, x -> of(x.outcome.failure(), Failure::shape)))
                .bind("frames", SqlArray.texts(s, x -> of(x.outcome.failure(), Failure::frame)))
                .bind("hops", SqlArray.texts(s, x -> x.hops.isEmpty() ? null : Json.write(x.hops)))
                .bind("classes", SqlArray.texts(s, x -> of(x.outcome.failureClass(), FailureClass::label)));
    }

    private static <T> @Nullable String of(@Nullable T value, Function<T, @Nullable String> part) {
        return value == null ? null : part.apply(value);
    }

    private static Query delays(Query statement, List<Settlement> s) {
        return statement.bind(
                "delays", SqlArray.doubles(s, x -> ((Delayed) x.outcome).delay().toMillis() / 1000.0));
    }
}
