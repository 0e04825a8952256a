package io.penstock.catalog.analysis;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import jakarta.validation.constraints.NotNull;
import java.util.List;

/** The measures of one file. */
public record Metrics(
        @NotNull int lines,

        @NotNull @JsonPropertyDescription("The lines on which there is more than comment.")
        int codeLines,

        @NotNull @JsonPropertyDescription("The lines on which there is comment.")
        int commentLines,

        @NotNull @JsonPropertyDescription("How many places could not be parsed.")
        int syntaxErrors,

        @NotNull @JsonPropertyDescription("How many functions there are.")
        int functionCount,

        @NotNull @JsonPropertyDescription("The complexity of all functions together.")
        int complexity,

        @NotNull @JsonPropertyDescription("The functions in their order, at most 1,000.")
        List<FunctionMetrics> functions) {

    public static final int MOST_FUNCTIONS = 1000;
}
