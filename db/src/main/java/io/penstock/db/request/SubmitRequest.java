package io.penstock.db.request;

import io.penstock.catalog.json.Violation;
import io.penstock.catalog.kind.Kind;
import io.penstock.catalog.kind.RetryPolicy;
import io.penstock.catalog.kind.RetryPolicy.Backoff;
import io.penstock.db.limit.Money;
import io.penstock.db.limit.Quota;
import io.penstock.db.submission.Terms;
import io.penstock.db.submission.Terms.Concurrency;
import io.penstock.db.submission.Terms.Unique;
import jakarta.validation.Valid;
import jakarta.validation.constraints.DecimalMax;
import jakarta.validation.constraints.DecimalMin;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Size;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** What a client says of a job. */
record SubmitRequest(
        @NotNull String kind,
        @NotNull JsonNode payload,
        @Min(0) @Max(9) @Nullable Integer priority,
        @Nullable Instant runAt,
        @Nullable Instant deadline,
        @Nullable Duration timeout,
        @Valid @Nullable RetryRequest retry,
        @Valid @Nullable UniqueRequest unique,

        @Size(max = TagRules.MOST, message = TagRules.TOO_MANY) @Nullable
        Map<
                        @Pattern(regexp = TagRules.NAME, message = TagRules.NAME_RULE) String,
                        @NotNull @Pattern(regexp = TagRules.VALUE, message = TagRules.VALUE_RULE) String>
                tags,

        @Valid @Nullable CallbackRequest callback,

        @Size(max = 10) @Nullable List<@NotNull String> limits,

        @Size(max = 10) @Nullable Map<String, @NotNull @Min(1) @Max(Quota.MOST) Long> units,

        @Valid @Nullable ConcurrencyRequest concurrency,
        @Nullable BigDecimal cost,
        @Nullable Duration forgetAfter) {

    private static final String JITTER = "must be between 0 and 1";
    private static final Duration LONGEST = Duration.ofDays(7);
    private static final Duration LONGEST_WINDOW = Duration.ofDays(365);

    record RetryRequest(
            @Min(1) @Max(100) @Nullable Integer maxAttempts,

            @Pattern(regexp = "exponential|fixed", message = "must be exponential or fixed") @Nullable
            String backoff,

            @Nullable Duration base,
            @Nullable Duration max,

            @DecimalMin(value = "0", message = JITTER) @DecimalMax(value = "1", message = JITTER) @Nullable
            Double jitter) {

        RetryPolicy over(RetryPolicy kind) {
            return new RetryPolicy(
                    maxAttempts == null ? kind.maxAttempts() : maxAttempts,
                    backoff == null ? kind.backoff() : Backoff.valueOf(backoff.toUpperCase(Locale.ROOT)),
                    baseOf(kind),
                    max == null ? longer(baseOf(kind), kind.max()) : max,
                    jitter == null ? kind.jitter() : jitter);
        }

        /** The kind's base may be longer than the request's max, which then is both. */
        private Duration baseOf(RetryPolicy kind) {
            if (base != null) {
                return base;
            }
            return max != null && max.compareTo(kind.base()) < 0 ? max : kind.base();
        }

        private static Duration longer(Duration a, Duration b) {
            return a.compareTo(b) > 0 ? a : b;
        }
    }

    record UniqueRequest(
            @NotNull
            @Size(min = 1, max = 255)
            @Pattern(regexp = TextRules.PRINTABLE, message = TextRules.PRINTABLE_RULE)
            String key,

            @Pattern(regexp = "tenant|kind", message = "must be tenant or kind") @Nullable
            String scope,

            @com.fasterxml.jackson.annotation.JsonProperty("for") @Nullable
            Duration window) {}

    /** @param ordered whether they go in the order of their submission */
    record ConcurrencyRequest(
            @NotNull
            @Size(min = 1, max = 255)
            @Pattern(regexp = TextRules.PRINTABLE, message = TextRules.PRINTABLE_RULE)
            String key,

            @Min(1) @Max(Concurrency.MOST) @Nullable Integer max,
            @Nullable Boolean ordered) {

        Concurrency concurrency() {
            return new Concurrency(key, max == null ? 1 : max, ordered != null && ordered);
        }
    }

    /** The rules that need more than one field, the kind, or the time. */
    List<Violation> violations(Kind<?, ?> of, Instant now) {
        var broken = new ArrayList<Violation>();
        within("/timeout", timeout, LONGEST, broken);
        if (retry != null) {
            within("/retry/max", retry.max, LONGEST, broken);
            if (retry.base != null && (retry.base.isNegative() || retry.base.compareTo(LONGEST) > 0)) {
                broken.add(new Violation("/retry/base", "must be between PT0S and " + LONGEST));
            } else if (retry.base != null && retry.max != null && retry.max.compareTo(retry.base) < 0) {
                broken.add(new Violation("/retry/max", "must not be shorter than base"));
            }
        }
        if (unique != null) {
            within("/unique/for", unique.window, LONGEST_WINDOW, broken);
        }
        if (deadline != null && runAt != null && !deadline.isAfter(runAt)) {
            broken.add(new Violation("/deadline", "must be later than run_at"));
        } else if (deadline != null && !deadline.isAfter(now)) {
            broken.add(new Violation("/deadline", "must lie in the future"));
        }
        if (forgetAfter != null && (forgetAfter.isNegative() || forgetAfter.compareTo(LONGEST_WINDOW) > 0)) {
            broken.add(new Violation("/forget_after", "must be between PT0S and " + LONGEST_WINDOW));
        }
        if (cost != null && (cost.signum() < 0 || cost.compareTo(Money.MOST_OF_A_JOB) > 0)) {
            broken.add(new Violation("/cost", "must be between 0 and " + Money.MOST_OF_A_JOB));
        } else if (cost != null && !Money.isExact(cost)) {
            broken.add(new Violation("/cost", "must have at most 6 decimals"));
        }
        if (of.internal()) {
            broken.add(new Violation("/kind", "is one that only Penstock itself submits"));
        }
        return broken;
    }

    private static void within(String pointer, @Nullable Duration duration, Duration longest, List<Violation> broken) {
        if (duration != null && (!duration.isPositive() || duration.compareTo(longest) > 0)) {
            broken.add(new Violation(pointer, "must be longer than PT0S and at most " + longest));
        }
    }

    Terms terms(Kind<?, ?> of) {
        var terms = new Terms(
                priority == null ? Terms.DEFAULT_PRIORITY : priority,
                runAt,
                deadline,
                timeout,
                retry == null ? null : retry.over(of.retry()),
                unique == null ? null : new Unique(unique.key, Objects.equals(unique.scope, "kind"), unique.window),
                tags == null ? Map.of() : tags,
                callback == null ? null : callback.url(),
                limits == null ? List.of() : limits,
                units == null ? Map.of() : units,
                concurrency == null ? null : concurrency.concurrency(),
                forgetAfter);
        return cost == null || cost.signum() == 0 ? terms : terms.cost(Money.millionths(cost));
    }
}
