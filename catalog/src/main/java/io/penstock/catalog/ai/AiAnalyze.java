package io.penstock.catalog.ai;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.penstock.catalog.kind.Kind;
import io.penstock.catalog.kind.Lane;
import io.penstock.catalog.kind.RetryPolicy;
import jakarta.validation.constraints.DecimalMax;
import jakarta.validation.constraints.DecimalMin;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Size;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** Finds what is wrong. */
public final class AiAnalyze {

    public static final Kind<Payload, AiFindings> KIND = new Kind<>(
            "ai.analyze",
            "Looks through code or text and returns what it found.",
            Lane.AI,
            Payload.class,
            AiFindings.class,
            RetryPolicy.exponential(8, Duration.ofSeconds(2), Duration.ofMinutes(5)),
            Duration.ofMinutes(5));

    private AiAnalyze() {}

    public record Payload(
            @NotNull
            @Pattern(regexp = AiPayload.LANGUAGE, message = AiPayload.LANGUAGE_RULE)
            @JsonPropertyDescription(AiPayload.LANGUAGE_SAYS)
            String language,

            @NotNull
            @Size(min = 1, max = AiPayload.LONGEST_CONTENT)
            @Pattern(regexp = AiPayload.CONTENT, message = AiPayload.CONTENT_RULE)
            @JsonPropertyDescription("What to look through.")
            String content,

            @Size(max = AiPayload.LONGEST_INSTRUCTIONS) @JsonPropertyDescription(AiPayload.INSTRUCTIONS_SAY) @Nullable
            String instructions,

            @JsonSchema @JsonPropertyDescription(AiPayload.SCHEMA_SAYS) @Nullable
            JsonNode schema,

            @Pattern(regexp = AiPayload.ROUTE, message = AiPayload.ROUTE_RULE)
            @JsonPropertyDescription(AiPayload.ROUTE_SAYS)
            @Nullable
            String route,

            @JsonPropertyDescription(AiPayload.STREAM_SAYS) boolean stream,

            @Min(1) @Max(AiPayload.MOST_OUTPUT_TOKENS) @JsonPropertyDescription(AiPayload.MOST_SAYS) @Nullable
            Integer maxOutputTokens,

            @DecimalMin(value = "0", message = AiPayload.TEMPERATURE_RULE)
            @DecimalMax(value = "2", message = AiPayload.TEMPERATURE_RULE)
            @JsonPropertyDescription(AiPayload.TEMPERATURE_SAYS)
            @Nullable
            Double temperature,

            @JsonPropertyDescription(AiPayload.CACHE_SAYS) boolean cache,

            @Size(max = 9) @JsonPropertyDescription("What to look for; everything unless given.") @Nullable
            List<@NotNull Focus> focus,

            @JsonPropertyDescription("What is less than that is left out.") @Nullable
            Severity minSeverity)
            implements AiPayload {

        public Payload {
            schema = schema == null || schema.isNull() ? null : schema;
        }

        public List<Focus> focusOrAll() {
            return focus == null || focus.isEmpty() ? List.of(Focus.values()) : focus;
        }

        public Severity minSeverityOrLowest() {
            return minSeverity == null ? Severity.INFO : minSeverity;
        }
    }
}
