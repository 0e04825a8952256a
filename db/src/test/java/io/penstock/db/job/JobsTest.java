package io.penstock.db.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.penstock.catalog.http.HttpRequest;
import io.penstock.catalog.probe.Probe;
import io.penstock.db.aside.Result;
import io.penstock.db.aside.Results;
import io.penstock.db.job.Job.WaitReason;
import io.penstock.db.testing.JobRows;
import io.penstock.db.testing.TestDatabase;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiFunction;
import org.jdbi.v3.core.statement.SqlLogger;
import org.jdbi.v3.core.statement.StatementContext;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

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
        assertThat(page(tenant + 1000, JobFilter.everything(), null, 10)).isEmpty();
    }

    @Test
    void aJobThatIsNotThereIsNotFound() {
        assertThat(jobs.find(tenant, JobId.next())).isEmpty();
        assertThat(jobs.find(tenant, new JobId(JobId.floor(Instant.EPOCH)))).isEmpty();
    }

    @Test
    void aPageShowsTheNewestFirst() {
        var first = row().insert();
        var second = row().succeeded().insert();
        var third = row().scheduled().insert();
        assertThat(page(tenant, JobFilter.everything(), null, 10)).containsExactly(third, second, first);
        assertThat(page(tenant, JobFilter.everything(), null, 2)).containsExactly(third, second);
        assertThat(page(tenant, JobFilter.everything(), second, 10)).containsExactly(first);
    }

    @ParameterizedTest
    @EnumSource
    void aPageShowsTheJobsOfOneState(State state) {
        var ids = oneOfEachState();
        assertThat(page(tenant, states(Set.of(state)), null, 10)).isEqualTo(ids.get(state));
    }

    @Test
    void aPageShowsTheJobsOfSeveralStates() {
        var ids = oneOfEachState();
        assertThat(page(tenant, states(Set.of(State.SUCCEEDED, State.RUNNING)), null, 10))
                .containsExactlyInAnyOrderElementsOf(both(ids, State.SUCCEEDED, State.RUNNING));
        assertThat(page(tenant, states(Set.of(State.FAILED, State.CANCELLED)), null, 10))
                .containsExactlyInAnyOrderElementsOf(both(ids, State.FAILED, State.CANCELLED));
        assertThat(page(tenant, states(Set.of(State.QUEUED, State.SCHEDULED)), null, 10))
                .containsExactlyInAnyOrderElementsOf(both(ids, State.QUEUED, State.SCHEDULED));
        assertThat(page(tenant, states(Set.of(State.FAILED, State.QUEUED)), null, 10))
                .containsExactlyInAnyOrderElementsOf(both(ids, State.FAILED, State.QUEUED));
    }

    private static List<JobId> both(Map<State, List<JobId>> ids, State one, State other) {
        var both = new ArrayList<>(ids.getOrDefault(one, List.of()));
        both.addAll(ids.getOrDefault(other, List.of()));
        return both;
    }

    private Map<State, List<JobId>> oneOfEachState() {
        var ids = new EnumMap<State, List<JobId>>(State.class);
        ids.put(State.SCHEDULED, List.of(row().scheduled().insert()));
        var queued = row().queued().insert();
        ids.put(State.QUEUED, List.of(row().dispatched().insert(), queued));
        ids.put(State.RUNNING, List.of(row().running().insert()));
        ids.put(State.RETRYING, List.of(row().retrying().insert()));
        ids.put(State.SUCCEEDED, List.of(row().succeeded().insert()));
        ids.put(State.FAILED, List.of(row().failed().insert()));
        ids.put(State.CANCELLED, List.of(row().cancelled().insert()));
        ids.put(State.EXPIRED, List.of(row().expired().insert()));
        ids.put(State.OUTCOME_UNKNOWN, List.of(row().outcomeUnknown().insert()));
        return ids;
    }

    @Test
    void aPageShowsTheJobsOfOneKind() {
        row().kind(Probe.KIND).insert();
        var http = row().kind(HttpRequest.KIND).insert();
        assertThat(page(tenant, new JobFilter(Set.of(), "http.request", Map.of(), null, null), null, 10))
                .containsExactly(http);
        assertThat(page(tenant, new JobFilter(Set.of(State.QUEUED), "http.request", Map.of(), null, null), null, 10))
                .containsExactly(http);
        assertThat(page(tenant, new JobFilter(Set.of(State.FAILED), "http.request", Map.of(), null, null), null, 10))
                .isEmpty();
    }

    @Test
    void aPageShowsTheJobsOfAnErrorGroup() {
        var group = new ErrorGroupId("00000000000000aa");
        var first = failedWith(group);
        failedWith(new ErrorGroupId("00000000000000bb"));
        row().failed().insert();
        var second = failedWith(group);
        TEST.jdbi()
                .useHandle(handle -> handle.execute(
                        "INSERT INTO tag (tenant, name, value, id) VALUES (?, 'env', 'prod', ?)",
                        tenant,
                        first.uuid()));
        assertThat(page(tenant, ofGroup(group, Set.of(), Map.of()), null, 10)).containsExactly(second, first);
        assertThat(page(tenant, ofGroup(group, Set.of(), Map.of()), second, 10)).containsExactly(first);
        assertThat(page(tenant, ofGroup(group, Set.of(), Map.of("env", "prod")), null, 10))
                .containsExactly(first);
        assertThat(page(tenant, ofGroup(group, Set.of(), Map.of("env", "test")), null, 10))
                .isEmpty();
        assertThat(page(tenant, ofGroup(group, Set.of(State.EXPIRED), Map.of()), null, 10))
                .isEmpty();
        assertThat(page(tenant + 1, ofGroup(group, Set.of(), Map.of()), null, 10))
                .isEmpty();
        assertThat(find(first).errorGroup()).isEqualTo(group);
    }

    private static JobFilter ofGroup(ErrorGroupId group, Set<State> states, Map<String, String> tags) {
        return new JobFilter(states, null, tags, null, null, group);
    }

    private JobId failedWith(ErrorGroupId group) {
        var id = row().failed().insert();
        TEST.jdbi()
                .useHandle(handle -> handle.execute(
                        "UPDATE outcome SET fingerprint = ? WHERE id = ?", group.fingerprint(), id.uuid()));
        return id;
    }

    @ParameterizedTest
    @EnumSource(names = {"QUEUED", "FAILED", "SUCCEEDED"})
    void aPageShowsTheJobsOfATime(State state) {
        var from = now.minus(Duration.ofHours(2));
        var to = now.minus(Duration.ofHours(1));
        inState(state, from.minusMillis(1));
        var first = inState(state, from);
        var last = inState(state, to.minusMillis(1));
        inState(state, to);
        inState(state, now);
        for (var states : List.of(Set.<State>of(), Set.of(state))) {
            assertThat(page(tenant, new JobFilter(states, null, Map.of(), from, to), null, 10))
                    .containsExactly(last, first);
            assertThat(page(tenant, new JobFilter(states, null, Map.of(), from, null), null, 10))
                    .hasSize(4);
            assertThat(page(tenant, new JobFilter(states, null, Map.of(), null, to), null, 10))
                    .hasSize(3);
        }
    }

    private JobId inState(State state, Instant createdAt) {
        var row = row().createdAt(createdAt);
        return switch (state) {
            case FAILED -> row.failed().insert();
            case SUCCEEDED -> row.succeeded().insert();
            case QUEUED, SCHEDULED, RUNNING, RETRYING, CANCELLED, EXPIRED, OUTCOME_UNKNOWN ->
                row.queued().insert();
        };
    }

    @Test
    void aTimeFilterBelievesTheDatabasesClockAndNotTheIds() {
        var made = now.minus(Duration.ofHours(1));
        var behind = row().id(new JobId(JobId.floor(made.minus(Duration.ofMinutes(5)))))
                .createdAt(made)
                .insert();
        var ahead = row().id(new JobId(JobId.floor(made.plus(Duration.ofMinutes(5)))))
                .createdAt(made)
                .insert();
        var filter = new JobFilter(Set.of(), null, Map.of(), made.minusMillis(1), made.plusMillis(1));
        assertThat(page(tenant, filter, null, 10)).containsExactly(ahead, behind);
    }

    @Test
    void pagesShowEachJobOnce() {
        var all = new ArrayList<JobId>();
        for (int i = 0; i < 7; i++) {
            all.addFirst(row().insert());
            all.addFirst(row().failed().insert());
            all.addFirst(row().running().insert());
        }
        var seen = new ArrayList<JobId>();
        @Nullable JobId last = null;
        while (true) {
            var page = page(tenant, JobFilter.everything(), last, 4);
            if (page.isEmpty()) {
                break;
            }
            seen.addAll(page);
            last = page.getLast();
        }
        assertThat(seen).isEqualTo(all);
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

    @Test
    void aPageThatBeganBeforeNewJobsGoesOnWhereItWas() {
        var first = row().insert();
        var second = row().insert();
        assertThat(page(tenant, JobFilter.everything(), null, 1)).containsExactly(second);
        row().insert();
        assertThat(page(tenant, JobFilter.everything(), second, 10)).containsExactly(first);
    }

    private static JobFilter states(Set<State> states) {
        return new JobFilter(states, null, Map.of(), null, null);
    }

    private List<JobId> page(int tenant, JobFilter filter, @Nullable JobId olderThan, int size) {
        return jobs.page(tenant, filter, olderThan, size).stream().map(Job::id).toList();
    }
}
