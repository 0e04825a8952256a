package io.penstock.db.limit;

import static io.penstock.db.database.Columns.utc;

import io.penstock.db.database.SqlArray;
import io.penstock.db.job.JobId;
import io.penstock.db.limit.Needs.Scope;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.ToIntFunction;
import java.util.stream.Collectors;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.statement.Query;
import org.jdbi.v3.core.statement.SqlStatement;
import org.jdbi.v3.core.statement.Update;
import org.jdbi.v3.core.transaction.TransactionIsolationLevel;
import org.jspecify.annotations.Nullable;

/** The limits there are. Whatever is changed here holds for the next job that is dispatched. */
public final class Limits {

    private static final String OF_THESE = "(type = 'budget') = :budget";

    private static final String CREATE = """
            INSERT INTO limit_state (name, type, kind, tenant, deployment, permits, per, burst, period, soft, declared)
            VALUES (:name, :type, :kind, :tenant, :deployment, :permits, :per, :burst, :period, :soft, :declared) ON CONFLICT (name) DO NOTHING""";

    /** What was used stays used. What a provider was seen to bear is found out anew. */
    private static final String CHANGE = """
            UPDATE limit_state SET type = :type, permits = :permits, per = :per, burst = :burst, period = :period, soft = :soft,
                                   learned = FALSE, pace = 1, paced_at = NULL, changed_at = now()
            WHERE name = :name AND %s""".formatted(OF_THESE);

    private static final String DECLARE = """
            INSERT INTO limit_state (name, type, kind, tenant, deployment, output, permits, per, burst, period, soft, declared)
            VALUES (:name, :type, :kind, :tenant, :deployment, :output, :permits, :per, :burst, :period, :soft, :declared)
            ON CONFLICT (name) DO UPDATE
                SET type = excluded.type, kind = excluded.kind, tenant = excluded.tenant, deployment = excluded.deployment, output = excluded.output,
                    permits = excluded.permits, per = excluded.per, burst = excluded.burst, period = excluded.period, soft = excluded.soft, declared = excluded.declared, learned = FALSE, changed_at = now()
                WHERE limit_state.declared IS DISTINCT FROM excluded.declared""";

    private static final String LEARN = """
            INSERT INTO limit_state (name, type, kind, tenant, deployment, output, permits, per, burst, period, soft, learned)
            VALUES (:name, :type, :kind, :tenant, :deployment, :output, :permits, :per, :burst, :period, :soft, TRUE)
            ON CONFLICT (name) DO UPDATE SET output = excluded.output, permits = excluded.permits, burst = excluded.burst, changed_at = now()
                WHERE limit_state.learned AND (limit_state.permits, limit_state.output) IS DISTINCT FROM (excluded.permits, excluded.output)""";

    private static final String DELETE = "DELETE FROM limit_state WHERE name = :name AND " + OF_THESE;

    /** Closed anew or, when it is closed, still. */
    static final String CLOSED_AT = "CASE WHEN closed_until > now() THEN closed_at ELSE now() END";

    private static final String CLOSE = """
            UPDATE limit_state SET
                closed_at = CASE WHEN :until::timestamptz IS NOT NULL THEN %s END,
                closed_until = :until, closed_reason = :reason, closed_by = :by, changed_at = now()
            WHERE name = :name AND type <> 'budget'""".formatted(CLOSED_AT);

    private static final String OVERRIDE = """
            UPDATE limit_state SET override_permits = :permits, override_until = :until, override_reason = :reason, changed_at = now()
            WHERE name = :name AND type <> 'budget'""";

    private static final String NEXT_VERSION = "UPDATE limit_version SET version = version + 1";

    private static final String PAGE =
            "SELECT " + Limit.COLUMNS + " FROM limit_state WHERE (:after::text IS NULL OR name > :after) AND "
                    + OF_THESE + " ORDER BY name LIMIT :size";

    private static final String ONE =
            "SELECT " + Limit.COLUMNS + " FROM limit_state WHERE name = :name AND " + OF_THESE;

    private static final String SOME =
            "SELECT " + Limit.COLUMNS + " FROM limit_state WHERE name = ANY (:names) ORDER BY name";

