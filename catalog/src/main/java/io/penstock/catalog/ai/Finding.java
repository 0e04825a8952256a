package io.penstock.catalog.ai;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import jakarta.validation.constraints.NotNull;
import org.jspecify.annotations.Nullable;

/** One thing that an analysis found. */
public record Finding(
        @JsonPropertyDescription("The line in the content, from 1; null when it is about all of it.") @Nullable
        Integer line,

        @NotNull Severity severity,
        @NotNull String category,
        @NotNull String message,
        @Nullable String suggestion) {}
