package io.penstock.scheduler.analysis;

import io.micrometer.core.instrument.MeterRegistry;
import io.penstock.analyzer.analysis.Analyzers;
import io.penstock.db.analysis.Analyses;
import io.penstock.db.analysis.AnalysesSettings;
import io.penstock.db.analysis.AnalysisResults;
import io.penstock.db.analysis.AnalysisRuns;
import io.penstock.db.analysis.Inventory;
import io.penstock.db.analysis.Reviews;
import io.penstock.db.artifact.Artifacts;
import io.penstock.db.aside.Results;
import io.penstock.db.batch.Batches;
import io.penstock.db.batch.Receptions;
import io.penstock.db.control.Cancellations;
import io.penstock.db.database.Database;
import io.penstock.db.request.AnalysisRequests;
import io.penstock.db.submission.Submissions;
import io.penstock.db.webhook.EndedAnalyses;
import io.penstock.dispatch.loop.Loop;
import io.penstock.scheduler.analysis.AnalysisJob.Steps;
import io.penstock.scheduler.errand.Errands;
import io.penstock.scheduler.errand.Executions;
import io.penstock.source.archive.Archives;
import io.penstock.source.git.Repositories;
import io.penstock.store.ArtifactSettings;
import io.penstock.store.Shelf;
import java.time.InstantSource;
import org.springframework.batch.core.step.tasklet.Tasklet;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** What runs analyses, as a scheduler wires it. */
@Configuration(proxyBeanMethods = false)
public class AnalysisConfiguration {

    @Bean
    AnalysisRuns analysisRuns(Database database, Submissions submissions) {
        return new AnalysisRuns(database.jdbi(), new EndedAnalyses(submissions)::tell);
    }

    @Bean
    Shelves analysisShelves(Artifacts artifacts, Shelf shelf, ArtifactSettings settings) {
        return new Shelves(artifacts, shelf, settings.keep());
    }

    @Bean
    PackBatch packBatch(Database database, Submissions submissions, AnalysisRuns runs) {
        var jdbi = database.jdbi();
        return new PackBatch(new Receptions(jdbi, submissions), new Batches(jdbi), new Cancellations(jdbi), runs);
    }

    @Bean
    AnalysisJob analysisJob(
            Database database,
            AnalysisRuns runs,
            Analyses analyses,
            Shelves shelves,
            PackBatch batch,
            Repositories repositories,
            Archives archives,
            AnalysisRequests requests,
            AnalysesSettings settings,
            InstantSource clock,
            Executions executions) {
        var predecessors = new Predecessors(analyses, runs);
        var reviews = new Reviews(database.jdbi());
        var inventory = new Inventory(database.jdbi());
        var results = new Results(database.jdbi());
        var found = new AnalysisResults(database.jdbi());
        var version = Analyzers.usual().version();
        return new AnalysisJob(executions, runs, new Steps() {
            @Override
            public Tasklet snapshot(Work work) {
                return new TakeSnapshot(work, repositories, archives, settings.caps(), shelves, runs);
            }

            @Override
            public TakeInventory inventory(Work work) {
                return new TakeInventory(
                        work, shelves, inventory, new Forms(work.request().look(), version, clock));
            }

            @Override
            public SubmitPacks submit(Work work) {
                return new SubmitPacks(work, shelves, inventory, batch);
            }

            @Override
            public Tasklet collect(Work work) {
                return new CollectResults(work, shelves, inventory, batch, results, found, clock);
            }

            @Override
            public Tasklet review(Work work) {
                return new ReviewFiles(work, shelves, batch, reviews, found, predecessors, requests, results);
            }

            @Override
            public Tasklet report(Work work) {
                return new WriteReport(work, shelves, analyses, runs, found, predecessors, reviews, clock);
            }
        });
    }

    @Bean
    Errands<Work> runAnalyses(
            Database database,
            AnalysisRuns runs,
            AnalysisJob job,
            Analyses analyses,
            PackBatch batch,
            Shelves shelves,
            AnalysesSettings settings,
            MeterRegistry meters) {
        var cleanUp = new CleanUp(analyses, new Inventory(database.jdbi()), batch, shelves);
        return new Errands<>(new RunAnalyses(runs, job, cleanUp, meters), settings.atOnce(), "analyses", meters);
    }

    @Bean
    Loop analysesLoop(Errands<Work> duty) {
        return Loop.start("run-analyses", duty);
    }
}
