package io.penstock.worker.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.penstock.catalog.json.Json;
import io.penstock.catalog.kind.JobOptions;
import io.penstock.catalog.kind.Kind;
import io.penstock.catalog.kind.Lane;
import io.penstock.catalog.kind.RetryPolicy;
import io.penstock.db.aside.Asides;
import io.penstock.db.aside.JsonText;
import io.penstock.db.aside.Result;
import io.penstock.db.aside.Results;
import io.penstock.db.aside.Room;
import io.penstock.db.claim.Claim;
import io.penstock.db.claim.Settlements;
import io.penstock.db.effect.Effects;
import io.penstock.db.job.Job;
import io.penstock.db.job.JobId;
import io.penstock.db.job.Jobs;
import io.penstock.db.job.State;
import io.penstock.db.limit.Limits;
import io.penstock.db.progress.Reports;
import io.penstock.db.testing.JobRows;
import io.penstock.db.testing.TestDatabase;
import io.penstock.db.testing.WorkerRows;
import io.penstock.store.ArtifactSettings;
import io.penstock.worker.handler.Answer;
import io.penstock.worker.handler.Handler;
import io.penstock.worker.handler.Handlers;
import io.penstock.worker.handler.Run;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

class LongTextTest {

    private static final Duration TIMEOUT = Duration.ofMinutes(1);

    record Text(String name, String filling) {}

    record Size(int length, String filling) {}

    /** Says how long the filling is, after it was let go, and returns as much as it is told to. */
    private final class Measure implements Handler<Text, Size> {
        @Override
        public Kind<Text, Size> kind() {
            return new Kind<>(
                    "test.measure",
                    "For tests.",
                    Lane.HTTP,
                    Text.class,
                    Size.class,
                    RetryPolicy.exponential(5, Duration.ofSeconds(1), Duration.ofMinutes(5)),
                    TIMEOUT);
        }

        @Override
        public Answer<Size> run(Text text, Run run) throws InterruptedException {
            begun.put(text.name, run.deadline());
            if (text.name.equals("holds")) {
                letGo.await();
            }
            return new Answer.Done<>(new Size(text.filling.length(), "x".repeat(returned)));
        }
    }

    @AutoClose
    private static final TestDatabase TEST = TestDatabase.fresh();

    private final Map<String, Instant> begun = new ConcurrentHashMap<>();
    private final CountDownLatch letGo = new CountDownLatch(1);
    private volatile int returned;
    private volatile Instant now = Instant.now();

    @AutoClose
    private final Settlements settlements = new Settlements(TEST.jdbi());

    private final Room room = new Room(1 << 20);

    @AutoClose
    private final JobRunner runner = new JobRunner(
            new Handlers(List.of(new Measure())),
            settlements,
            new Payloads(TEST.jdbi(), room),
            new Effects(TEST.jdbi()),
            ArtifactAccess.of(TEST.jdbi(), ArtifactSettings.in("target/artifacts")),
            new Reports(TEST.database()),
            new Limits(TEST.jdbi()),
            () -> now,
            Duration.ofMinutes(10),
            new SimpleMeterRegistry());

    private final Running running = new Running(runner);
    private final Jobs jobs = new Jobs(TEST.jdbi());
    private final int worker = WorkerRows.in(TEST.database()).alive();

    @AfterEach
    void letEverybodyGo() throws InterruptedException {
        letGo.countDown();
        assertThat(running.awaitNone(Duration.ofSeconds(30))).isTrue();
        assertThat(room.tryTake(room.size())).isPresent();
    }

    private Claim start(String name, int length, JobOptions options, @Nullable Instant deadline) {
        var id = JobRows.in(TEST.database())
                .kind(new Measure().kind())
                .running()
                .worker(worker)
                .insert();
        var text = JsonText.write(new Text(name, "x".repeat(length))).orElseThrow();
        TEST.jdbi().useHandle(handle -> Asides.PAYLOADS.write(handle, id, (JsonText.Aside) text));
        return start(id, options, deadline);
    }

