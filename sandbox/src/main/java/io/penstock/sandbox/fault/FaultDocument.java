package io.penstock.sandbox.fault;

import io.penstock.catalog.json.Violation;
import io.penstock.sandbox.fault.Refusal.Reason;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotNull;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** A fault as it is set over HTTP. */
record FaultDocument(
        @NotNull String kind,
        @Nullable String provider,
        @Nullable String model,
        @Nullable String marker,
        @Nullable @Min(1) @Max(1_000_000) Integer times,
        @Nullable Double rate,
        @Nullable Long seed,
        @Nullable @Min(0) @Max(86_400_000) Long retryAfterMs,
        @Nullable @Min(0) @Max(3_600_000) Long delayMs,
        @Nullable @Min(0) @Max(1_000_000) Integer afterChunks,
        @Nullable Boolean clean,
        @Nullable String variant,
        @Nullable String error,
        @Nullable Boolean shouldRetry) {

    private static final Duration A_SECOND = Duration.ofSeconds(1);

    private static final List<String> REASONS =
            Stream.of(Reason.values()).map(Reason::label).toList();

    private static final List<String> OTHERS = List.of(
            "hang",
            "reset",
            "reset_after",
            "server_error_after",
            "slow",
            "slow_stream",
            "cut_stream",
            "stream_error",
            "bad_json",
            "truncated",
            "invalid_output",
            "content_filter",
            "declined");

    /**
     * What is wrong with it.
     *
     * @param moneyStops the variants of {@code money_stop}, by provider
     */
    List<Violation> violations(Map<String, Set<String>> moneyStops) {
        var kinds = Stream.of(REASONS, OTHERS).flatMap(List::stream).toList();
        var variants = moneyStops.entrySet().stream()
                .filter(of -> provider == null || of.getKey().equals(provider))
                .flatMap(of -> of.getValue().stream())
                .toList();
        var violations = new ArrayList<Violation>();
        oneOf("/kind", kind, kinds, violations);
        oneOf("/provider", provider, moneyStops.keySet(), violations);
        oneOf("/variant", variant, variants, violations);
        oneOf("/error", error, REASONS, violations);
        if (rate != null && !(rate > 0 && rate <= 1)) {
            violations.add(new Violation("/rate", "must be above 0 and at most 1"));
        }
        if (rate != null && times != null) {
            violations.add(new Violation("/times", "does not go with a rate"));
        }
        return violations;
    }

    private static void oneOf(
            String pointer, @Nullable String value, Collection<String> known, List<Violation> violations) {
        if (value != null && !known.contains(value)) {
            violations.add(new Violation(
                    pointer, "must be one of " + known.stream().sorted().toList()));
        }
    }

    Aim aim() {
        return new Aim(provider, model, marker);
    }

    Often often() {
        return rate == null
                ? new Often.Next(Objects.requireNonNullElse(times, 1))
                : new Often.Sometimes(rate, Objects.requireNonNullElse(seed, 0L));
    }

    /** Of one without violations. */
    Fault fault() {
        return switch (kind) {
            case "hang" -> new Fault.Hang();
            case "reset" -> new Fault.Reset();
            case "reset_after" -> new Fault.ResetAfter();
            case "server_error_after" -> new Fault.RefusedAfter(refusal(Reason.SERVER_ERROR.label()));
            case "slow" -> new Fault.Slow(delay());
            case "slow_stream" -> new Fault.SlowStream(delay());
            case "cut_stream" -> new Fault.CutStream(after(), Boolean.TRUE.equals(clean));
            case "stream_error" ->
                new Fault.StreamError(after(), refusal(Objects.requireNonNullElse(error, Reason.OVERLOADED.label())));
            case "bad_json" -> new Fault.BadJson();
            case "truncated" -> new Fault.Truncated();
            case "invalid_output" -> new Fault.InvalidOutput();
            case "content_filter" -> new Fault.ContentFilter();
            case "declined" -> new Fault.Declined();
            default -> new Fault.Refused(refusal(kind));
        };
    }

    private int after() {
        return Objects.requireNonNullElse(afterChunks, 1);
    }

    private Duration delay() {
        return delayMs == null ? A_SECOND : Duration.ofMillis(delayMs);
    }

    private Refusal refusal(String label) {
        var reason = Reason.find(label).orElseThrow();
        var wait = retryAfterMs != null
                ? Duration.ofMillis(retryAfterMs)
                : reason == Reason.RATE_LIMIT || reason == Reason.SLOW_DOWN ? A_SECOND : null;
        return new Refusal(reason, "A fault that was set: " + label + ".", null, variant, wait, shouldRetry);
    }
}
