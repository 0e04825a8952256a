package io.penstock.catalog.analysis;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import jakarta.validation.constraints.NotNull;

/** Some tokens in a row, by which the same passage is found in another place. */
public record Passage(
        @NotNull @JsonPropertyDescription("The same for the same tokens, whatever their spacing and their literals.")
        String hash,

        @NotNull @JsonPropertyDescription("The line on which it begins.")
        int start,

        @NotNull @JsonPropertyDescription("The line on which it ends.")
        int end) {}
