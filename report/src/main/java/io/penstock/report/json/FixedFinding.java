package io.penstock.report.json;

import com.fasterxml.jackson.annotation.JsonUnwrapped;
import io.penstock.catalog.analysis.Finding;

/** A finding of the analysis before that is no longer there. */
record FixedFinding(String path, @JsonUnwrapped Finding finding) {

    static FixedFinding of(String path, Finding finding) {
        return new FixedFinding(path, finding);
    }
}
