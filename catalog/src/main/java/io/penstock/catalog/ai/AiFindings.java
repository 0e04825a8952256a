package io.penstock.catalog.ai;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.penstock.catalog.kind.Mode;
import jakarta.validation.constraints.NotNull;
import java.math.BigDecimal;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What was found. */
public record AiFindings(
        @NotNull @JsonPropertyDescription("What was found, the worst first.")
        List<Finding> findings,

        @JsonPropertyDescription("A JSON document instead of findings, when the payload has a schema.") @Nullable
        String content,

        @NotNull Usage usage,

        @JsonPropertyDescription(
                "What it cost, in the currency of the price table; null when no price is known, or nobody counted the tokens.")
        @Nullable
        BigDecimal cost,

        @NotNull @JsonPropertyDescription("The provider that answered.")
        String provider,

        @NotNull @JsonPropertyDescription("The model that answered.")
        String model,

        @NotNull @JsonPropertyDescription("How long the models took, all calls together, in milliseconds.")
        long latencyMs,

        @NotNull @JsonPropertyDescription("Whether a real service answered, a model of one's own, or a sandbox.")
        Mode mode,

        @NotNull @JsonPropertyDescription("Why the model stopped.")
        Finish finish,

        @NotNull @JsonPropertyDescription("The calls that were made or left out, in their order.")
        List<Hop> hops,

        @JsonPropertyDescription(
                "Whether an earlier answer was given again; null when the payload did not ask for that.")
        @Nullable
        CacheUse cache,

        @JsonPropertyDescription("What an earlier answer had cost that was given again; null when no price was known.")
        @Nullable
        BigDecimal saved) {}
