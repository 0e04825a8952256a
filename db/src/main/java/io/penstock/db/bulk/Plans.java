package io.penstock.db.bulk;

import io.penstock.catalog.json.Json;
import io.penstock.db.bulk.Samples.Estimate;
import io.penstock.db.limit.Money;
import io.penstock.db.request.BulkRequest;
import io.penstock.db.request.BulkRequest.Action;
import java.math.BigDecimal;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jspecify.annotations.Nullable;

/** plan: selects the jobs of an operation, once and for all, and counts what it would be about. */
public final class Plans {

    /** How long a plan can be confirmed. */
    public static final Duration CONFIRM_WITHIN = Duration.ofHours(1);

    static final int CHUNK = 500;

    private static final String CREATE = """
            INSERT INTO bulk_operation (id, tenant, whose, asked_by, action, request, request_hash, token, confirm_by)
            VALUES (:id, :tenant, :whose, :asked_by, :action, :request::json, :hash, :token, now() + make_interval(secs => :confirm_within))""";

    /** It goes through much, and once: a plan of the planner's own is better than one for lookups. */
    private static final String PLANNER = """
            SET LOCAL enable_seqscan = on; SET LOCAL enable_bitmapscan = on; SET LOCAL enable_hashjoin = on; SET LOCAL enable_mergejoin = on;
            SET LOCAL max_parallel_workers_per_gather = 2; SET LOCAL plan_cache_mode = force_custom_plan; SET LOCAL work_mem = '64MB'""";

    /** In the order of their ids, so that whoever goes through them locks them in one order. */
    private static final String SELECT = """
            WITH selected AS MATERIALIZED (
                SELECT found.*, row_number() OVER (ORDER BY found.id) - 1 AS place FROM (""";

    private static final String AND_COUNT = """

             ORDER BY 2 LIMIT :most) AS found),
            chunked AS (
                INSERT INTO bulk_chunk (operation, nr, tenants, jobs)
                SELECT :operation, place / :chunk, array_agg(tenant ORDER BY place), array_agg(id ORDER BY place)
                FROM selected GROUP BY 2),
            alike AS (SELECT tenant, kind, fingerprint, count(*) AS jobs FROM selected GROUP BY tenant, kind, fingerprint),
            counted AS (
                SELECT grouping(tenant, kind, fingerprint) AS what, tenant, kind, fingerprint, coalesce(sum(jobs), 0)::bigint AS jobs
                FROM alike GROUP BY GROUPING SETS ((), (tenant), (kind), (fingerprint))),
            ranked AS (SELECT *, row_number() OVER (PARTITION BY what ORDER BY jobs DESC) AS rank FROM counted)
            SELECT ranked.what, tenant.name AS tenant, ranked.kind, ranked.fingerprint, error_group.code, error_group.message, ranked.jobs
            FROM ranked LEFT JOIN tenant ON tenant.id = ranked.tenant LEFT JOIN error_group ON error_group.fingerprint = ranked.fingerprint
            WHERE ranked.rank <= :shown ORDER BY ranked.what, ranked.rank""";

    private static final int ALL = 0b111;
    private static final int BY_TENANT = 0b011;
    private static final int BY_KIND = 0b101;
    private static final int BY_ERROR = 0b110;

    /** A step of the handler's own is no effect. */
    private static final String WITH_EFFECTS = """
            SELECT count(*) FROM (SELECT unnest(jobs) AS id FROM bulk_chunk WHERE operation = :operation) AS selected
            WHERE EXISTS (SELECT FROM effect WHERE effect.job = selected.id AND (receipt IS NULL OR receipt_at > intent_at))""";

    private static final String KEEP =
            "UPDATE bulk_operation SET selected = :selected, plan = :plan::json WHERE id = :operation";

    private static final int SHOWN = 50;

    private final Jdbi jdbi;
    private final int most;

    public Plans(Jdbi jdbi) {
        this(jdbi, BulkRequest.MOST);
    }

    Plans(Jdbi jdbi, int most) {
        this.jdbi = jdbi;
        this.most = most;
    }

    /**
     * What is asked for.
     *
     * @param tenant who asks
     * @param whose the jobs of this tenant; of all when null
     * @param json the request, as its client said it
     * @param hash of that
     * @param token a hash of what is to confirm it
     */
    @SuppressWarnings("ArrayRecordComponent")
    public record Asked(
            int tenant,
            @Nullable Integer whose,
            String askedBy,
            BulkRequest request,
            String json,
            byte[] hash,
            byte[] token) {}

    /** An error group's jobs among those selected. */
    public record ByError(
            String error, @Nullable String code, @Nullable String message, long jobs) {}

    /** One of those selected. */
    public record Sampled(
            String id,
            String kind,
            @Nullable String state,
            @Nullable String errorCode,
            @Nullable String error) {}

