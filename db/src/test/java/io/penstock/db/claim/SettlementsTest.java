package io.penstock.db.claim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.penstock.catalog.ai.Hop;
import io.penstock.db.aside.Result;
import io.penstock.db.aside.Results;
import io.penstock.db.claim.Finish.LeaseLost;
import io.penstock.db.claim.Finish.Recorded;
import io.penstock.db.claim.Outcome.Cancelled;
import io.penstock.db.claim.Outcome.Expired;
import io.penstock.db.claim.Outcome.Failed;
import io.penstock.db.claim.Outcome.Released;
import io.penstock.db.claim.Outcome.Retry;
import io.penstock.db.claim.Outcome.Snooze;
import io.penstock.db.claim.Outcome.Succeeded;
import io.penstock.db.claim.Outcome.Unknown;
import io.penstock.db.claim.Settlements.Settlement;
import io.penstock.db.job.Attempt;
import io.penstock.db.job.ErrorGroupId;
import io.penstock.db.job.Failure;
import io.penstock.db.job.FailureClass;
import io.penstock.db.job.Hops;
import io.penstock.db.job.Job;
import io.penstock.db.job.JobId;
import io.penstock.db.job.Jobs;
import io.penstock.db.job.State;
import io.penstock.db.testing.AtOnce;
import io.penstock.db.testing.JobRows;
import io.penstock.db.testing.LiveRow;
import io.penstock.db.testing.TestClaim;
import io.penstock.db.testing.TestDatabase;
import io.penstock.db.testing.WorkerRows;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.Timeout.ThreadMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

@Timeout(value = 30, threadMode = ThreadMode.SEPARATE_THREAD)
class SettlementsTest {

    private static final Failure FAILURE = new Failure("provider_error", "The provider answered 500.");

    @AutoClose
    private static final TestDatabase TEST = TestDatabase.fresh();

    @AutoClose
    private final Settlements settlements = new Settlements(TEST.jdbi());

    private final Jobs jobs = new Jobs(TEST.jdbi());
    private final Results results = new Results(TEST.jdbi());
    private final int worker = WorkerRows.in(TEST.database()).alive();
    private final Instant started = Instant.now().minusSeconds(60).truncatedTo(ChronoUnit.MICROS);

    static Stream<Outcome> outcomes() {
        return Stream.of(
                new Succeeded("{}"),
                new Failed(FAILURE, FailureClass.PERMANENT),
                new Retry(FAILURE, FailureClass.RETRYABLE, Duration.ofSeconds(1)),
                new Released(),
                new Snooze(Duration.ofSeconds(1)),
                new Expired(FAILURE, FailureClass.RETRYABLE),
                new Cancelled(),
                new Unknown(FAILURE));
    }

    private Claim running() {
        return running(1);
    }

    private Claim running(int attempt) {
        var id = JobRows.in(TEST.database())
                .running()
                .attempt(attempt)
                .worker(worker)
                .since(started)
                .insert();
        return claim(id, attempt, worker);
    }

    private static Claim claim(JobId id, int attempt, int worker) {
        return TestClaim.of(id, attempt, worker);
    }

    private Finish finish(Claim claim, Outcome outcome) {
        return settlements.finish(claim, outcome).join();
    }

    private Job job(Claim claim) {
        return jobs.find(1, claim.id()).orElseThrow();
    }

    @Test
    void successMovesTheJobToItsOutcome() {
        var claim = running(2);
        assertThat(finish(claim, new Succeeded("{\"attempt\":2}"))).isInstanceOf(Recorded.class);
        assertThat(LiveRow.find(TEST.database(), claim.id())).isEmpty();
        var job = job(claim);
        assertThat(job.state()).isEqualTo(State.SUCCEEDED);
        assertThat(job.attempt()).isEqualTo(2);
        assertThat(job.startedAt()).isEqualTo(started);
        assertThat(job.finishedAt()).isAfter(started);
        assertThat(job.attempts()).extracting(Attempt::attempt).containsExactly(1);
        assertThat(results.find(1, claim.id())).isEqualTo(new Result.Inline("{\"attempt\":2}"));
    }

    @Test
    void failureMovesTheJobToItsOutcomeAndKeepsTheAttempt() {
        var claim = running();
        assertThat(finish(claim, new Failed(FAILURE, FailureClass.PERMANENT))).isInstanceOf(Recorded.class);
        assertThat(LiveRow.find(TEST.database(), claim.id())).isEmpty();
        var job = job(claim);
        assertThat(job.state()).isEqualTo(State.FAILED);
        assertThat(job.failure()).isEqualTo(FAILURE);
        assertThat(job.attempts()).singleElement().satisfies(attempt -> {
            assertThat(attempt.attempt()).isEqualTo(1);
            assertThat(attempt.failure()).isEqualTo(FAILURE);
            assertThat(attempt.startedAt()).isEqualTo(started);
            assertThat(attempt.nextAt()).isNull();
        });
    }

