package io.penstock.worker.run;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.catalog.kind.JobOptions;
import io.penstock.db.claim.Claim;
import io.penstock.db.effect.Effects;
import io.penstock.db.progress.Chunk;
import io.penstock.db.progress.Reports;
import io.penstock.db.testing.JobRows;
import io.penstock.db.testing.TestDatabase;
import io.penstock.db.testing.WorkerRows;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

class WatchTest {

    @AutoClose
    private static final TestDatabase TEST = TestDatabase.fresh();

    private final Reports reports = new Reports(TEST.database());
    private final Watch watch = new Watch(Clock.systemUTC(), Duration.ofMinutes(1), reports, run -> {});
    private final List<LiveRun> listened = new ArrayList<>();

    private LiveRun run() {
        var worker = WorkerRows.in(TEST.database()).alive();
        var id = JobRows.in(TEST.database()).running().worker(worker).insert();
        var claim = new Claim(
                id, 1, "probe", 1, 0, 5, worker, null, Instant.now(), Instant.now(), null, JobOptions.NONE, null, null);
        return new LiveRun(
                claim,
                Instant.MAX,
                new Effects(TEST.jdbi()),
                reports,
                run -> {
                    listened.add(run);
                    watch.listen(run);
                },
                () -> {});
    }

    private List<String> written(LiveRun run) {
        return reports.chunksAfter(run.id(), 0, 0, 100).stream()
                .map(Chunk::text)
                .toList();
    }

    /** The watch does not look at this run by itself, as it was never told of it: what is written is what it listened to. */
    @Test
    void theFirstTextDoesNotWaitForALook() {
        var run = run();

        run.append("first");
        watch.runOnce();

        assertThat(written(run)).containsExactly("first");
    }

    @Test
    void whatComesSoonAfterItWaits() {
        var run = run();
        run.append("first");
        run.append("second");
        assertThat(listened).containsExactly(run);

        watch.runOnce();

        assertThat(written(run)).containsExactly("first", "second");
        run.append("third");
        // On a machine that stood still meanwhile, the third one is a first one again.
        assertThat(listened).hasSizeBetween(1, 2);
    }

    @Test
    void aRunThatSaysNothingIsNotListenedTo() {
        var run = run();
        watch.add(run);

        run.progress(1, 2L, null);
        watch.runOnce();

        assertThat(listened).isEmpty();
    }
}
