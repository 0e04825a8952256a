package io.penstock.catalog.ai;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import jakarta.validation.constraints.NotNull;

/** The tokens that calls took, as the provider counted them. */
public record Usage(
        @NotNull @JsonPropertyDescription("Tokens read, with those from and to the provider's cache.")
        long inputTokens,

        @NotNull @JsonPropertyDescription("Of these, read from the provider's cache.")
        long cachedTokens,

        @NotNull @JsonPropertyDescription("Of these, written to the provider's cache.")
        long cacheWriteTokens,

        @NotNull @JsonPropertyDescription("Tokens written, with those of the reasoning.")
        long outputTokens,

        @NotNull @JsonPropertyDescription("Of these, the reasoning's.")
        long reasoningTokens) {

    public static final Usage NONE = new Usage(0, 0, 0, 0, 0);

    public Usage plus(Usage more) {
        return new Usage(
                inputTokens + more.inputTokens,
                cachedTokens + more.cachedTokens,
                cacheWriteTokens + more.cacheWriteTokens,
                outputTokens + more.outputTokens,
                reasoningTokens + more.reasoningTokens);
    }

    /** All that were read and written. */
    public long total() {
        return inputTokens + outputTokens;
    }
}
