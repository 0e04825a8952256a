package io.penstock.catalog.analysis;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import org.jspecify.annotations.Nullable;

/** From where on a function is found too much of something. */
public record Thresholds(
        @Min(1) @Max(100_000) @JsonPropertyDescription("The most lines of a function; 80 unless given.") @Nullable
        Integer functionLines,

        @Min(1) @Max(100_000) @JsonPropertyDescription("The highest cyclomatic complexity; 15 unless given.") @Nullable
        Integer complexity,

        @Min(1) @Max(1000) @JsonPropertyDescription("The deepest nesting; 4 unless given.") @Nullable
        Integer nesting) {

    public static final Thresholds USUAL = new Thresholds(80, 15, 4);

    /** With the usual one in the place of each that is not given. */
    public static Thresholds complete(@Nullable Thresholds given) {
        return given == null
                ? USUAL
                : new Thresholds(
                        or(given.functionLines, USUAL.functionLines),
                        or(given.complexity, USUAL.complexity),
                        or(given.nesting, USUAL.nesting));
    }

    private static @Nullable Integer or(@Nullable Integer given, @Nullable Integer usual) {
        return given == null ? usual : given;
    }
}
