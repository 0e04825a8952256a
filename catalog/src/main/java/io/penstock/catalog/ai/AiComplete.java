package io.penstock.catalog.ai;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.penstock.catalog.json.SelfChecked;
import io.penstock.catalog.json.Violation;
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

/** Continues what was begun. */
public final class AiComplete {

    public static final Kind<Payload, AiContent> KIND = new Kind<>(
            "ai.complete",
            "Continues code or text at the cursor.",
            Lane.AI,
            Payload.class,
            AiContent.class,
            RetryPolicy.exponential(8, Duration.ofSeconds(2), Duration.ofMinutes(5)),
            Duration.ofMinutes(2));

    private AiComplete() {}

    public record Payload(
            @NotNull
            @Pattern(regexp = AiPayload.LANGUAGE, message = AiPayload.LANGUAGE_RULE)
            @JsonPropertyDescription(AiPayload.LANGUAGE_SAYS)
            String language,

            @NotNull
            @Size(min = 1, max = AiPayload.LONGEST_CONTENT)
            @Pattern(regexp = AiPayload.CONTENT, message = AiPayload.CONTENT_RULE)
            @JsonPropertyDescription("The text with the gap in it.")
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

            @Min(0)
            @JsonPropertyDescription(
                    "Where the text goes on, in characters from the start of the content; its end unless given.")
            @Nullable
            Integer cursor,

            @Min(1) @Max(5) @JsonPropertyDescription("How many different texts to offer; one unless given.") @Nullable
            Integer maxCandidates)
            implements AiPayload, SelfChecked {

        public Payload {
            schema = schema == null || schema.isNull() ? null : schema;
        }

        @Override
        @SuppressWarnings("NullAway") // What a stranger sends may lack its content.
        public List<Violation> violations() {
            return cursor != null && content != null && cursor > content.length()
                    ? List.of(new Violation("/cursor", "must be within the content"))
                    : List.of();
        }

        public int cursorOrEnd() {
            return cursor == null ? content.length() : cursor;
        }

        public int candidatesOrOne() {
            return maxCandidates == null ? 1 : maxCandidates;
        }
    }
}
