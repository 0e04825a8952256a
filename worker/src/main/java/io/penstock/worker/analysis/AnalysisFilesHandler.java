package io.penstock.worker.analysis;

import io.penstock.analyzer.Settings;
import io.penstock.analyzer.analysis.Analysis;
import io.penstock.analyzer.analysis.Analyzers;
import io.penstock.analyzer.analysis.Stuck;
import io.penstock.analyzer.source.SourceFile;
import io.penstock.catalog.analysis.AnalysisFiles;
import io.penstock.catalog.analysis.AnalysisFiles.Payload;
import io.penstock.catalog.analysis.AnalysisFiles.Result;
import io.penstock.catalog.analysis.AnalyzedFile;
import io.penstock.catalog.analysis.PackedFile;
import io.penstock.catalog.kind.Kind;
import io.penstock.worker.handler.Answer;
import io.penstock.worker.handler.Handler;
import io.penstock.worker.handler.Run;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.concurrent.Semaphore;

/** Looks through the files of a pack, one after the other. An attempt that broke off leaves nothing behind, so the next begins anew. */
public final class AnalysisFilesHandler implements Handler<Payload, Result> {

    private static final Duration UNTIL_LOOKS_END = Duration.ofSeconds(30);

    private final Analysis analysis;
    private final Semaphore processors;

    public AnalysisFilesHandler(Analysis analysis, int atOnce) {
        this.analysis = analysis;
        this.processors = new Semaphore(atOnce, true);
    }

    /** With all analyzers that there are. */
    public static AnalysisFilesHandler of(AnalysisSettings settings) {
        return new AnalysisFilesHandler(
                new Analysis(Analyzers.usual(), settings.bounds()), settings.packsOrProcessors());
    }

    @Override
    public Kind<Payload, Result> kind() {
        return AnalysisFiles.KIND;
    }

    @Override
    public Answer<Result> run(Payload payload, Run run) throws Exception {
        var settings = Settings.of(payload);
        var refusal = analysis.analyzers().refusal(settings);
        if (refusal.isPresent()) {
            return Answer.permanent("settings_invalid", refusal.get());
        }
        // More at a time would all be slower, and each needs memory.
        processors.acquire();
        try {
            return look(payload, settings, run);
        } catch (PackRefused e) {
            return Answer.permanent("pack_invalid", e.sentence());
        } catch (Stuck e) {
            return Answer.retryable(
                    "analyzers_stuck",
                    "This worker looks at files that it cannot stop looking at; another may do.",
                    UNTIL_LOOKS_END);
        } finally {
            processors.release();
        }
    }

    private Answer<Result> look(Payload payload, Settings settings, Run run)
            throws IOException, PackRefused, Stuck, InterruptedException {
        long total = count(payload, run);
        var looked = new ArrayList<AnalyzedFile>();
        var room = new Room();
        run.progress(0, total, null);
        try (var pack = open(payload, run)) {
            for (var file = pack.next(); file != null; file = pack.next()) {
                checkStop(run);
                looked.add(room.fit(look(file, settings)));
                run.progress(looked.size(), total, null);
            }
        }
        return Answer.done(new Result(analysis.analyzers().version(), looked));
    }

    /** All of it is read once before, so that a pack that is refused costs no analysis. */
    private static long count(Payload payload, Run run) throws IOException, PackRefused, InterruptedException {
        long count = 0;
        try (var pack = open(payload, run)) {
            while (pack.next() != null) {
                checkStop(run);
                count++;
            }
        }
        return count;
    }

    private static Pack open(Payload payload, Run run) throws IOException, PackRefused {
        return new Pack(run.artifacts().open(payload.pack()).content());
    }

    private AnalyzedFile look(PackedFile file, Settings settings) throws Stuck, InterruptedException {
        return analysis.look(SourceFile.of(file.path(), file.language(), file.text()), file.sha256(), settings);
    }

    private static void checkStop(Run run) throws InterruptedException {
        if (run.cancelled()) {
            throw new InterruptedException();
        }
    }
}
