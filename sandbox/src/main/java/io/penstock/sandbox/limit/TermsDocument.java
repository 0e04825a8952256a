package io.penstock.sandbox.limit;

import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import java.time.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Terms as they are set over HTTP; what is not there stays as it is. */
record TermsDocument(
        @Nullable String provider,
        @Nullable String model,
        @Nullable @Min(1) @Max(1_000_000_000) Long requestsPerMinute,
        @Nullable @Min(1) @Max(1_000_000_000) Long tokensPerMinute,
        @Nullable @Min(1) @Max(1_000_000_000) Long inputTokensPerMinute,
        @Nullable @Min(1) @Max(1_000_000_000) Long outputTokensPerMinute,
        @Nullable @Min(0) @Max(3_600_000) Long latencyMs,
        @Nullable @Min(0) @Max(3_600_000) Long paceMs) {

    Terms over(Terms terms) {
        return new Terms(
                Objects.requireNonNullElse(requestsPerMinute, terms.requests()),
                Objects.requireNonNullElse(tokensPerMinute, terms.tokens()),
                Objects.requireNonNullElse(inputTokensPerMinute, terms.inputTokens()),
                Objects.requireNonNullElse(outputTokensPerMinute, terms.outputTokens()),
                latencyMs == null ? terms.latency() : Duration.ofMillis(latencyMs),
                paceMs == null ? terms.pace() : Duration.ofMillis(paceMs));
    }

    static TermsDocument of(@Nullable String provider, @Nullable String model, Terms terms) {
        return new TermsDocument(
                provider,
                model,
                terms.requests(),
                terms.tokens(),
                terms.inputTokens(),
                terms.outputTokens(),
                terms.latency().toMillis(),
                terms.pace().toMillis());
    }
}
