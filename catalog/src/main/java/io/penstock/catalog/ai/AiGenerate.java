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
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** Writes what is asked for. */
public final class AiGenerate {

    public static final Kind<Payload, AiContent> KIND = new Kind<>(
            "ai.generate",
            "Writes code or text that the content asks for.",
            Lane.AI,
            Payload.class,
            AiContent.class,
            RetryPolicy.exponential(8, Duration.ofSeconds(2), Duration.ofMinutes(5)),
            Duration.ofMinutes(5));

    private AiGenerate() {}

    public record Payload(
            @NotNull
            @Pattern(regexp = AiPayload.LANGUAGE, message = AiPayload.LANGUAGE_RULE)
            @JsonPropertyDescription(AiPayload.LANGUAGE_SAYS)
            String language,

            @NotNull
            @Size(min = 1, max = AiPayload.LONGEST_CONTENT)
            @Pattern(regexp = AiPayload.CONTENT, message = AiPayload.CONTENT_RULE)
            @JsonPropertyDescription("What to write.")
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

            @JsonPropertyDescription(AiPayload.CACHE_SAYS) boolean cache)
            implements AiPayload {

        public Payload {
            schema = schema == null || schema.isNull() ? null : schema;
        }
    }
}
