package io.penstock.db.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.penstock.db.aside.Result;
import io.penstock.db.aside.Results;
import io.penstock.db.job.Job.WaitReason;
import io.penstock.db.testing.JobRows;
import io.penstock.db.testing.TestDatabase;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiFunction;
import org.jdbi.v3.core.statement.SqlLogger;
import org.jdbi.v3.core.statement.StatementContext;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

/** The tests share a database; each has a tenant of its own. */
class JobsTest {

    @AutoClose
    private static final TestDatabase TEST = TestDatabase.fresh();

    private static final String FAIL = """
            WITH gone AS (DELETE FROM live WHERE id = ? RETURNING tenant, id, attempt, worker, since),
            kept AS (
                INSERT INTO attempt (id, attempt, worker, error_code, error, class, started_at)
                SELECT id, attempt, worker, 'refused', 'The card was refused.', 'permanent', since FROM gone)
            INSERT INTO outcome (tenant, id, state, attempt, worker, started_at, error_code, error)
            SELECT tenant, id, 'failed', attempt, worker, since, 'refused', 'The card was refused.' FROM gone""";

    private static final AtomicInteger TENANTS = new AtomicInteger();

    private final Jobs jobs = new Jobs(TEST.jdbi());
    private final Results results = new Results(TEST.jdbi());
    private final int tenant = TENANTS.incrementAndGet();
    private final Instant now = Instant.now().truncatedTo(ChronoUnit.MICROS);

    private JobRows row() {
        return JobRows.in(TEST.database()).tenant(tenant);
    }

    private Job find(JobId id) {
        return jobs.find(tenant, id).orElseThrow();
    }

    @Test
    void aQueuedJobWaitsForItsTurn() {
        var id = row().queued().priority(7).maxAttempts(3).createdAt(now).insert();
        assertThat(find(id))
                .isEqualTo(new Job(
                        id,
                        "probe",
                        State.QUEUED,
                        1,
                        7,
                        0,
                        3,
                        WaitReason.TURN,
                        null,
                        now,
                        null,
                        null,
                        null,
                        null,
                        null,
                        null,
                        null,
                        null,
                        null,
                        Map.of(),
                        null,
                        null,
                        List.of()));
    }

    @Test
    void aDispatchedJobIsStillQueuedToItsClient() {
        var job = find(row().dispatched().insert());
        assertThat(job.state()).isEqualTo(State.QUEUED);
        assertThat(job.waitReason()).isEqualTo(WaitReason.WORKER);
    }

    @Test
    void aScheduledJobSaysWhen() {
        var due = now.plus(Duration.ofDays(1));
        var job = find(row().scheduled().dueAt(due).insert());
        assertThat(job.state()).isEqualTo(State.SCHEDULED);
        assertThat(job.waitReason()).isEqualTo(WaitReason.RUN_AT);
        assertThat(job.nextEligibleAt()).isEqualTo(due);
    }

    @Test
    void aRunningJobWaitsForNothing() {
        var started = now.minusSeconds(5);
        var job = find(row().running().since(started).insert());
        assertThat(job.state()).isEqualTo(State.RUNNING);
        assertThat(job.attempt()).isEqualTo(1);
        assertThat(job.startedAt()).isEqualTo(started);
        assertThat(job.waitReason()).isNull();
    }

    @Test
    void aRetryingJobSaysWhenAndWhatFailed() {
        var due = now.plus(Duration.ofMinutes(1));
        var job = find(row().retrying()
                .attempt(2)
                .dueAt(due)
                .failure("timeout", "It took too long.")
                .insert());
        assertThat(job.state()).isEqualTo(State.RETRYING);
        assertThat(job.waitReason()).isEqualTo(WaitReason.RETRY);
        assertThat(job.nextEligibleAt()).isEqualTo(due);
        assertThat(job.failure()).isNull();
        assertThat(job.attempts()).extracting(Attempt::attempt).containsExactly(1, 2);
        assertThat(job.attempts())
                .extracting(Attempt::failure)
                .containsOnly(new Failure("timeout", "It took too long."));
    }

    @Test
    void aSucceededJobHasItsResult() {
        var id = row().succeeded()
                .attempt(2)
                .result("{\"attempt\":2}")
                .since(now)
                .insert();
        var job = find(id);
        assertThat(job.state()).isEqualTo(State.SUCCEEDED);
        assertThat(job.attempt()).isEqualTo(2);
        assertThat(job.startedAt()).isNotNull();
        assertThat(job.finishedAt()).isEqualTo(now);
        assertThat(job.attempts()).hasSize(1);
        assertThat(results.find(tenant, id)).isEqualTo(new Result.Inline("{\"attempt\":2}"));
    }

    @Test
    void aFailedJobSaysWhy() {
        var id = row().failed().failure("refused", "No.").insert();
        var job = find(id);
        assertThat(job.state()).isEqualTo(State.FAILED);
        assertThat(job.failure()).isEqualTo(new Failure("refused", "No."));
        assertThat(job.attempts()).hasSize(1);
        assertThat(results.find(tenant, id)).isEqualTo(new Result.None());
    }

    @Test
    void aCancelledJobNeverStarted() {
        var job = find(row().cancelled().insert());
        assertThat(job.state()).isEqualTo(State.CANCELLED);
        assertThat(job.startedAt()).isNull();
        assertThat(job.finishedAt()).isCloseTo(now, within(1, ChronoUnit.MINUTES));
    }

    @Test
    void anotherTenantFindsNothing() {
        var id = row().succeeded().insert();
        assertThat(jobs.find(tenant + 1000, id)).isEmpty();
        assertThat(results.find(tenant + 1000, id)).isEqualTo(new Result.None());
        assertThat(new JobPages(TEST.jdbi())
                        .page(tenant + 1000, JobFilter.everything(), null, 10)
                        .jobs())
                .isEmpty();
    }

    @Test
    void aJobThatIsNotThereIsNotFound() {
        assertThat(jobs.find(tenant, JobId.next())).isEmpty();
        assertThat(jobs.find(tenant, new JobId(JobId.floor(Instant.EPOCH)))).isEmpty();
    }

    @Test
    void aJobThatEndsWhileItIsReadIsSeenAtOneMoment() {
        seenWhileItFails((of, id) -> of.find(1, id).orElseThrow());
        seenWhileItFails((of, id) ->
                Objects.requireNonNull(of.find(List.of(new Jobs.Key(1, id))).get(new Jobs.Key(1, id))));
    }

    /** It fails for good after the reader's first statement. */
    private static void seenWhileItFails(BiFunction<Jobs, JobId, Job> read) {
        try (var test = TestDatabase.fresh()) {
            var id = JobRows.in(test.database()).running().insert();
            test.jdbi().setSqlLogger(new SqlLogger() {
                @Override
                public void logAfterExecution(StatementContext context) {
                    test.database().recoverable().useHandle(handle -> handle.execute(FAIL, id.uuid()));
                }
            });
            var before = read.apply(new Jobs(test.jdbi()), id);
            assertThat(before.state()).isEqualTo(State.RUNNING);
            assertThat(before.attempts()).isEmpty();
            var after = read.apply(new Jobs(test.jdbi()), id);
            assertThat(after.state()).isEqualTo(State.FAILED);
            assertThat(after.attempts()).hasSize(1);
        }
    }
}
