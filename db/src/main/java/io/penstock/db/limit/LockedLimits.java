package io.penstock.db.limit;

import io.penstock.db.database.SqlArray;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jdbi.v3.core.Handle;

/**
 * The limits that this transaction has for itself: what is left of them, and what it gives away. Those that somebody else has are left to
 * him. For one thread.
 */
public final class LockedLimits {

    /** The clock is read when the lock is there, or the row is left to who has it. */
    private static final String LOCK = "SELECT " + Limit.COLUMNS
            + " FROM limit_state WHERE name = ANY (:names) ORDER BY name FOR UPDATE SKIP LOCKED";

    private static final String USE = """
            UPDATE limit_state SET used = now_used.used, pace = now_used.pace, paced_at = now_used.paced_at
            FROM unnest(:names, :used, :paces, :paced_at::timestamptz[]) AS now_used (name, used, pace, paced_at)
            WHERE limit_state.name = now_used.name""";

    private static final String SPEND = """
            UPDATE limit_state SET spent = now_spent.spent, overspent = now_spent.over, spent_until = now_spent.until,
                                   soft_told = now_spent.soft_told, exhausted_told = now_spent.exhausted_told
            FROM unnest(:names, :spent, :over, :until::timestamptz[], :soft_told, :exhausted_told)
                AS now_spent (name, spent, over, until, soft_told, exhausted_told)
            WHERE limit_state.name = now_spent.name""";

    private final Handle handle;
    private final Limits limits;
    private final Map<String, Limit> locked = new HashMap<>();
    private final Set<String> gone;
    private final Set<String> changed = new HashSet<>();
    private final Set<String> exhausted = new HashSet<>();
    private final Map<String, Permits> permits = new HashMap<>();

    public LockedLimits(Handle handle, Limits limits, Set<String> names) {
        this.handle = handle;
        this.limits = limits;
        handle.createQuery(LOCK)
                .bind("names", SqlArray.texts(names, name -> name))
                .map((row, context) -> Limit.of(row))
                .forEach(limit -> locked.put(limit.name(), limit));
        var missing = names.stream()
                .filter(name -> !locked.containsKey(name) && !name.startsWith(Limit.OF_A_ROUTE))
                .toList();
        this.gone = missing.isEmpty() ? Set.of() : Set.copyOf(limits.unknown(handle, missing));
        Correction.take(handle, locked.values()).forEach(this::change);
    }

    /** Whether nobody else has one of these. */
    public boolean has(Collection<String> names) {
        return names.stream()
                .allMatch(name -> locked.containsKey(name) || gone.contains(name) || name.startsWith(Limit.OF_A_ROUTE));
    }

    /** The deployments to which nothing goes now, and until when. */
    public Map<String, Instant> closedDeployments() {
        var closed = new HashMap<String, Instant>();
        for (var limit : locked.values()) {
            if (limit.deployment() != null && limit.closed() != null) {
                closed.merge(
                        limit.deployment(), limit.closed().until(), (one, other) -> one.isAfter(other) ? one : other);
            }
        }
        return closed;
    }

    /** Counts what is left of those of these that there are; only they give anything away. */
    public void count(Set<String> names) {
        var needed = locked.values().stream()
                .filter(limit -> names.contains(limit.name()))
                .toList();
        var counted = needed.stream().filter(Limit::isHeld).map(Limit::name).toList();
        var held = counted.isEmpty() ? Map.<String, Long>of() : limits.held(handle, counted);
        needed.forEach(limit -> permits.put(limit.name(), limit.left(held.getOrDefault(limit.name(), 0L))));
    }

    /** What a job needs of a limit. */
    public record Need(Limit limit, Permits permits, long weight) {

        public boolean isThere() {
            return permits.has(weight);
        }

        /** The limit as it will be with what was given away by now. */
        public Limit limitThen() {
            return limit.using(permits.given());
        }
    }

