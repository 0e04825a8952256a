package io.penstock.api.analysis;

import io.penstock.catalog.analysis.Finding;
import io.penstock.catalog.analysis.Metrics;
import io.penstock.catalog.analysis.Trouble;
import io.penstock.db.analysis.AnalysisResults.FileRow;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A file of an analysis as it stands.
 *
 * @param state pending until something is known of it, then done, or failed
 * @param reused whether that was known before
 * @param errorCode why the job that was to look at it came to nothing
 */
record FileView(
        int nr,
        String path,
        String language,
        String sha256,
        int bytes,
        String state,
        boolean reused,
        @Nullable String errorCode,
        @Nullable List<Finding> findings,
        @Nullable Integer leftOut,
        @Nullable Metrics metrics,
        @Nullable List<Trouble> errors) {

    static FileView of(FileRow row) {
        var result = row.result();
        return new FileView(
                row.nr(),
                row.path(),
                row.language(),
                row.sha256(),
                row.bytes(),
                result != null ? "done" : row.errorCode() != null ? "failed" : "pending",
                row.reused(),
                row.errorCode(),
                result == null ? null : result.findings(),
                result == null ? null : result.leftOut(),
                result == null ? null : result.metrics(),
                result == null ? null : result.errors());
    }
}