    private Claim start(JobId id, JobOptions options, @Nullable Instant deadline) {
        var claim = new Claim(id, 1, "test.measure", 1, 0, 5, worker, null, now, now, deadline, options, null, null);
        running.start(claim, () -> {});
        return claim;
    }

    private Job ended(Claim claim) {
        await().until(() -> jobs.find(1, claim.id()).orElseThrow().state().isFinal());
        return jobs.find(1, claim.id()).orElseThrow();
    }

    private Result result(Claim claim) {
        return new Results(TEST.jdbi()).find(1, claim.id());
    }

    /** Takes most of the room, for as long as it is not let go, whatever the time. */
    private Claim holder() {
        var claim = start("holds", 700 << 10, JobOptions.read("{\"timeout\": \"PT10H\"}"), null);
        await().until(() -> begun.containsKey("holds"));
        return claim;
    }

    @Test
    void aLongPayloadReachesItsHandler() {
        var claim = start("a", 5 << 20, JobOptions.NONE, null);
        assertThat(ended(claim).state()).isEqualTo(State.SUCCEEDED);
        assertThat(result(claim)).isEqualTo(new Result.Inline("{\"length\":5242880,\"filling\":\"\"}"));
    }

    @Test
    void anAttemptWaitsForRoomAndItsTimeBeginsAfterwards() {
        var holder = holder();
        var waiting = start("waits", 400 << 10, JobOptions.NONE, null);
        now = now.plus(TIMEOUT.multipliedBy(3));
        assertThat(begun).doesNotContainKey("waits");

        letGo.countDown();

        assertThat(ended(holder).state()).isEqualTo(State.SUCCEEDED);
        assertThat(ended(waiting).state()).isEqualTo(State.SUCCEEDED);
        assertThat(begun).containsEntry("waits", now.plus(TIMEOUT));
    }

    @Test
    void whoWaitsForRoomCanBeCancelled() {
        holder();
        var waiting = start("waits", 400 << 10, JobOptions.NONE, null);
        running.cancel(List.of(waiting.id()));
        assertThat(ended(waiting).state()).isEqualTo(State.CANCELLED);
        assertThat(begun).doesNotContainKey("waits");
    }

    @Test
    void whoseDeadlinePassesWhileItWaitsForRoomExpires() {
        holder();
        var waiting = start("waits", 400 << 10, JobOptions.NONE, now.plusSeconds(30));
        now = now.plusSeconds(31);
        assertThat(ended(waiting).state()).isEqualTo(State.EXPIRED);
        assertThat(begun).doesNotContainKey("waits");
    }

    @Test
    void aPayloadThatIsGoneEndsTheJob() {
        var id = JobRows.in(TEST.database()).running().worker(worker).insert();
        var job = ended(start(id, JobOptions.NONE, null));
        assertThat(job.state()).isEqualTo(State.FAILED);
        assertThat(job.failure()).isNotNull().extracting("code").isEqualTo("unreadable_payload");
    }

    @Test
    void aResultThatIsTooLargeEndsTheJob() {
        returned = Json.LONGEST;
        var claim = start("a", 300 << 10, JobOptions.NONE, null);
        var job = ended(claim);
        assertThat(job.state()).isEqualTo(State.FAILED);
        assertThat(job.failure()).isNotNull().extracting("code").isEqualTo("result_too_large");
        assertThat(job.failure()).extracting("message").isEqualTo("The result has more than 67108864 bytes as JSON.");
        assertThat(job.attempts()).hasSize(1);
    }

    @Test
    void aLongResultIsKept() {
        returned = 300 << 10;
        var claim = start("a", 300 << 10, JobOptions.NONE, null);
        assertThat(ended(claim).state()).isEqualTo(State.SUCCEEDED);
        assertThat(result(claim)).isInstanceOf(Result.Aside.class);
    }
}
