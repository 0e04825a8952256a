package io.penstock.scheduler.analysis;

import io.penstock.db.analysis.Analysis.Step;
import io.penstock.db.analysis.AnalysisRuns;
import io.penstock.scheduler.analysis.SnapshotFiles.Numbered;
import io.penstock.scheduler.errand.Executions;
import org.springframework.batch.core.job.Job;
import org.springframework.batch.core.job.JobExecution;
import org.springframework.batch.core.listener.StepExecutionListener;
import org.springframework.batch.core.step.StepExecution;
import org.springframework.batch.core.step.builder.StepBuilder;
import org.springframework.batch.core.step.tasklet.Tasklet;
import org.springframework.batch.infrastructure.support.transaction.ResourcelessTransactionManager;

/**
 * The steps of an analysis as a job of Spring Batch, which notes those that are done. Whoever takes the analysis next begins with the one
 * that broke off, and that goes on by what it finds in our own tables: what Spring Batch counts is for people.
 */
final class AnalysisJob {

    private static final String NAME = "analysis";
    private static final int FILES_AT_ONCE = 200;

    private final Executions executions;
    private final AnalysisRuns runs;
    private final Steps steps;

    AnalysisJob(Executions executions, AnalysisRuns runs, Steps steps) {
        this.executions = executions;
        this.runs = runs;
        this.steps = steps;
    }

    /** What each of them does with one analysis. */
    interface Steps {
        Tasklet snapshot(Work work);

        TakeInventory inventory(Work work);

        SubmitPacks submit(Work work);

        Tasklet collect(Work work);

        Tasklet review(Work work);

        Tasklet report(Work work);
    }

    /** Returns when the analysis has come to its end, or a step has failed. */
    JobExecution run(Work work) throws Exception {
        return executions.run(job(work), work.errand().name());
    }

    private Job job(Work work) {
        var files = steps.inventory(work);
        var packs = steps.submit(work);
        var job = executions
                .job(NAME)
                .start(step(work, Step.SNAPSHOT, steps.snapshot(work)))
                .next(builder(work, Step.INVENTORY)
                        .<Numbered, Numbered>chunk(FILES_AT_ONCE)
                        .transactionManager(new ResourcelessTransactionManager())
                        .reader(files)
                        .writer(files)
                        .build())
                .next(builder(work, Step.SUBMIT)
                        .<SubmitPacks.Pack, SubmitPacks.Pack>chunk(1)
                        .transactionManager(new ResourcelessTransactionManager())
                        .reader(packs)
                        .writer(packs)
                        .build())
                .next(step(work, Step.COLLECT, steps.collect(work)));
        if (work.request().options().review() != null) {
            job = job.next(step(work, Step.REVIEW, steps.review(work)));
        }
        return job.next(step(work, Step.REPORT, steps.report(work))).build();
    }

    /** Its transactions are those of our own tables, each in its place; Spring Batch has none to add to. */
    private org.springframework.batch.core.step.Step step(Work work, Step step, Tasklet tasklet) {
        return builder(work, step)
                .tasklet(tasklet, new ResourcelessTransactionManager())
                .build();
    }

    private StepBuilder builder(Work work, Step step) {
        return executions.step(step.label()).listener(new StepExecutionListener() {
            @Override
            public void beforeStep(StepExecution execution) {
                work.check();
                runs.enter(work.hold(), step);
            }
        });
    }
}
