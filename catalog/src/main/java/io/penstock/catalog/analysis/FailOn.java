package io.penstock.catalog.analysis;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.penstock.catalog.ai.Severity;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotNull;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What makes an analysis fail: more findings than may be there. A severity alone, such as {@code "high"}, is one too. A field of these takes one
 * without a list around it with {@code @JsonFormat(with = ACCEPT_SINGLE_VALUE_AS_ARRAY)}.
 */
public record FailOn(
        @NotNull @JsonPropertyDescription("Findings that are as bad or worse count.")
        Severity severity,

        @JsonPropertyDescription(
                "Whether those that were there in the analysis before do not count; false unless given.")
        @Nullable
        Boolean newOnly,

        @Min(0) @Max(1_000_000_000) @JsonPropertyDescription("How many may be there; 0 unless given.") @Nullable
        Integer max) {

    @JsonCreator(mode = JsonCreator.Mode.PROPERTIES)
    public FailOn {}

    @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
    static FailOn of(String severity) {
        return Stream.of(Severity.values())
                .filter(known -> known.toString().equals(severity))
                .findFirst()
                .map(known -> new FailOn(known, null, null))
                .orElseThrow(() -> new IllegalArgumentException("must be one of " + names()));
    }

    private static List<String> names() {
        return Stream.of(Severity.values())
                .map(severity -> severity.name().toLowerCase(Locale.ROOT))
                .sorted()
                .toList();
    }

    public boolean countsNewOnly() {
        return Boolean.TRUE.equals(newOnly);
    }

    public int most() {
        return max == null ? 0 : max;
    }
}
