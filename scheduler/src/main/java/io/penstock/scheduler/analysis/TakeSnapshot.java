package io.penstock.scheduler.analysis;

import io.penstock.catalog.analysis.PackedFile;
import io.penstock.catalog.artifact.ArtifactId;
import io.penstock.db.analysis.AnalysisRuns;
import io.penstock.scheduler.errand.GaveUp;
import io.penstock.source.Caps;
import io.penstock.source.Progress;
import io.penstock.source.Source;
import io.penstock.source.SourceRefused;
import io.penstock.source.archive.Archives;
import io.penstock.source.git.Repositories;
import io.penstock.source.selection.Reason;
import io.penstock.source.selection.Selection;
import io.penstock.source.snapshot.Snapshot;
import java.io.IOException;
import java.nio.file.Files;
import java.util.Objects;
import java.util.TreeMap;
import org.springframework.batch.core.scope.context.ChunkContext;
import org.springframework.batch.core.step.StepContribution;
import org.springframework.batch.core.step.tasklet.Tasklet;
import org.springframework.batch.infrastructure.repeat.RepeatStatus;

/** Fetches the source and keeps the files that are looked at, so that all that comes later is of the same state, in any scheduler. */
final class TakeSnapshot implements Tasklet {

    private static final String UNREACHABLE = "git_unreachable";
    private static final int TRIES_TO_REACH = 5;

    private final Work work;
    private final Repositories repositories;
    private final Archives archives;
    private final Caps caps;
    private final Shelves shelves;
    private final AnalysisRuns runs;

    TakeSnapshot(
            Work work, Repositories repositories, Archives archives, Caps caps, Shelves shelves, AnalysisRuns runs) {
        this.work = work;
        this.repositories = repositories;
        this.archives = archives;
        this.caps = caps;
        this.shelves = shelves;
        this.runs = runs;
    }

    @Override
    public RepeatStatus execute(StepContribution contribution, ChunkContext context) throws Exception {
        try (var snapshot = open()) {
            var kept = keep(snapshot);
            var leftOut = new TreeMap<String, Long>();
            for (var reason : Reason.values()) {
                if (snapshot.leftOut().count(reason) > 0) {
                    leftOut.put(reason.code(), (long) snapshot.leftOut().count(reason));
                }
            }
            runs.note(work.hold(), kept, snapshot.version(), leftOut);
            work.snapshot(kept);
        } catch (SourceRefused e) {
            if (e.code().equals(UNREACHABLE) && work.analysis().tries() < TRIES_TO_REACH) {
                throw new IOException(e.sentence(), e);
            }
            throw new GaveUp(e.code(), e.sentence());
        }
        return RepeatStatus.FINISHED;
    }

    private Snapshot open() throws IOException, SourceRefused, InterruptedException {
        var options = work.request().options();
        var selection = Selection.of(options.include(), options.exclude());
        Progress progress = (sentence, done, total) -> work.check();
        var archive = options.source().artifact();
        if (archive != null) {
            return archives.open(new Source.Archive(() -> shelves.open(work, archive)), selection, caps, progress);
        }
        var git = new Source.Git(
                Objects.requireNonNull(options.source().git()), options.source().ref());
        return repositories.open(git, repositories.check(git), selection, caps, progress);
    }

    private ArtifactId keep(Snapshot snapshot) throws IOException {
        var file = Files.createTempFile("penstock-", "-snapshot");
        try {
            try (var writer = PackWriter.snapshot(Files.newOutputStream(file))) {
                for (int nr = 0; nr < snapshot.files(); nr++) {
                    work.check();
                    var text = snapshot.file(nr);
                    writer.add(new PackedFile(text.path(), null, text.sha256(), text.text()));
                }
            }
            try (var from = Files.newInputStream(file)) {
                return shelves.lay(work, "snapshot.zst", "application/zstd", from);
            }
        } finally {
            Files.delete(file);
        }
    }
}
