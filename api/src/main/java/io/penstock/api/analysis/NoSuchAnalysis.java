package io.penstock.api.analysis;

import io.penstock.api.problem.Problem;
import io.penstock.api.problem.Refusal;
import io.penstock.catalog.json.Violation;
import io.penstock.db.analysis.AnalysisId;

/** An analysis that the caller's tenant does not have. */
final class NoSuchAnalysis {

    private NoSuchAnalysis() {}

    /** The id, if it can be one. */
    static AnalysisId unlessId(String text) {
        return AnalysisId.parse(text)
                .orElseThrow(() -> new Refusal(Problem.invalid(
                        new Violation("/id", "must be an analysis's id: ana_ and 32 hexadecimal digits"))));
    }

    static Refusal of(AnalysisId id) {
        return new Refusal(Problem.of(
                404, "analysis_not_found", "There is no such analysis", "No analysis of yours has the id " + id + "."));
    }
}
