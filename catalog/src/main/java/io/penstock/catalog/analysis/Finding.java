package io.penstock.catalog.analysis;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.penstock.catalog.ai.Severity;
import jakarta.validation.constraints.NotNull;

/** One thing that an analyzer found in a file. Lines and columns count from 1; the end is the first place behind it. */
public record Finding(
        @NotNull @JsonPropertyDescription("The rule, such as pmd/EmptyCatchBlock or python/bare-except.")
        String rule,

        @NotNull Severity severity,
        @NotNull String message,
        @NotNull int line,
        @NotNull int column,
        @NotNull int endLine,
        @NotNull int endColumn,

        @NotNull
        @JsonPropertyDescription("The same for the same finding in a later version of the file, though its line moved.")
        String fingerprint) {}
