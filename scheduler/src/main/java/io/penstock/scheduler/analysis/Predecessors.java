package io.penstock.scheduler.analysis;

import io.penstock.db.analysis.Analyses;
import io.penstock.db.analysis.Analysis;
import io.penstock.db.analysis.AnalysisId;
import io.penstock.db.analysis.AnalysisRuns;
import java.util.Optional;

/** The analysis that one is compared with. */
final class Predecessors {

    private final Analyses analyses;
    private final AnalysisRuns runs;

    Predecessors(Analyses analyses, AnalysisRuns runs) {
        this.analyses = analyses;
        this.runs = runs;
    }

    /** The one that its client named may be gone by now; then there is nothing to compare with. */
    Optional<Analysis> of(Work work) {
        var named = work.request().options().baseline();
        return named == null
                ? runs.before(work.analysis())
                : AnalysisId.parse(named)
                        .flatMap(id -> analyses.find(work.hold().tenant(), id));
    }
}
