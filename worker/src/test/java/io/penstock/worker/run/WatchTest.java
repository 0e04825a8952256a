package io.penstock.worker.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.penstock.catalog.kind.JobOptions;
import io.penstock.db.claim.Claim;
import io.penstock.db.effect.Effects;
import io.penstock.db.progress.Chunk;
import io.penstock.db.progress.Reports;
import io.penstock.db.testing.JobRows;
import io.penstock.db.testing.TestDatabase;
import io.penstock.db.testing.WorkerRows;
import io.penstock.store.ArtifactSettings;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

class WatchTest {

    @AutoClose
    private static final TestDatabase TEST = TestDatabase.fresh();

    private final Reports reports = new Reports(TEST.database());
    private final Watch watch = new Watch(Clock.systemUTC(), Duration.ofMinutes(1), reports, run -> {});
    private final List<LiveRun> listened = new ArrayList<>();

    private LiveRun run() {
        return run(reports);
    }

    private LiveRun run(Reports reports) {
        var worker = WorkerRows.in(TEST.database()).alive();
        var id = JobRows.in(TEST.database()).running().worker(worker).insert();
        var claim = new Claim(
                id, 1, "probe", 1, 0, 5, worker, null, Instant.now(), Instant.now(), null, JobOptions.NONE, null, null);
        return new LiveRun(
                claim,
                Instant.MAX,
                new Effects(TEST.jdbi()),
                ArtifactAccess.of(TEST.jdbi(), ArtifactSettings.in("target/artifacts"))
                        .of(claim),
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

    /** Somebody else has written what it said, and is held up before he tells of it. */
    @Test
    void howFarItIsIsToldBeforeItEnds() throws Exception {
        var first = new AtomicBoolean(true);
        var told = new CountDownLatch(1);
        var mayTell = new CountDownLatch(1);
        var happened = new CopyOnWriteArrayList<String>();
        var slow = new Reports(TEST.database(), (said, at) -> {
            if (first.getAndSet(false)) {
                told.countDown();
                awaitUninterrupted(mayTell);
                happened.add("told");
            }
        });
        var run = run(slow);
        var watch = new Watch(Clock.systemUTC(), Duration.ofMinutes(1), slow, abandoned -> {});
        watch.add(run);
        run.progress(1, 2L, null);

        var writing = Thread.ofPlatform().start(watch::runOnce);
        told.await();
        var ending = Thread.ofPlatform().start(() -> {
            run.end();
            run.writeLastReport();
            happened.add("ended");
        });
        await().until(() -> ending.getState() == Thread.State.WAITING || !happened.isEmpty());
        mayTell.countDown();
        writing.join();
        ending.join();

        assertThat(happened).containsExactly("told", "ended");
    }

    @Test
    void whoWasGivenUpIsNotHeardAnyMore() {
        var run = run();
        watch.add(run);
        run.end();

        run.append("late");
        run.progress(1, null, null);
        watch.runOnce();

        assertThat(run.report()).isEmpty();
        assertThat(written(run)).isEmpty();
    }

    @Test
    void aRunThatSaysNothingIsNotListenedTo() {
        var run = run();
        watch.add(run);

        run.progress(1, 2L, null);
        watch.runOnce();

        assertThat(listened).isEmpty();
    }

    private static void awaitUninterrupted(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
