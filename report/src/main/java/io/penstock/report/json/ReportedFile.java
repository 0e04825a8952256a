package io.penstock.report.json;

import io.penstock.catalog.analysis.AnalyzedFile;
import io.penstock.catalog.analysis.Metrics;
import io.penstock.catalog.analysis.Trouble;
import io.penstock.report.compare.Changes;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One file in the report. */
record ReportedFile(
        String path,
        String language,
        String sha256,
        boolean reused,
        @Nullable String movedFrom,
        List<ReportedFinding> findings,
        int leftOut,
        @Nullable Metrics metrics,
        List<Trouble> errors) {

    static ReportedFile of(AnalyzedFile file, Changes changes, boolean reused) {
        return new ReportedFile(
                file.path(),
                file.language(),
                file.sha256(),
                reused,
                changes.movedFrom(),
                changes.present().stream().map(ReportedFinding::of).toList(),
                file.leftOut(),
                file.metrics(),
                file.errors());
    }
}
