package io.penstock.scheduler.analysis;

import io.micrometer.core.instrument.MeterRegistry;
import io.penstock.db.analysis.Analysis.State;
import io.penstock.db.analysis.AnalysisRuns;
import io.penstock.db.job.Failure;
import io.penstock.scheduler.errand.Errand;
import io.penstock.scheduler.errand.Errands.Trade;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.batch.core.job.JobExecution;

/** What becomes of analyses: each goes through its steps, and ends in one way or another. */
record RunAnalyses(AnalysisRuns runs, AnalysisJob job, CleanUp cleanUp, MeterRegistry meters) implements Trade<Work> {

    @Override
    public List<Work> take(int most) {
        return runs.take(most).stream().map(Work::new).toList();
    }

    @Override
    public Errand errand(Work work) {
        return work.errand();
    }

    @Override
    public Map<UUID, Boolean> prolong(Collection<Work> works) {
        return runs.prolong(works.stream().map(Work::hold).toList());
    }

    @Override
    public JobExecution run(Work work) throws Exception {
        return job.run(work);
    }

    @Override
    public void succeeded(Work work) {
        cleanUp.afterSuccess(work);
        count(State.SUCCEEDED);
    }

    @Override
    public void failed(Work work, Failure failure) {
        cleanUp.afterGivingUp(work);
        runs.fail(work.hold(), failure);
        count(State.FAILED);
    }

    @Override
    public void cancelled(Work work) {
        cleanUp.afterGivingUp(work);
        runs.cancel(work.hold());
        count(State.CANCELLED);
    }

    @Override
    public void retry(Work work, @Nullable String trouble, Duration delay) {
        runs.retry(work.hold(), trouble, delay);
    }

    private void count(State ended) {
        meters.counter("penstock.analyses.ended", "state", ended.label()).increment();
    }
}