    @Test
    void aRetryKeepsTheAttemptAndItsDueTime() {
        var claim = running();
        var before = Instant.now();
        assertThat(finish(claim, new Retry(FAILURE, FailureClass.RETRYABLE, Duration.ofMinutes(2))))
                .isInstanceOf(Recorded.class);
        var row = LiveRow.of(TEST.database(), claim.id());
        assertThat(row.state()).isEqualTo("retrying");
        assertThat(row.attempt()).isEqualTo(1);
        assertThat(row.worker()).isNull();
        assertThat(row.place()).isNull();
        assertThat(row.dueAt()).isBetween(before.plusSeconds(119), Instant.now().plusSeconds(121));
        assertThat(job(claim).attempts()).singleElement().satisfies(attempt -> {
            assertThat(attempt.failure()).isEqualTo(FAILURE);
            assertThat(attempt.startedAt()).isEqualTo(started);
            assertThat(attempt.nextAt()).isEqualTo(row.dueAt());
        });
    }

    @Test
    void aReleasedJobWaitsAtItsPlaceAndTheAttemptIsForgiven() {
        var claim = running(2);
        var place = LiveRow.of(TEST.database(), claim.id()).place();
        assertThat(finish(claim, new Released())).isInstanceOf(Recorded.class);
        assertThat(LiveRow.of(TEST.database(), claim.id()))
                .extracting(LiveRow::state, LiveRow::attempt, LiveRow::forgiven, LiveRow::worker, LiveRow::place)
                .containsExactly("queued", 2, 1, null, place);
        assertThat(job(claim).attempts()).extracting(Attempt::attempt).containsExactly(1);
    }

    @ParameterizedTest
    @MethodSource("outcomes")
    void aStaleAttemptHasLostItsLease(Outcome outcome) {
        var current = running(2);
        assertThat(finish(claim(current.id(), 1, worker), outcome)).isEqualTo(new LeaseLost());
        assertThat(LiveRow.of(TEST.database(), current.id()))
                .extracting(LiveRow::state, LiveRow::attempt, LiveRow::worker)
                .containsExactly("running", 2, worker);
        assertThat(job(current).attempts()).hasSize(1);
    }

    @ParameterizedTest
    @MethodSource("outcomes")
    void anotherWorkerHasNoLease(Outcome outcome) {
        var claim = running();
        assertThat(finish(claim(claim.id(), 1, worker + 1), outcome)).isEqualTo(new LeaseLost());
        assertThat(job(claim).state()).isEqualTo(State.RUNNING);
    }

    @ParameterizedTest
    @MethodSource("outcomes")
    void aSecondOutcomeIsImpossible(Outcome second) {
        outcomes().forEach(first -> {
            var claim = running();
            assertThat(finish(claim, first)).isInstanceOf(Recorded.class);
            var before = job(claim);
            assertThat(finish(claim, second)).isEqualTo(new LeaseLost());
            assertThat(job(claim)).isEqualTo(before);
        });
    }

    @ParameterizedTest
    @MethodSource("outcomes")
    void aJobThatIsNotThereHasNoLease(Outcome outcome) {
        assertThat(finish(claim(JobId.next(), 1, worker), outcome)).isEqualTo(new LeaseLost());
    }

    @Test
    void aMixedBatchIsAnsweredInItsOrder() {
        var succeeded = running();
        var stale = claim(running(2).id(), 1, worker);
        var failed = running();
        var retried = running();
        var released = running();
        var late = running();
        assertThat(settlements.finishAll(List.of(
                        new Settlement(retried, new Retry(FAILURE, FailureClass.RETRYABLE, Duration.ZERO)),
                        new Settlement(stale, new Succeeded("{}")),
                        new Settlement(succeeded, new Succeeded("{}")),
                        new Settlement(claim(JobId.next(), 1, worker), new Failed(FAILURE, FailureClass.PERMANENT)),
                        new Settlement(failed, new Failed(FAILURE, FailureClass.PERMANENT)),
                        new Settlement(released, new Released()),
                        new Settlement(late, new Succeeded("{}")))))
                .extracting(finish -> finish instanceof Recorded)
                .containsExactly(true, false, true, false, true, true, true);
        assertThat(Stream.of(succeeded, failed, retried, released, late)
                        .map(claim -> job(claim).state()))
                .containsExactly(State.SUCCEEDED, State.FAILED, State.RETRYING, State.QUEUED, State.SUCCEEDED);
    }

    @Test
    void aStaleAttemptIsNotTakenForTheCurrentOneBesideIt() {
        var current = running(2);
        var stale = claim(current.id(), 1, worker + 1);
        assertThat(settlements.finishAll(List.of(
                        new Settlement(stale, new Succeeded("{\"attempt\":1}")),
                        new Settlement(current, new Succeeded("{\"attempt\":2}")))))
                .extracting(finish -> finish instanceof Recorded)
                .containsExactly(false, true);
        assertThat(results.find(1, current.id())).isEqualTo(new Result.Inline("{\"attempt\":2}"));
    }

    @Test
    void manyOutcomesAtOnceAreEachRecordedOnce() {
        var claims = Stream.generate(this::running).limit(20).toList();
        var twice = Stream.concat(claims.stream(), claims.stream()).toList();
        var answers = AtOnce.call(
                twice.size(),
                i -> settlements
                        .finishAll(List.of(new Settlement(twice.get(i), new Succeeded("{}"))))
                        .getFirst());
        assertThat(answers).filteredOn(Recorded.class::isInstance).hasSize(20);
        assertThat(answers).filteredOn(LeaseLost.class::isInstance).hasSize(20);
    }

