package io.penstock.report.json;

import com.fasterxml.jackson.annotation.JsonUnwrapped;
import io.penstock.catalog.analysis.Finding;
import io.penstock.report.compare.Judged;
import io.penstock.report.compare.Status;
import org.jspecify.annotations.Nullable;

/** A finding that is there. */
record ReportedFinding(
        @Nullable Status status, @JsonUnwrapped Finding finding) {

    static ReportedFinding of(Judged judged) {
        return new ReportedFinding(judged.status(), judged.finding());
    }
}
