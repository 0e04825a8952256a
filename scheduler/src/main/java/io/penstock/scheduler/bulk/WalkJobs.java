package io.penstock.scheduler.bulk;

import io.micrometer.core.instrument.MeterRegistry;
import io.penstock.db.bulk.BulkRuns.Taken;
import io.penstock.db.bulk.ItemOutcome;
import io.penstock.db.bulk.Slices;
import io.penstock.db.bulk.Slices.Slice;
import io.penstock.scheduler.errand.Errand;
import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.batch.infrastructure.item.Chunk;
import org.springframework.batch.infrastructure.item.ItemReader;
import org.springframework.batch.infrastructure.item.ItemWriter;

/** Takes the jobs of an operation some at a time, as fast as it may, and does to them what is to be done. */
final class WalkJobs implements ItemReader<Slice>, ItemWriter<Slice> {

    /** Somebody is at one of the jobs, and will not be for long. */
    private static final Duration SOON = Duration.ofMillis(20);

    private final Taken taken;
    private final Errand errand;
    private final Slices slices;
    private final Pace pace;
    private final MeterRegistry meters;
    private int chunk;

    WalkJobs(Taken taken, Errand errand, Slices slices, MeterRegistry meters) {
        this.taken = taken;
        this.errand = errand;
        this.slices = slices;
        this.pace = new Pace(taken.operation().request().rate(), System::nanoTime);
        this.meters = meters;
    }

    @Override
    public @Nullable Slice read() throws InterruptedException {
        errand.rest(pace.rest());
        var slice = slices.next(taken.hold(), chunk, pace.atOnce());
        chunk = slice.chunk();
        return slice.jobs().isEmpty() ? null : slice;
    }

    @Override
    public void write(Chunk<? extends Slice> chunk) throws InterruptedException {
        for (var slice : chunk) {
            errand.check();
            var outcomes = slices.settle(taken.hold(), taken.operation(), slice);
            count(outcomes);
            pace.took(outcomes.size());
            if (outcomes.isEmpty()) {
                errand.rest(SOON);
            }
        }
    }

    private void count(List<ItemOutcome> outcomes) {
        var action = taken.operation().request().action().toString();
        outcomes.stream()
                .collect(Collectors.groupingBy(ItemOutcome::kind, Collectors.counting()))
                .forEach((kind, jobs) -> meters.counter("penstock.bulk.jobs", "action", action, "outcome", kind.label())
                        .increment(jobs));
    }
}