    @Test
    void aResultThatIsNotJsonDoesNotTakeItsNeighboursDown() {
        var bad = running();
        var good = running();
        var waiting = settlements.finish(bad, new Succeeded("{"));
        assertThat(finish(good, new Succeeded("{}"))).isInstanceOf(Recorded.class);
        assertThatThrownBy(waiting::join).hasMessageContaining("invalid input syntax for type json");
        assertThat(job(bad).state()).isEqualTo(State.RUNNING);
        assertThat(Objects.requireNonNull(LiveRow.of(TEST.database(), bad.id()).worker()))
                .isEqualTo(worker);
    }

    @Test
    void aSnoozedJobWaitsAsIfItHadNotBeenTried() {
        var claim = running();
        assertThat(finish(claim, new Snooze(Duration.ofMinutes(2)))).isInstanceOf(Recorded.class);
        assertThat(LiveRow.of(TEST.database(), claim.id()))
                .extracting(LiveRow::state, LiveRow::attempt, LiveRow::forgiven, LiveRow::worker, LiveRow::place)
                .containsExactly("scheduled", 1, 1, null, null);
        assertThat(job(claim).waitReason()).isEqualTo(Job.WaitReason.SNOOZE);
        assertThat(job(claim).nextEligibleAt()).isAfter(Instant.now().plusSeconds(100));
        assertThat(job(claim).attempts()).isEmpty();
    }

    @Test
    void anEndIsOfItsStateAndKeepsItsAttemptWhenItHasAReason() {
        var expired = running();
        var unknown = running();
        var cancelled = running();
        finish(expired, new Expired(FAILURE, FailureClass.EXPIRED));
        finish(unknown, new Unknown(FAILURE));
        finish(cancelled, new Cancelled());
        assertThat(job(expired).state()).isEqualTo(State.EXPIRED);
        assertThat(job(unknown).state()).isEqualTo(State.OUTCOME_UNKNOWN);
        assertThat(job(cancelled).state()).isEqualTo(State.CANCELLED);
        assertThat(job(expired).attempts()).extracting(Attempt::failureClass).containsExactly(FailureClass.EXPIRED);
        assertThat(job(unknown).attempts()).extracting(Attempt::failureClass).containsExactly(FailureClass.UNKNOWN);
        assertThat(job(cancelled).attempts()).isEmpty();
        assertThat(job(cancelled).startedAt()).isEqualTo(started);
    }

    @Test
    void aFailedAttemptHasItsFingerprintAndItsWorker() {
        var claim = running();
        finish(claim, new Failed(FAILURE, FailureClass.TIMEOUT));
        assertThat(job(claim).attempts()).singleElement().satisfies(attempt -> {
            assertThat(new ErrorGroupId(attempt.fingerprint()))
                    .isEqualTo(job(claim).errorGroup());
            assertThat(attempt.failureClass()).isEqualTo(FailureClass.TIMEOUT);
            assertThat(attempt.worker()).isEqualTo(worker);
        });
    }

    @Test
    void whereAnAttemptWentIsKeptHoweverItEnds() {
        var hop = new Hop("small", "answered", 5, 30);
        for (var outcome : List.of(
                new Succeeded("{}"),
                new Failed(FAILURE, FailureClass.PERMANENT),
                new Retry(FAILURE, FailureClass.RETRYABLE, Duration.ZERO),
                new Cancelled())) {
            var claim = running();
            settlements.finishAll(List.of(new Settlement(claim, outcome, Map.of(), List.of(), List.of(hop))));

            assertThat(new Hops(TEST.jdbi()).of(claim.tenant(), claim.id()))
                    .as(outcome.toString())
                    .containsExactly(new Hops.OfAttempt(claim.attempt(), hop));
        }
    }

    @Test
    void aCallbackIsOwedExactlyWhenItWasAskedForAndTheJobHasEnded() {
        var ended = withCallback();
        var retried = withCallback();
        var without = running();
        finish(ended, new Failed(FAILURE, FailureClass.PERMANENT));
        finish(retried, new Retry(FAILURE, FailureClass.RETRYABLE, Duration.ZERO));
        finish(without, new Succeeded("{}"));
        assertThat(owes(ended)).isTrue();
        assertThat(owes(retried)).isFalse();
        assertThat(owes(without)).isFalse();
    }

    private static boolean owes(Claim claim) {
        return TEST.jdbi()
                .withHandle(handle -> handle.createQuery("SELECT EXISTS (SELECT FROM callback_owed WHERE job = :job)")
                        .bind("job", claim.id().uuid())
                        .mapTo(Boolean.class)
                        .one());
    }

    private Claim withCallback() {
        var claim = running();
        TEST.jdbi()
                .useHandle(handle -> handle.execute(
                        "UPDATE live SET callback = true WHERE id = ?",
                        claim.id().uuid()));
        return claim;
    }
}
