package io.penstock.scheduler.bulk;

import io.micrometer.core.instrument.MeterRegistry;
import io.penstock.db.bulk.BulkRuns;
import io.penstock.db.bulk.BulkRuns.Taken;
import io.penstock.db.bulk.Slices;
import io.penstock.db.bulk.Slices.Slice;
import io.penstock.db.job.Failure;
import io.penstock.scheduler.errand.Errand;
import io.penstock.scheduler.errand.Errands.Trade;
import io.penstock.scheduler.errand.Executions;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.batch.core.job.JobExecution;
import org.springframework.batch.infrastructure.support.transaction.ResourcelessTransactionManager;

/** What becomes of bulk operations. One that broke off for good is paused: what is left of it is for a person to decide. */
public record RunBulkOperations(BulkRuns runs, Slices slices, Executions executions, MeterRegistry meters)
        implements Trade<RunBulkOperations.Work> {

    private static final String NAME = "bulk_operation";

    /** An operation that this scheduler has at work. */
    public record Work(Taken taken, Errand errand) {

        static Work of(Taken taken) {
            return new Work(taken, new Errand(taken.hold().id(), taken.hold().runner(), taken.tries()));
        }
    }

    @Override
    public List<Work> take(int most) {
        return runs.take(most).stream().map(Work::of).toList();
    }

    @Override
    public Errand errand(Work work) {
        return work.errand;
    }

    @Override
    public Map<UUID, Boolean> prolong(Collection<Work> works) {
        return runs.prolong(works.stream().map(work -> work.taken.hold()).toList()).stream()
                .collect(Collectors.toMap(Function.identity(), runner -> false));
    }

    /** Each slice is a transaction of our own tables; Spring Batch has none to add to. */
    @Override
    public JobExecution run(Work work) throws Exception {
        var jobs = new WalkJobs(work.taken, work.errand, slices, meters);
        var step = executions
                .step(work.taken.operation().request().action().toString())
                .<Slice, Slice>chunk(1)
                .transactionManager(new ResourcelessTransactionManager())
                .reader(jobs)
                .writer(jobs)
                .build();
        return executions.run(executions.job(NAME).start(step).build(), work.errand.name());
    }

    @Override
    public void succeeded(Work work) {
        runs.finish(work.taken.hold());
    }

    @Override
    public void failed(Work work, Failure failure) {
        runs.stall(work.taken.hold(), failure.message());
    }

    /** Nobody cancels one: it is paused or aborted, and with that it is not this scheduler's any more. */
    @Override
    public void cancelled(Work work) {
        throw new IllegalStateException("Nobody cancels " + work.errand.name());
    }

    @Override
    public void retry(Work work, @Nullable String trouble, Duration delay) {
        runs.retry(work.taken.hold(), trouble, delay);
    }
}
