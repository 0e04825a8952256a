package io.penstock.catalog.analysis;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import jakarta.validation.constraints.NotNull;
import org.jspecify.annotations.Nullable;

/** Why a file, or one analyzer's look at it, failed alone. */
public record Trouble(
        @JsonPropertyDescription("The analyzer; null when none could look at the file.") @Nullable
        String analyzer,

        @NotNull
        @JsonPropertyDescription(
                "too_large, too_slow, too_deep, not_text, out_of_memory, crashed, or too_much when its findings had no room in the result.")
        String code,

        @NotNull String message) {}
