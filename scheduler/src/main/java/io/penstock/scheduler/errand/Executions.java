package io.penstock.scheduler.errand;

import javax.sql.DataSource;
import org.springframework.batch.core.BatchStatus;
import org.springframework.batch.core.configuration.support.MapJobRegistry;
import org.springframework.batch.core.job.Job;
import org.springframework.batch.core.job.JobExecution;
import org.springframework.batch.core.job.builder.JobBuilder;
import org.springframework.batch.core.job.parameters.JobParameters;
import org.springframework.batch.core.job.parameters.JobParametersBuilder;
import org.springframework.batch.core.launch.JobOperator;
import org.springframework.batch.core.launch.support.TaskExecutorJobOperator;
import org.springframework.batch.core.repository.JobRepository;
import org.springframework.batch.core.repository.support.JdbcJobRepositoryFactoryBean;
import org.springframework.batch.core.step.builder.StepBuilder;
import org.springframework.core.task.SyncTaskExecutor;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.annotation.Isolation;

/** Runs jobs of Spring Batch in the thread of the caller, and goes on with what a lost scheduler left. What is done is noted in tables beside ours. */
public final class Executions {

    private static final String TABLES = "spring_batch_";

    private final JobRepository repository;
    private final JobOperator operator;

    public Executions(DataSource database) {
        try {
            this.repository = repository(database);
            this.operator = operator(repository);
        } catch (Exception e) {
            throw new IllegalStateException("Spring Batch could not be set up", e);
        }
    }

    private static JobRepository repository(DataSource database) throws Exception {
        var factory = new JdbcJobRepositoryFactoryBean();
        factory.setDataSource(database);
        factory.setTransactionManager(new JdbcTransactionManager(database));
        factory.setTablePrefix(TABLES);
        // One scheduler at a time has it, so no two begin the same.
        factory.setIsolationLevelForCreateEnum(Isolation.READ_COMMITTED);
        factory.afterPropertiesSet();
        return factory.getObject();
    }

    private static TaskExecutorJobOperator operator(JobRepository repository) throws Exception {
        var operator = new TaskExecutorJobOperator();
        operator.setJobRepository(repository);
        operator.setJobRegistry(new MapJobRegistry());
        operator.setTaskExecutor(new SyncTaskExecutor());
        operator.afterPropertiesSet();
        return operator;
    }

    public JobBuilder job(String name) {
        return new JobBuilder(name, repository);
    }

    public StepBuilder step(String name) {
        return new StepBuilder(name, repository);
    }

    /**
     * Returns when it has come to its end, or a step has failed.
     *
     * @param of the id of what it is about, of which there is one job, however often it is run
     */
    public JobExecution run(Job job, String of) throws Exception {
        var parameters = new JobParametersBuilder().addString(job.getName(), of).toJobParameters();
        recover(job.getName(), parameters);
        return operator.start(job, parameters);
    }

    /** Nobody else has it now. So what Spring Batch takes for running has lost its scheduler, and what it knows nothing of has failed. */
    private void recover(String name, JobParameters parameters) {
        var instance = repository.getJobInstance(name, parameters);
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
}