    /** Of each the largest. */
    public record Counts(Map<String, Long> byKind, Map<String, Long> byTenant, List<ByError> byError) {}

    /**
     * What an operation would be about.
     *
     * @param withEffects how many of the jobs had effects, or may have had
     * @param estimatedCost what the jobs were estimated to cost; nothing when none was
     * @param estimatedTime nothing when nothing holds them up that is known
     */
    public record Plan(
            Counts counts,
            long withEffects,
            @Nullable BigDecimal estimatedCost,
            @Nullable Duration estimatedTime,
            List<Sampled> sample) {}

    /** What came of it. */
    public sealed interface Planned {

        record Made(BulkId id) implements Planned {}

        /** There are more jobs than one operation may be about. */
        record TooMany() implements Planned {}
    }

    public Planned plan(Asked asked) {
        var id = BulkId.next();
        try (var handle = jdbi.open()) {
            handle.begin();
            handle.execute(PLANNER);
            handle.createUpdate(CREATE)
                    .bind("id", id.uuid())
                    .bind("tenant", asked.tenant)
                    .bind("whose", asked.whose)
                    .bind("asked_by", asked.askedBy)
                    .bind("action", asked.request.action().toString())
                    .bind("request", asked.json)
                    .bind("hash", asked.hash)
                    .bind("token", asked.token)
                    .bind("confirm_within", (double) CONFIRM_WITHIN.toSeconds())
                    .execute();
            var planned = plan(handle, id, asked);
            if (planned instanceof Planned.Made) {
                handle.commit();
            } else {
                handle.rollback();
            }
            return planned;
        }
    }

    private Planned plan(Handle handle, BulkId id, Asked asked) {
        var max = asked.request.max();
        var groups = select(handle, id, new Selection(asked.request, asked.whose), max == null ? most + 1 : max);
        int selected = (int)
                groups.stream().filter(group -> group.what == ALL).findFirst().orElseThrow().jobs;
        if (selected > most) {
            return new Planned.TooMany();
        }
        var samples = new Samples(handle, id, selected);
        var estimate = asked.request.action() == Action.REPLAY ? samples.estimate() : Estimate.NONE;
        var plan = new Plan(
                new Counts(named(groups, BY_KIND), named(groups, BY_TENANT), byError(groups)),
                withEffects(handle, id),
                estimate.cost() == null ? null : Money.of(estimate.cost()),
                time(asked.request, selected, estimate.seconds()),
                samples.some());
        handle.createUpdate(KEEP)
                .bind("operation", id.uuid())
                .bind("selected", selected)
                .bind("plan", Json.write(plan))
                .execute();
        return new Planned.Made(id);
    }

    private record Group(
            int what,
            @Nullable String name,
            @Nullable String code,
            @Nullable String message,
            long jobs) {
        static Group of(ResultSet row) throws SQLException {
            int what = row.getInt("what");
            return new Group(
                    what,
                    row.getString(what == BY_TENANT ? "tenant" : what == BY_KIND ? "kind" : "fingerprint"),
                    row.getString("code"),
                    row.getString("message"),
                    row.getLong("jobs"));
        }
    }

    private static List<Group> select(Handle handle, BulkId id, Selection selection, int most) {
        return selection
                .bind(handle.createQuery(SELECT + selection.sql() + AND_COUNT))
                .bind("operation", id.uuid())
                .bind("most", most)
                .bind("chunk", CHUNK)
                .bind("shown", SHOWN)
                .map((row, context) -> Group.of(row))
                .list();
    }

    private static Map<String, Long> named(List<Group> groups, int what) {
        var counts = new LinkedHashMap<String, Long>();
        groups.stream()
                .filter(group -> group.what == what)
                .forEach(group -> counts.put(String.valueOf(group.name), group.jobs));
        return counts;
    }

    private static List<ByError> byError(List<Group> groups) {
        var errors = new ArrayList<ByError>();
        for (var group : groups) {
            if (group.what == BY_ERROR && group.name != null) {
                errors.add(new ByError("err_" + group.name, group.code, group.message, group.jobs));
            }
        }
        return errors;
    }

    private static long withEffects(Handle handle, BulkId id) {
        return handle.createQuery(WITH_EFFECTS)
                .bind("operation", id.uuid())
                .mapTo(Long.class)
                .one();
    }

    /** By its rate or by the narrowest limit, whichever is slower. */
    private static @Nullable Duration time(BulkRequest request, int selected, @Nullable Double limits) {
        if (request.rate() == null && limits == null) {
            return null;
        }
        double byRate = request.rate() == null ? 0 : selected / request.rate();
        return Duration.ofSeconds(Math.round(Math.max(byRate, limits == null ? 0 : limits)));
    }
}
