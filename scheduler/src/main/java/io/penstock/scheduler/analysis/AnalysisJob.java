package io.penstock.scheduler.analysis;

import io.penstock.db.analysis.Analysis.Step;
import io.penstock.db.analysis.AnalysisRuns;
import io.penstock.scheduler.analysis.SnapshotFiles.Numbered;
import org.springframework.batch.core.BatchStatus;
import org.springframework.batch.core.job.Job;
import org.springframework.batch.core.job.JobExecution;
import org.springframework.batch.core.job.builder.JobBuilder;
import org.springframework.batch.core.job.parameters.JobParameters;
import org.springframework.batch.core.job.parameters.JobParametersBuilder;
import org.springframework.batch.core.launch.JobOperator;
import org.springframework.batch.core.listener.StepExecutionListener;
import org.springframework.batch.core.repository.JobRepository;
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

    private final JobRepository repository;
    private final JobOperator operator;
    private final AnalysisRuns runs;
    private final Steps steps;

    AnalysisJob(JobRepository repository, AnalysisRuns runs, Steps steps) {
        this.repository = repository;
        this.operator = BatchRepository.operator(repository);
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
        var parameters = new JobParametersBuilder()
                .addString("analysis", work.hold().id().toString())
                .toJobParameters();
        recover(parameters);
        return operator.start(job(work), parameters);
    }

    /** Nobody else has the analysis now. So what Spring Batch takes for running has lost its scheduler, and what it knows nothing of has failed. */
    private void recover(JobParameters parameters) {
        var instance = repository.getJobInstance(NAME, parameters);
        if (instance != null) {
            repository.getJobExecutions(instance).forEach(this::recover);
        }
    }

    private void recover(JobExecution execution) {
        if (execution.getStatus().isRunning()) {
            operator.recover(execution);
        }
        execution.getStepExecutions().stream()
                .filter(step -> step.getStatus() == BatchStatus.UNKNOWN)
                .forEach(step -> {
                    step.setStatus(BatchStatus.FAILED);
                    repository.update(step);
                });
        if (execution.getStatus() == BatchStatus.UNKNOWN) {
            execution.setStatus(BatchStatus.FAILED);
            repository.update(execution);
        }
    }

    private Job job(Work work) {
        var files = steps.inventory(work);
        var packs = steps.submit(work);
        var job = new JobBuilder(NAME, repository)
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
        return new StepBuilder(step.label(), repository).listener(new StepExecutionListener() {
            @Override
            public void beforeStep(StepExecution execution) {
                work.check();
                runs.enter(work.hold(), step);
            }
        });
    }
}