    /** How many jobs may go through all of these, unless they are lighter than usual; so many at most. */
    public int most(Collection<String> names, int most) {
        return (int) names.stream()
                .filter(permits::containsKey)
                .mapToLong(name -> limits.usualWeights()
                        .jobsFor(name, Objects.requireNonNull(permits.get(name)).most()))
                .reduce(most, Math::min);
    }

    /** What a job needs of these. */
    public List<Need> needs(Collection<String> names, Map<String, Long> weights) {
        return names.stream()
                .filter(permits::containsKey)
                .map(name -> {
                    var limit = Objects.requireNonNull(locked.get(name));
                    return new Need(limit, Objects.requireNonNull(permits.get(name)), limit.weight(weights));
                })
                .toList();
    }

    /** A job waits for what it needs. */
    public void holdUp(List<Need> needs) {
        needs.forEach(this::hasTime);
        needs.stream()
                .filter(need -> need.limit.isBudget() && !need.isThere())
                .forEach(need -> exhausted.add(need.limit.name()));
    }

    private void hasTime(Need need) {
        var faster = need.limit.awaited(need.weight);
        if (!faster.equals(need.limit)) {
            change(faster);
        }
    }

    /** Which part of what only so many jobs may hold at a time was free and is taken. */
    public double cameBack() {
        return locked.values().stream()
                .filter(Limit::isHeld)
                .flatMap(limit -> Stream.ofNullable(permits.get(limit.name()))
                        .map(given -> (double) given.given() / limit.permits()))
                .max(Double::compare)
                .orElse(0.0);
    }

    /** What was given away is used at this time, of all limits. */
    public void useAt(Instant time) {
        permits.forEach((name, given) -> {
            if (given.given() > 0) {
                change(Objects.requireNonNull(locked.get(name)).at(time).using(given.given()));
                limits.usualWeights().took(name, given.given(), given.jobs());
            }
        });
    }

    /** Keeps what has changed, and tells what is new of budgets. */
    public List<BudgetNews> keep() {
        var news = new ArrayList<BudgetNews>();
        for (var limit : List.copyOf(locked.values())) {
            var ofThis = limit.news(exhausted.contains(limit.name()));
            if (!ofThis.isEmpty()) {
                change(limit.told(ofThis));
                news.addAll(ofThis);
            }
        }
        write(changed.stream().map(locked::get).toList());
        return news;
    }

    private void change(Limit limit) {
        locked.put(limit.name(), limit);
        changed.add(limit.name());
    }

    private void write(List<Limit> limits) {
        var kinds = limits.stream().collect(Collectors.partitioningBy(Limit::isBudget));
        spend(kinds.getOrDefault(true, List.of()));
        use(kinds.getOrDefault(false, List.of()));
    }

    private void use(List<Limit> limits) {
        if (!limits.isEmpty()) {
            handle.createUpdate(USE)
                    .bind("names", SqlArray.texts(limits, Limit::name))
                    .bind("used", SqlArray.bytes(limits, limit -> limit.usage().pack()))
                    .bind("paces", SqlArray.doubles(limits, Limit::pace))
                    .bind("paced_at", SqlArray.texts(limits, Limit::pacedAt))
                    .execute();
        }
    }

    private void spend(List<Limit> budgets) {
        if (!budgets.isEmpty()) {
            var spendings = budgets.stream().map(Limit::spending).toList();
            handle.createUpdate(SPEND)
                    .bind("names", SqlArray.texts(budgets, Limit::name))
                    .bind("spent", SqlArray.longs(spendings, Spending::spent))
                    .bind("over", SqlArray.longs(spendings, Spending::over))
                    .bind("until", SqlArray.texts(spendings, Spending::until))
                    .bind("soft_told", SqlArray.booleans(spendings, Spending::softTold))
                    .bind("exhausted_told", SqlArray.booleans(spendings, Spending::exhaustedTold))
                    .execute();
        }
    }
}
