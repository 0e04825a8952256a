package io.penstock.db.limit;

import static io.penstock.db.database.Columns.time;
import static io.penstock.db.database.Columns.timeOrNull;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A named quota of the whole fleet.
 *
 * @param kind whose jobs need it without naming it
 * @param tenant whose jobs need it without naming it
 * @param deployment jobs that are on their way to it need it without naming it
 * @param output of its tokens, when those count that an answer may have: so many for a job that does not say
 * @param declared by the configuration, not at run time
 * @param pace the part of the quota that the provider bears
 * @param pacedAt when that changed, or the provider asked for patience
 * @param usage what was used of it within the last period
 * @param spending what was spent of it in this period of the calendar
 * @param readAt when all this was so, by the database's clock
 */
public record Limit(
        String name,
        Quota quota,
        @Nullable String kind,
        @Nullable String tenant,
        @Nullable String deployment,
        @Nullable Long output,
        boolean declared,
        @Nullable Closed closed,
        @Nullable Interim interim,
        double pace,
        @Nullable Instant pacedAt,
        Usage usage,
        Spending spending,
        Instant createdAt,
        Instant changedAt,
        Instant readAt) {

    /** What one may be called. */
    public static final String NAME = "[a-z0-9][a-z0-9._:-]{0,99}";

    /** Closed for good, which is until somebody opens it. */
    public static final Instant FOR_GOOD = Instant.parse("9999-12-31T00:00:00Z");

    /** How the names begin under which gates know pauses. No limit has such a name. */
    public static final String OF_A_PAUSE = "pause:";

    /** How the names begin under which gates know the routes of their jobs. No limit has such a name. */
    public static final String OF_A_ROUTE = "route:";

    private static final double FASTER = 0.1;
    private static final Duration STEP = Duration.ofSeconds(10);
    private static final Duration BETWEEN_LOOKS = Duration.ofMillis(25);

    static final String COLUMNS = """
            name, type, kind, (SELECT tenant.name FROM tenant WHERE tenant.id = limit_state.tenant) AS tenant_name, deployment, output, permits, per, burst, declared IS NOT NULL AS declared,
            CASE WHEN closed_until IS NOT NULL THEN least(closed_until, '9999-12-31T00:00:00Z') END AS closed_until, closed_reason, closed_by,
            override_permits, override_until, override_reason, pace, paced_at, used, created_at, changed_at, clock_timestamp() AS read_at,
            period, soft, spent, overspent, spent_until, soft_told, exhausted_told""";

    /** Nothing goes through until then. */
    public record Closed(
            Instant until, String reason, @Nullable String by) {}

    /** So many permits in the place of the quota's, until then. */
    public record Interim(
            long permits, Instant until, @Nullable String reason) {}

    static Limit of(ResultSet row) throws SQLException {
        var readAt = time(row, "read_at");
        var quota = quota(row);
        return new Limit(
                row.getString("name"),
                quota,
                row.getString("kind"),
                row.getString("tenant_name"),
                row.getString("deployment"),
                row.getObject("output", Long.class),
                row.getBoolean("declared"),
                closed(row, readAt),
                interim(row, readAt),
                row.getDouble("pace"),
                timeOrNull(row, "paced_at"),
                Usage.unpack(row.getBytes("used")),
                quota instanceof Quota.Budget budget ? spending(row).at(readAt, budget) : Spending.NONE,
                time(row, "created_at"),
                time(row, "changed_at"),
                readAt);
    }

    private static Quota quota(ResultSet row) throws SQLException {
        long permits = row.getLong("permits");
        var per = Duration.of(row.getLong("per"), ChronoUnit.MICROS);
        return switch (row.getString("type")) {
            case "rate" -> new Quota.Rate(permits, per, row.getLong("burst"));
            case "units" -> new Quota.Units(permits, per, row.getLong("burst"));
            case "budget" ->
                new Quota.Budget(permits, BudgetPeriod.of(row.getString("period")), row.getObject("soft", Long.class));
            default -> new Quota.Concurrency(permits);
        };
    }

    private static Spending spending(ResultSet row) throws SQLException {
        var until = timeOrNull(row, "spent_until");
        return until == null
                ? Spending.NONE
                : new Spending(
                        until,
                        row.getLong("spent"),
                        row.getLong("overspent"),
                        row.getBoolean("soft_told"),
                        row.getBoolean("exhausted_told"));
    }

    private static @Nullable Closed closed(ResultSet row, Instant now) throws SQLException {
        var until = timeOrNull(row, "closed_until");
        return until == null || !until.isAfter(now)
                ? null
                : new Closed(until, row.getString("closed_reason"), row.getString("closed_by"));
    }

    private static @Nullable Interim interim(ResultSet row, Instant now) throws SQLException {
        var until = timeOrNull(row, "override_until");
        return until == null || !until.isAfter(now)
                ? null
                : new Interim(row.getLong("override_permits"), until, row.getString("override_reason"));
    }

    /** What it lets through now. */
    public long permits() {
        long asked = interim == null ? quota.permits() : interim.permits;
        return Math.max(1, (long) (asked * pace));
    }

    /** What is left of it now. What is held counts where only so many may run at a time. */
    public Permits left(long held) {
        if (closed != null) {
            return new Permits(0, 0, 1);
        }
        return switch (quota) {
            case Quota.Periodic p ->
                new Permits(
                        usage.left(micros(readAt), permits(), p.per()),
                        usage.atOnce(micros(readAt), permits(), p.per(), burst(p)),
                        burst(p));
            case Quota.Concurrency c -> {
                long free = Math.max(0, permits() - held);
                yield new Permits(free, free, permits());
            }
            case Quota.Budget b -> {
                long unspent = Math.max(0, b.permits() - spending.spent());
                yield new Permits(unspent, unspent, b.permits());
            }
        };
    }

    /** Whether it is about jobs on their way, and not about those that went through in a period. */
    public boolean isHeld() {
        return quota instanceof Quota.Concurrency;
    }

    /** How many of its permits a job takes that weighs so much. */
    public long weight(Map<String, Long> weights) {
        return switch (quota) {
            case Quota.Units u -> weights.getOrDefault(name, counted(weights));
            case Quota.Budget b -> weights.getOrDefault(Weights.COST, 0L);
            case Quota.Rate r -> 1;
            case Quota.Concurrency c -> 1;
        };
    }

    /** What a deployment's limit counts jobs say before they know where they go. */
    private long counted(Map<String, Long> weights) {
        if (deployment == null) {
            return 1;
        }
        return output == null
                ? weights.getOrDefault(name.substring(name.indexOf(':') + 1), 1L)
                : weights.getOrDefault("input_tokens", 0L) + weights.getOrDefault("max_output_tokens", output);
    }

    /**
     * How many permits a job that weighs so much waits for. A look for each would be dear, for the workers too, which would have a few jobs at
     * a time; so it is what comes back in a while, and less than can be had at once, as nothing comes back beyond that.
     */
    public long worthALook(long weight) {
        return quota instanceof Quota.Periodic p
                ? Math.max(
                        weight,
                        Math.min(permits() * BETWEEN_LOOKS.toMillis() / p.per().toMillis(), burst(p) / 2))
                : weight;
    }

    /**
     * When so many permits are left at the earliest, if nobody else takes them; nothing when a job has to finish first, and {@link #FOR_GOOD}
     * when it never has as many as it is now.
     */
    public @Nullable Instant leftAt(long permits) {
        if (closed != null) {
            return closed.until;
        }
        if (isMoreThanEver(permits)) {
            return FOR_GOOD;
        }
        return switch (quota) {
            case Quota.Periodic periodic ->
                Instant.EPOCH.plus(
                        usage.leftAt(micros(readAt), permits, permits(), periodic.per(), burst(periodic)),
                        ChronoUnit.MICROS);
            case Quota.Concurrency c -> null;
            case Quota.Budget b -> left(0).has(permits) ? readAt : spending.until();
        };
    }

    /** How long it takes until so many permits have come, whoever uses them; nothing when that is no matter of time alone. */
    public Optional<Duration> comesIn(long permits) {
        return quota instanceof Quota.Periodic p
                ? Optional.of(
                        Duration.ofMillis((long) ((double) permits * p.per().toMillis() / permits())))
                : Optional.empty();
    }

    private boolean isMoreThanEver(long permits) {
        return permits > (quota instanceof Quota.Budget budget ? budget.permits() : permits());
    }

    /** The same, when so heavy a job waits for it: only what is used makes it faster again, and of this nothing can be. */
    Limit awaited(long weight) {
        return isMoreThanEver(weight) ? faster() : this;
    }

    /** After a period without a complaint a little faster. */
    private Limit faster() {
        return pace < 1 && pacedAt != null && !pacedAt.plus(step()).isAfter(readAt)
                ? with(Math.min(1, pace + FASTER), readAt, usage, spending, readAt)
                : this;
    }

    /** The same, and these permits are used; after a period without a complaint a little faster. */
    public Limit using(long wanted) {
        var used = quota instanceof Quota.Periodic p
                ? usage.using(micros(readAt), wanted, permits(), p.per(), burst(p))
                : usage;
        var spent = quota instanceof Quota.Budget b ? spending.at(readAt, b).spending(wanted) : spending;
        return with(pace, pacedAt, used, spent, readAt).faster();
    }

    /** The same, with what a job really took. What it was about is gone when the limit was made since. */
    Limit corrected(Correction correction) {
        if (correction.at().isBefore(createdAt)) {
            return this;
        }
        return switch (quota) {
            case Quota.Periodic periodic when correction.delta() > 0 -> using(correction.delta());
            case Quota.Periodic periodic ->
                with(
                        pace,
                        pacedAt,
                        usage.givingBack(micros(correction.at()), -correction.delta(), periodic.per()),
                        spending,
                        readAt);
            case Quota.Budget budget ->
                with(pace, pacedAt, usage, spending.corrected(correction.at(), correction.delta(), budget), readAt);
            case Quota.Concurrency concurrency -> this;
        };
    }

    public boolean isBudget() {
        return quota instanceof Quota.Budget;
    }

    /**
     * Whether a job may take something else of it than what was thought: where jobs are told apart by what they take, and of a deployment,
     * which a job may call more than once, or though it did not go through its limits.
     */
    boolean isCorrected() {
        return quota instanceof Quota.Units || isBudget() || (quota instanceof Quota.Rate && deployment != null);
    }

    /**
     * What is to be told of it, and was not told in this period.
     *
     * @param jobsWait whether some wait as there is not enough left
     */
    public List<BudgetNews> news(boolean jobsWait) {
        return quota instanceof Quota.Budget budget
                ? spending.news(budget, jobsWait).stream()
                        .map(type -> new BudgetNews(
                                type,
                                name,
                                budget.permits(),
                                spending.spent(),
                                spending.begin(budget),
                                spending.until(),
                                readAt))
                        .toList()
                : List.of();
    }

    /** The same, and this was told. */
    public Limit told(List<BudgetNews> news) {
        return with(
                pace,
                pacedAt,
                usage,
                spending.told(news.stream().map(BudgetNews::type).toList()),
                readAt);
    }

    /** The same, as if it had been read then. */
    public Limit at(Instant time) {
        return with(pace, pacedAt, usage, spending, time);
    }

    private Limit with(
            double newPace, @Nullable Instant newPacedAt, Usage newUsage, Spending newSpending, Instant newReadAt) {
        return new Limit(
                name,
                quota,
                kind,
                tenant,
                deployment,
                output,
                declared,
                closed,
                interim,
                newPace,
                newPacedAt,
                newUsage,
                newSpending,
                createdAt,
                changedAt,
                newReadAt);
    }

    private Duration step() {
        return quota instanceof Quota.Periodic p ? p.per() : STEP;
    }

    private long burst(Quota.Periodic periodic) {
        return periodic.burst() == periodic.permits() ? permits() : Math.clamp(periodic.burst(), 1, permits());
    }

    private static long micros(Instant time) {
        return ChronoUnit.MICROS.between(Instant.EPOCH, time);
    }
}
