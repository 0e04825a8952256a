package io.penstock.db.submission;

import io.penstock.catalog.kind.JobOptions;
import io.penstock.catalog.kind.JobOptions.Needs;
import io.penstock.catalog.kind.Kind;
import io.penstock.catalog.kind.RetryPolicy;
import io.penstock.db.limit.Weights;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * What a client asks for besides the payload.
 *
 * @param runAt not before then
 * @param deadline all attempts together end by then
 * @param timeout how long one attempt may take; the kind's unless given
 * @param retry the kind's unless given
 * @param callback the URL to tell of the job's end
 * @param limits the names of limits that it needs, besides those of its kind and tenant
 * @param units what it takes of limits that count units, by name, 1 where it says nothing; and its {@link Weights#COST}
 * @param concurrency which other jobs it must not overlap with
 * @param forgetAfter so long after its end its payload and result are erased; they are kept like others' unless given
 */
public record Terms(
        int priority,
        @Nullable Instant runAt,
        @Nullable Instant deadline,
        @Nullable Duration timeout,
        @Nullable RetryPolicy retry,
        @Nullable Unique unique,
        Map<String, String> tags,
        @Nullable String callback,
        List<String> limits,
        Map<String, Long> units,
        @Nullable Concurrency concurrency,
        @Nullable Duration forgetAfter) {

    public static final int DEFAULT_PRIORITY = 5;
    public static final Terms DEFAULT =
            new Terms(DEFAULT_PRIORITY, null, null, null, null, null, Map.of(), null, List.of(), Map.of(), null, null);

    private static final Needs NO_NEEDS = new Needs(null, null, null, null, null, null, null, null);

    public Terms {
        if (priority < 0 || priority > 9) {
            throw new IllegalArgumentException("priority must be between 0 and 9, not " + priority);
        }
        // As Postgres keeps them, so that the first answer and its replay are the same.
        runAt = runAt == null ? null : runAt.truncatedTo(ChronoUnit.MICROS);
        deadline = deadline == null ? null : deadline.truncatedTo(ChronoUnit.MICROS);
        if (deadline != null && runAt != null && !deadline.isAfter(runAt)) {
            throw new IllegalArgumentException("deadline must be later than run_at");
        }
        tags = new TreeMap<>(tags);
        limits = limits.stream().distinct().sorted().toList();
        units = Map.copyOf(units);
    }

    /**
     * While such a job exists, a second one is not made.
     *
     * @param perKind whether the key is the kind's or the whole tenant's
     * @param window how long the first one stands in for others; until it ends unless given
     */
    public record Unique(
            String key, boolean perKind, @Nullable Duration window) {
        public Unique {
            if (key.isEmpty() || key.length() > 255) {
                throw new IllegalArgumentException("A unique key has 1 to 255 characters");
            }
            if (window != null && !window.isPositive()) {
                throw new IllegalArgumentException("The window of a unique key must be positive, not " + window);
            }
        }
    }

    /**
     * Of the tenant's jobs with this key, so many may be on their way at a time.
     *
     * @param ordered whether they go in the order of their submission, and each waits for those before it to end
     */
    public record Concurrency(String key, int max, boolean ordered) {
        public static final int MOST = 1000;

        public Concurrency {
            if (key.isEmpty() || key.length() > 255) {
                throw new IllegalArgumentException("A concurrency key has 1 to 255 characters");
            }
            if (max < 1 || max > MOST) {
                throw new IllegalArgumentException("max must be between 1 and " + MOST + ", not " + max);
            }
        }
    }

    public Terms runAt(@Nullable Instant time) {
        return with(terms -> terms.runAt = time);
    }

    public Terms priority(int priority) {
        return with(terms -> terms.priority = priority);
    }

    public Terms deadline(Instant time) {
        return with(terms -> terms.deadline = time);
    }

    public Terms timeout(Duration timeout) {
        return with(terms -> terms.timeout = timeout);
    }

    public Terms retry(RetryPolicy retry) {
        return with(terms -> terms.retry = retry);
    }

    public Terms unique(Unique unique) {
        return with(terms -> terms.unique = unique);
    }

    public Terms tags(Map<String, String> tags) {
        return with(terms -> terms.tags = tags);
    }

    public Terms callback(String url) {
        return with(terms -> terms.callback = url);
    }

    public Terms limits(List<String> names) {
        return with(terms -> terms.limits = names);
    }

    public Terms units(Map<String, Long> units) {
        return with(terms -> terms.units = units);
    }

    public Terms concurrency(Concurrency concurrency) {
        return with(terms -> terms.concurrency = concurrency);
    }

    public Terms forgetAfter(Duration time) {
        return with(terms -> terms.forgetAfter = time);
    }

    private Terms with(Consumer<Draft> change) {
        var draft = new Draft(this);
        change.accept(draft);
        return draft.terms();
    }

    /** Terms that are being changed. */
    private static final class Draft {
        private int priority;
        private @Nullable Instant runAt;
        private @Nullable Instant deadline;
        private @Nullable Duration timeout;
        private @Nullable RetryPolicy retry;
        private @Nullable Unique unique;
        private Map<String, String> tags;
        private @Nullable String callback;
        private List<String> limits;
        private Map<String, Long> units;
        private @Nullable Concurrency concurrency;
        private @Nullable Duration forgetAfter;

        Draft(Terms from) {
            this.priority = from.priority;
            this.runAt = from.runAt;
            this.deadline = from.deadline;
            this.timeout = from.timeout;
            this.retry = from.retry;
            this.unique = from.unique;
            this.tags = from.tags;
            this.callback = from.callback;
            this.limits = from.limits;
            this.units = from.units;
            this.concurrency = from.concurrency;
            this.forgetAfter = from.forgetAfter;
        }

        Terms terms() {
            return new Terms(
                    priority,
                    runAt,
                    deadline,
                    timeout,
                    retry,
                    unique,
                    tags,
                    callback,
                    limits,
                    units,
                    concurrency,
                    forgetAfter);
        }
    }

    /** What it is estimated to cost, in millionths of the currency of the budgets. */
    public Terms cost(long millionths) {
        var weights = new HashMap<>(units);
        weights.put(Weights.COST, millionths);
        return units(weights);
    }

    int maxAttempts(Kind<?, ?> kind) {
        return (retry == null ? kind.retry() : retry).maxAttempts();
    }

    public JobOptions options(Kind<?, ?> kind) {
        return new JobOptions(timeout, retry, callback, kind.version() == 1 ? null : kind.version(), needs());
    }

    private @Nullable Needs needs() {
        return limits.isEmpty() && units.isEmpty() && concurrency == null && unique == null
                ? null
                : new Needs(
                        limits.isEmpty() ? null : limits,
                        units.isEmpty() ? null : units,
                        concurrency == null ? null : concurrency.key,
                        concurrency == null ? null : concurrency.max,
                        concurrency == null ? null : concurrency.ordered,
                        unique == null ? null : unique.key,
                        unique == null ? null : unique.perKind,
                        unique == null ? null : unique.window);
    }

    /** As a job has them that was submitted with them; how long it is kept is not among them. */
    public static Terms of(int priority, Map<String, String> tags, JobOptions options) {
        var needs = options.needs() == null ? NO_NEEDS : options.needs();
        return new Terms(
                priority,
                null,
                null,
                options.timeout(),
                options.retry(),
                needs.unique() == null
                        ? null
                        : new Unique(needs.unique(), isTrue(needs.uniquePerKind()), needs.uniqueFor()),
                tags,
                options.callback(),
                needs.limits() == null ? List.of() : needs.limits(),
                needs.units() == null ? Map.of() : needs.units(),
                needs.key() == null
                        ? null
                        : new Concurrency(
                                needs.key(), needs.keyMax() == null ? 1 : needs.keyMax(), isTrue(needs.keyOrdered())),
                null);
    }

    private static boolean isTrue(@Nullable Boolean value) {
        return Boolean.TRUE.equals(value);
    }
}