    private static final String FORGET = "DELETE FROM correction WHERE name = :name";

    private static final String PATIENCE_OF_JOB = patienceOf("""
            tenant IS NULL
              AND name = ANY ((SELECT gate.limits FROM live JOIN gate ON gate.id = live.gate WHERE live.id = :job)::text[])""");

    /** How many jobs of the fleet hold permits, behind whatever gate they were. */
    private static final String HELD = """
            SELECT gate.limits, held.jobs FROM gate
            CROSS JOIN LATERAL (SELECT count(*) AS jobs FROM live WHERE live.gate = gate.id AND live.permit_until IS NOT NULL) AS held
            WHERE gate.limits && :names AND held.jobs > 0""";

    private static final String VERSION = "SELECT version FROM limit_version";

    /** What is paused waits as if for a limit. */
    private static final String SCOPES = """
            SELECT name, kind, tenant, deployment FROM limit_state
            UNION ALL
            SELECT limit_name, CASE WHEN scope = 'kind' THEN name END, tenant, NULL FROM pause WHERE scope <> 'lane'""";

    private static final String KNOWN = "SELECT name FROM limit_state WHERE name = ANY (:names)";

    private static final Duration LONGEST_PATIENCE = Duration.ofHours(1);
    private static final Duration FRESH = Duration.ofSeconds(1);

    private final Jdbi jdbi;
    private final UsualWeights usualWeights = new UsualWeights();
    private volatile Needs needs = Needs.NONE;
    private volatile long neededAt;

    public Limits(Jdbi jdbi) {
        this.jdbi = jdbi;
        this.neededAt = System.nanoTime() - FRESH.toNanos();
    }

    UsualWeights usualWeights() {
        return usualWeights;
    }

    /**
     * A limit as it is asked for: of jobs of a kind, a tenant or both, of those that go to a deployment, or of those that name it.
     *
     * @param output of a deployment's tokens, when those count that an answer may have: so many for a job that does not say
     */
    public record NewLimit(
            String name,
            Quota quota,
            @Nullable String kind,
            @Nullable Integer tenant,
            @Nullable String deployment,
            @Nullable Long output) {
        public NewLimit(
                String name,
                Quota quota,
                @Nullable String kind,
                @Nullable Integer tenant,
                @Nullable String deployment) {
            this(name, quota, kind, tenant, deployment, null);
        }

        public NewLimit(String name, Quota quota, @Nullable String kind, @Nullable Integer tenant) {
            this(name, quota, kind, tenant, null, null);
        }
    }

    /** False when there is one of this name. */
    public boolean create(NewLimit limit) {
        return changing(handle -> bind(handle.createUpdate(CREATE), limit)
                .bind("declared", (String) null)
                .execute());
    }

    /** Makes a limit that the configuration declares, or changes it when the configuration says something else than before. */
    public boolean declare(NewLimit limit) {
        return changing(handle -> bind(handle.createUpdate(DECLARE), limit)
                .bind("declared", limit.toString())
                .execute());
    }

    /** Makes a limit that a provider told of, or changes it when the provider says something else than before. */
    boolean learn(NewLimit limit) {
        return changing(handle -> bind(handle.createUpdate(LEARN), limit).execute());
    }

    /** False when there is none of this name; so with all that follow. */
    public boolean change(String name, Quota quota) {
        return jdbi.withHandle(handle -> bind(handle.createUpdate(CHANGE), quota)
                        .bind("name", name)
                        .bind("budget", quota instanceof Quota.Budget)
                        .execute()
                > 0);
    }

    /** Jobs that need it wait for it no longer. */
    public boolean delete(String name) {
        return delete(name, false);
    }

    boolean delete(String name, boolean budget) {
        return changing(handle -> {
            int deleted = handle.createUpdate(DELETE)
                    .bind("name", name)
                    .bind("budget", budget)
                    .execute();
            if (deleted > 0) {
                handle.createUpdate(FORGET).bind("name", name).execute();
            }
            return deleted;
        });
    }

