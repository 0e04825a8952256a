package io.penstock.scheduler.analysis;

import io.penstock.analyzer.analysis.Analyzers;
import io.penstock.catalog.artifact.ArtifactId;
import io.penstock.catalog.json.Json;
import io.penstock.db.analysis.Analyses;
import io.penstock.db.analysis.Analysis;
import io.penstock.db.analysis.Analysis.Reports;
import io.penstock.db.analysis.AnalysisResults;
import io.penstock.db.analysis.AnalysisRuns;
import io.penstock.db.analysis.Reviews;
import io.penstock.db.analysis.SideBySide;
import io.penstock.db.limit.Money;
import io.penstock.report.Report;
import io.penstock.report.subject.ComparedFile;
import io.penstock.report.subject.Subject;
import io.penstock.report.subject.Subject.Before;
import io.penstock.report.summary.Verdict;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.time.InstantSource;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.springframework.batch.core.scope.context.ChunkContext;
import org.springframework.batch.core.step.StepContribution;
import org.springframework.batch.core.step.tasklet.Tasklet;
import org.springframework.batch.infrastructure.repeat.RepeatStatus;

/** Tells what all files have come to, and ends the analysis. */
final class WriteReport implements Tasklet {

    private static final String VERSION = Analyzers.usual().version();

    private final Work work;
    private final Shelves shelves;
    private final Analyses analyses;
    private final AnalysisRuns runs;
    private final AnalysisResults results;
    private final Predecessors predecessors;
    private final Reviews reviews;
    private final InstantSource clock;

    WriteReport(
            Work work,
            Shelves shelves,
            Analyses analyses,
            AnalysisRuns runs,
            AnalysisResults results,
            Predecessors predecessors,
            Reviews reviews,
            InstantSource clock) {
        this.work = work;
        this.shelves = shelves;
        this.analyses = analyses;
        this.runs = runs;
        this.results = results;
        this.predecessors = predecessors;
        this.reviews = reviews;
        this.clock = clock;
    }

    private interface Form {
        void write(OutputStream to) throws IOException;
    }

    @Override
    public RepeatStatus execute(StepContribution contribution, ChunkContext context) throws Exception {
        var id = work.hold().id();
        var analysis = analyses.find(work.hold().tenant(), id).orElseThrow();
        var before = predecessors.of(work);
        before.ifPresent(one -> runs.compare(work.hold(), one.id()));
        try (var files = results.compare(id, before.map(Analysis::id).orElse(null))) {
            write(report(analysis, before.orElse(null), files));
        }
        return RepeatStatus.FINISHED;
    }

    private void write(Report report) throws IOException {
        work.check();
        var json = keep("report.json", "application/json", report::writeJson);
        work.check();
        var sarif = keep("report.sarif", "application/sarif+json", to -> report.writeSarif(to, false));
        work.check();
        var html = keep("report.html", "text/html", report::writeHtml);
        runs.succeed(
                work.hold(),
                Json.write(report.summary()),
                VERSION,
                new Reports(json, sarif, html),
                passed(report.summary().verdict()));
    }

    private static @Nullable Boolean passed(@Nullable Verdict verdict) {
        return verdict == null ? null : verdict.outcome() == Verdict.Outcome.PASSED;
    }

    private Report report(Analysis analysis, @Nullable Analysis before, SideBySide files) {
        return Report.of(
                subject(analysis, before),
                () -> files.files()
                        .map(file -> new ComparedFile(file.path(), file.now(), file.before(), file.reused())),
                work.request().options().failOnAny());
    }

    private Subject subject(Analysis analysis, @Nullable Analysis before) {
        var source = work.request().options().source();
        var git = source.git();
        boolean isGit = git != null;
        return new Subject(
                analysis.id().toString(),
                git == null ? analysis.name() : git,
                source.ref(),
                isGit ? analysis.revision() : null,
                Objects.requireNonNull(analysis.startedAt()),
                clock.instant(),
                before == null ? null : subject(before, isGit),
                VERSION,
                analysis.leftOut(),
                work.request().options().review() == null ? null : Money.of(reviews.spent(analysis.id())));
    }

    private static Before subject(Analysis before, boolean isGit) {
        return new Before(
                before.id().toString(),
                isGit ? before.revision() : null,
                Objects.requireNonNull(before.finishedAt()),
                String.valueOf(before.analyzers()));
    }

    /** By way of a file: it is written as it is made, and stored as it is read. */
    private ArtifactId keep(String name, String type, Form form) throws IOException {
        var file = Files.createTempFile("penstock-", "-" + name);
        try {
            try (var to = new BufferedOutputStream(Files.newOutputStream(file))) {
                form.write(to);
            }
            try (var from = Files.newInputStream(file)) {
                return shelves.keep(work, name, type, from);
            }
        } finally {
            Files.delete(file);
        }
    }
}
