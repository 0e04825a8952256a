package io.penstock.catalog.analysis;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import jakarta.validation.constraints.NotNull;

/** The measures of one function. */
public record FunctionMetrics(
        @NotNull String name,

        @NotNull @JsonPropertyDescription("Where it begins.")
        int line,

        @NotNull @JsonPropertyDescription("How many lines it has.")
        int lines,

        @NotNull @JsonPropertyDescription("Its cyclomatic complexity.")
        int complexity,

        @NotNull @JsonPropertyDescription("How deep its control structures are nested.")
        int nesting) {}