    /** Lets nothing through until then. */
    public boolean close(String name, Instant until, String reason, @Nullable String by) {
        return close(name, utc(until), reason, by);
    }

    /** The provider that a job called asks for patience: what it is behind is closed until then, but for limits of a tenant's own. */
    public void havePatience(JobId job, Duration patience) {
        jdbi.useHandle(handle -> patience(handle.createUpdate(PATIENCE_OF_JOB), patience)
                .bind("job", job.uuid())
                .execute());
    }

    /**
     * All that were under way when it began to complain will say the same: only a complaint after the door was open again is another one,
     * and halves the pace. It is one of the same trouble within ten minutes, in which the door was not closed for the provider's sake.
     *
     * @param which limits
     */
    static String patienceOf(String which) {
        return """
            UPDATE limit_state SET
                closed_at = %s,
                closed_reason = CASE WHEN closed_until > now() + asked.patience THEN closed_reason ELSE 'The provider asked for patience.' END,
                closed_by = CASE WHEN closed_until > now() + asked.patience THEN closed_by END,
                closed_until = greatest(coalesce(closed_until, '-infinity'), now() + asked.patience),
                pace = CASE WHEN greatest(paced_at, CASE WHEN closed_by IS NULL THEN closed_until END) > now() - interval '10 minutes'
                             AND coalesce(closed_until, '-infinity') <= now() THEN greatest(pace / 2, 0.01) ELSE pace END,
                paced_at = now(), changed_at = now()
            FROM (SELECT make_interval(secs => :patience) AS patience) AS asked
            WHERE type <> 'budget' AND %s""".formatted(CLOSED_AT, which);
    }

    static Update patience(Update statement, Duration patience) {
        return statement.bind("patience", Math.min(patience.toMillis(), LONGEST_PATIENCE.toMillis()) / 1000.0);
    }

    public boolean reopen(String name) {
        return close(name, (OffsetDateTime) null, null, null);
    }

    private boolean close(String name, @Nullable OffsetDateTime until, @Nullable String reason, @Nullable String by) {
        return jdbi.withHandle(handle -> handle.createUpdate(CLOSE)
                        .bind("name", name)
                        .bind("until", until)
                        .bind("reason", reason)
                        .bind("by", by)
                        .execute()
                > 0);
    }

    /** Puts so many permits in the place of the quota's until then; nothing takes that back. */
    public boolean override(String name, Limit.@Nullable Interim interim) {
        return jdbi.withHandle(handle -> handle.createUpdate(OVERRIDE)
                        .bind("name", name)
                        .bind("permits", interim == null ? null : interim.permits())
                        .bind("until", interim == null ? null : utc(interim.until()))
                        .bind("reason", interim == null ? null : interim.reason())
                        .execute()
                > 0);
    }

    public Optional<Limit> find(String name) {
        return find(name, false);
    }

    Optional<Limit> find(String name, boolean budget) {
        return read(handle -> handle.createQuery(ONE).bind("name", name).bind("budget", budget)).stream()
                .findFirst();
    }

    /** Those of these names that there are. */
    public List<Limit> find(Handle handle, Collection<String> names) {
        return handle.createQuery(SOME)
                .bind("names", SqlArray.texts(names, name -> name))
                .map((row, context) -> Limit.of(row))
                .list();
    }

    /** In the order of their names, strictly after the given one. */
    public List<Limit> page(@Nullable String after, int size) {
        return page(after, size, false);
    }

    List<Limit> page(@Nullable String after, int size, boolean budget) {
        return read(handle ->
                handle.createQuery(PAGE).bind("after", after).bind("size", size).bind("budget", budget));
    }

    /** As they are with the corrections that no dispatcher has counted yet. */
    private List<Limit> read(Function<Handle, Query> statement) {
        return jdbi.inTransaction(TransactionIsolationLevel.REPEATABLE_READ, handle -> {
            var read = statement
                    .apply(handle)
                    .map((row, context) -> Limit.of(row))
                    .collect(Collectors.toMap(Limit::name, Function.identity(), (a, b) -> a, LinkedHashMap::new));
            Correction.read(handle, read.values()).forEach(limit -> read.put(limit.name(), limit));
            return List.copyOf(read.values());
        });
    }

