package io.penstock.report.subject;

import io.penstock.catalog.analysis.AnalyzedFile;
import org.jspecify.annotations.Nullable;

/**
 * One path in this analysis, in the one before, or in both.
 *
 * @param before the same instance as {@code now} when the content did not change
 * @param reused whether its result was kept from an earlier analysis
 */
public record ComparedFile(
        String path, @Nullable AnalyzedFile now, @Nullable AnalyzedFile before, boolean reused) {

    public ComparedFile {
        if (now == null && before == null) {
            throw new IllegalArgumentException("The file is in neither analysis: " + path);
        }
    }
}
