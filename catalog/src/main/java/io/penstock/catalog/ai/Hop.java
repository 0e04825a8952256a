package io.penstock.catalog.ai;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import jakarta.validation.constraints.NotNull;

/** One call to a deployment, or why it was left out. */
public record Hop(
        @NotNull @JsonPropertyDescription("The deployment's name.")
        String deployment,

        @NotNull @JsonPropertyDescription("What came of it: answered, or why not.")
        String outcome,

        @NotNull long ms,

        @NotNull @JsonPropertyDescription("Tokens that were read and written.")
        long tokens) {}