    /** Those of the names that no limit has. */
    public List<String> unknown(Collection<String> names) {
        return names.stream().allMatch(needs()::knows) ? List.of() : jdbi.withHandle(handle -> unknown(handle, names));
    }

    /** Whether jobs may name this route. */
    public boolean mayTake(String route) {
        return needs().mayTake(route) || jdbi.withHandle(this::needsNow).mayTake(route);
    }

    /** How many jobs are on their way that needed these limits, by the limit's name. */
    public Map<String, Long> held(Collection<String> names) {
        return jdbi.withHandle(handle -> held(handle, names));
    }

    public Map<String, Long> held(Handle handle, Collection<String> names) {
        var held = new HashMap<String, Long>();
        handle.createQuery(HELD)
                .bind("names", SqlArray.texts(names, name -> name))
                .map((row, context) ->
                        Map.entry((String[]) row.getArray("limits").getArray(), row.getLong("jobs")))
                .forEach(gate -> List.of(gate.getKey()).forEach(name -> held.merge(name, gate.getValue(), Long::sum)));
        return held;
    }

    public List<String> unknown(Handle handle, Collection<String> names) {
        var known = Set.copyOf(handle.createQuery(KNOWN)
                .bind("names", SqlArray.texts(names, name -> name))
                .mapTo(String.class)
                .list());
        return names.stream().filter(name -> !known.contains(name)).toList();
    }

    /** Which limits jobs need, as it was within the last second. A dispatcher notices what has changed since. */
    public Needs needs() {
        if (System.nanoTime() - neededAt >= FRESH.toNanos()) {
            jdbi.useHandle(this::needsNow);
            neededAt = System.nanoTime();
        }
        return needs;
    }

    /** Which limits jobs need, as of this version or a later one. */
    public Needs needs(long version) {
        if (!needs.isOf(version)) {
            jdbi.useHandle(this::needsNow);
        }
        return needs;
    }

    /** Which limits jobs need, as this transaction sees it. */
    public Needs needsNow(Handle handle) {
        long version = handle.createQuery(VERSION).mapTo(Long.class).one();
        if (!needs.isOf(version)) {
            needs = new Needs(
                    version,
                    handle.createQuery(SCOPES)
                            .map((row, context) -> new Scope(
                                    row.getString("name"),
                                    row.getString("kind"),
                                    row.getObject("tenant", Integer.class),
                                    row.getString("deployment")))
                            .list(),
                    Routes.read(handle),
                    TokenPrice.read(handle));
        }
        return needs;
    }

    /** Changes which limits jobs need, if it changes a row. Every dispatcher notices. */
    public boolean changing(ToIntFunction<Handle> change) {
        return jdbi.inTransaction(handle -> {
            boolean changed = change.applyAsInt(handle) > 0;
            if (changed) {
                handle.execute(NEXT_VERSION);
            }
            return changed;
        });
    }

    private static <S extends SqlStatement<S>> S bind(S statement, NewLimit limit) {
        return bind(statement, limit.quota)
                .bind("name", limit.name)
                .bind("kind", limit.kind)
                .bind("tenant", limit.tenant)
                .bind("deployment", limit.deployment)
                .bind("output", limit.output);
    }

    private static <S extends SqlStatement<S>> S bind(S statement, Quota quota) {
        var periodic = quota instanceof Quota.Periodic p ? p : null;
        var budget = quota instanceof Quota.Budget b ? b : null;
        return statement
                .bind("type", type(quota))
                .bind("permits", quota.permits())
                .bind("per", periodic == null ? null : (Long) (periodic.per().toNanos() / 1000))
                .bind("burst", periodic == null ? null : (Long) periodic.burst())
                .bind("period", budget == null ? null : budget.period().label())
                .bind("soft", budget == null ? null : budget.soft());
    }

    private static String type(Quota quota) {
        return switch (quota) {
            case Quota.Rate rate -> "rate";
            case Quota.Units units -> "units";
            case Quota.Concurrency concurrency -> "concurrency";
            case Quota.Budget budget -> "budget";
        };
    }
}
