package io.penstock.catalog.analysis;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import jakarta.validation.constraints.NotNull;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What came of one file. */
public record AnalyzedFile(
        @NotNull String path,
        @NotNull String language,
        @NotNull @JsonPropertyDescription("Of its text.") String sha256,

        @NotNull @JsonPropertyDescription("In the order of their places.")
        List<Finding> findings,

        @NotNull @JsonPropertyDescription("How many findings were left out, as there were too many.")
        int leftOut,

        @JsonPropertyDescription("Of source in a language that is parsed.") @Nullable
        Metrics metrics,

        @NotNull @JsonPropertyDescription("By which duplicates are found, once those of all files are together.")
        List<Passage> passages,

        @NotNull @JsonPropertyDescription("What failed; the rest is there nevertheless.")
        List<Trouble> errors) {

    /** The same text in another place. */
    public AnalyzedFile at(String otherPath) {
        return new AnalyzedFile(otherPath, language, sha256, findings, leftOut, metrics, passages, errors);
    }

    /** With these findings, too. */
    public AnalyzedFile with(List<Finding> more) {
        return more.isEmpty()
                ? this
                : new AnalyzedFile(
                        path,
                        language,
                        sha256,
                        Stream.concat(findings.stream(), more.stream())
                                .sorted(Comparator.comparingInt(Finding::line).thenComparingInt(Finding::column))
                                .toList(),
                        leftOut,
                        metrics,
                        passages,
                        errors);
    }
}
