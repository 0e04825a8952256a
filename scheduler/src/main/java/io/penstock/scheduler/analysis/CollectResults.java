package io.penstock.scheduler.analysis;

import io.penstock.catalog.analysis.AnalysisFiles;
import io.penstock.catalog.analysis.AnalyzedFile;
import io.penstock.db.analysis.AnalysisResults;
import io.penstock.db.analysis.Inventory;
import io.penstock.db.analysis.Inventory.EndedPack;
import io.penstock.db.aside.Results;
import io.penstock.db.job.BatchId;
import io.penstock.scheduler.errand.GaveUp;
import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.batch.core.scope.context.ChunkContext;
import org.springframework.batch.core.step.StepContribution;
import org.springframework.batch.core.step.tasklet.Tasklet;
import org.springframework.batch.infrastructure.repeat.RepeatStatus;

/** Takes what the jobs have found as they end, so that it can be read while others run. */
final class CollectResults implements Tasklet {

    private static final int AT_ONCE = 20;
    private static final Duration SHORTEST_REST = Duration.ofMillis(50);
    private static final Duration LONGEST_REST = Duration.ofSeconds(1);

    /** What might not go wrong another time. */
    private static final Set<String> PASSING = Set.of("too_slow", "out_of_memory", "crashed", "too_much");

    private final Work work;
    private final Shelves shelves;
    private final Inventory inventory;
    private final PackBatch batch;
    private final Results results;
    private final AnalysisResults found;
    private final InstantSource clock;

    CollectResults(
            Work work,
            Shelves shelves,
            Inventory inventory,
            PackBatch batch,
            Results results,
            AnalysisResults found,
            InstantSource clock) {
        this.work = work;
        this.shelves = shelves;
        this.inventory = inventory;
        this.batch = batch;
        this.results = results;
        this.found = found;
        this.clock = clock;
    }

    @Override
    public RepeatStatus execute(StepContribution contribution, ChunkContext context) throws Exception {
        if (inventory.lastPack(work.hold().id()) > 0) {
            collect(batch.seal(work));
            unlessAllFailed();
        }
        return RepeatStatus.FINISHED;
    }

    /** A report of nothing would look like one of a source in which nothing is wrong. */
    private void unlessAllFailed() {
        var progress = found.progress(work.hold().id());
        if (progress.done() == 0) {
            var first = found.page(work.hold().id(), 0, null, 1).getFirst();
            throw new GaveUp(
                    "nothing_analyzed",
                    "No job that was to look at its %d files succeeded; the first ended with %s."
                            .formatted(progress.files(), first.errorCode()));
        }
    }

    private void collect(BatchId id) throws IOException, InterruptedException {
        var rest = SHORTEST_REST;
        while (inventory.open(work.hold().id()) > 0) {
            var ended = inventory.ended(work.hold(), id, AT_ONCE);
            for (var pack : ended) {
                work.check();
                collect(pack);
            }
            rest = ended.isEmpty() ? longer(rest) : SHORTEST_REST;
            if (ended.isEmpty()) {
                work.rest(rest);
            }
        }
    }

    private static Duration longer(Duration rest) {
        var twice = rest.multipliedBy(2);
        return twice.compareTo(LONGEST_REST) > 0 ? LONGEST_REST : twice;
    }

    private void collect(EndedPack pack) throws IOException {
        var found = pack.error() == null
                ? results.read(work.hold().tenant(), pack.job(), AnalysisFiles.Result.class)
                        .orElse(null)
                : null;
        inventory.collect(
                work.hold(),
                pack.nr(),
                found == null ? List.of() : found.files(),
                (form, file) -> key(form, file, found),
                found != null ? "not_in_result" : pack.error() == null ? "result_gone" : pack.error());
        shelves.remove(work, pack.artifact());
    }

    /** What failed for a reason that may pass is known for the rest of the day. */
    private byte[] key(byte[] form, AnalyzedFile file, AnalysisFiles.@Nullable Result of) {
        boolean passing = file.errors().stream().anyMatch(error -> PASSING.contains(error.code()));
        var version = of == null ? "" : of.analyzerVersion();
        return passing ? Forms.keyToday(form, version, clock) : Forms.key(form, version);
    }
}
