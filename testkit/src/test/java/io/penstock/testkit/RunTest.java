package io.penstock.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.awaitility.Awaitility.await;

import io.penstock.catalog.kind.Kind;
import io.penstock.catalog.kind.Lane;
import io.penstock.catalog.kind.RetryPolicy;
import io.penstock.catalog.kind.RetryPolicy.Backoff;
import io.penstock.db.gate.Gates;
import io.penstock.db.gate.LimitedGates;
import io.penstock.db.job.Attempt;
import io.penstock.db.job.FailureClass;
import io.penstock.db.job.Job;
import io.penstock.db.job.Job.WaitReason;
import io.penstock.db.job.JobId;
import io.penstock.db.job.State;
import io.penstock.db.limit.BudgetPeriod;
import io.penstock.db.limit.Limits;
import io.penstock.db.limit.Limits.NewLimit;
import io.penstock.db.limit.Quota;
import io.penstock.db.notice.Notices;
import io.penstock.db.notice.Notices.Notice;
import io.penstock.db.submission.Terms;
import io.penstock.worker.handler.Answer;
import io.penstock.worker.handler.Handler;
import io.penstock.worker.handler.Run;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** One attempt, from its claim to its outcome. */
@Timeout(60)
class RunTest {

    record Payload(@Nullable String text) {}

    record Result(String said) {}

    private static final Kind<Payload, Result> KIND = new Kind<>(
            "test.run",
            "Does what the test says.",
            Lane.HTTP,
            Payload.class,
            Result.class,
            new RetryPolicy(3, Backoff.FIXED, Duration.ofSeconds(10), Duration.ofSeconds(10), 0),
            Duration.ofMinutes(1));

    interface Work {
        Answer<Result> of(Run run) throws Exception;
    }

    private final AtomicReference<Work> work = new AtomicReference<>(run -> Answer.done(new Result("nothing")));
    private final CountDownLatch begun = new CountDownLatch(1);
    private final CountDownLatch letGo = new CountDownLatch(1);

    @AutoClose
    private final HandlerKit kit = HandlerKit.of(new Handler<Payload, Result>() {
        @Override
        public Kind<Payload, Result> kind() {
            return KIND;
        }

        @Override
        public Answer<Result> run(Payload payload, Run run) throws Exception {
            return Objects.requireNonNull(work.get()).of(run);
        }
    });

    /** Stubborn handlers end before the database goes. */
    @AfterEach
    void letGo() {
        letGo.countDown();
    }

    @Test
    void whatCannotBeStoredOfAReportHoldsNothingUp() {
        work.set(run -> {
            run.append("a\0b");
            run.progress(1, 2L, "half\0way");
            return Answer.done(new Result("done"));
        });
        var id = submit();
        assertThat(kit.attempt(id).state()).isEqualTo(State.SUCCEEDED);
        assertThat(kit.chunks(id)).containsExactly("a\uFFFDb");
    }

    @Test
    @SuppressWarnings("NullAway") // The handler of a stranger.
    void aHandlerThatAnswersNothingHasFailed() {
        work.set(run -> null);
        var job = kit.attempt(submit());
        assertThat(job.state()).isEqualTo(State.RETRYING);
        assertThat(onlyAttempt(job).failure().code()).isEqualTo("exception");
    }

    @Test
    void anErrorOfAHandlerIsAFailureOfTheAttempt() {
        work.set(run -> {
            throw new NoClassDefFoundError("left out of the jar");
        });
        var job = kit.attempt(submit());
        assertThat(job.state()).isEqualTo(State.RETRYING);
        assertThat(onlyAttempt(job).failure().message()).contains("NoClassDefFoundError");
    }

    @Test
    void aProviderThatAsksForPatienceClosesTheLimitsThatTheJobNeeds() {
        var limits = new Limits(kit.database().jdbi());
        limits.create(new NewLimit("provider", new Quota.Concurrency(5), null, null));
        limits.create(new NewLimit("other", new Quota.Concurrency(5), null, null));
        work.set(run -> Answer.overloaded("rate_limited", "Slow down.", Duration.ofMinutes(5)));
        var job = kit.attempt(submit(Terms.DEFAULT.limits(List.of("provider"))));
        assertThat(job.state()).isEqualTo(State.RETRYING);
        assertThat(limits.find("provider").orElseThrow().closed()).isNotNull();
        assertThat(limits.find("other").orElseThrow().closed()).isNull();
    }

    private JobId submit() {
        return submit(Terms.DEFAULT);
    }

    private JobId submit(Terms terms) {
        return kit.submit(KIND, new Payload(null), terms);
    }

    private Answer<Result> waitForAnInterrupt(Run run) throws InterruptedException {
        begun.countDown();
        letGo.await();
        return Answer.done(new Result("was not interrupted"));
    }

    private Answer<Result> ignoreInterrupts(Run run) {
        begun.countDown();
        while (letGo.getCount() > 0) {
            try {
                letGo.await();
            } catch (InterruptedException e) {
                // And waits again.
            }
        }
        return Answer.done(new Result("too late"));
    }

    private void begins(JobId id) throws InterruptedException {
        kit.start(id);
        begun.await();
    }

    private static Attempt onlyAttempt(Job job) {
        assertThat(job.attempts()).hasSize(1);
        return job.attempts().getFirst();
    }

    private static String code(Job job) {
        var failure = job.failure();
        return failure == null ? "none" : failure.code();
    }

    @Test
    void anAnswerIsTheResult() {
        work.set(run -> Answer.done(new Result("hello")));
        var id = submit();
        assertThat(kit.attempt(id).state()).isEqualTo(State.SUCCEEDED);
        assertThat(kit.result(id, KIND)).isEqualTo(new Result("hello"));
    }

    @Test
    void aRetryableFailureWaitsAsThePolicySays() {
        work.set(run -> Answer.retryable("provider_error", "The provider answered 500."));
        var job = kit.attempt(submit());
        assertThat(job.state()).isEqualTo(State.RETRYING);
        assertThat(job.waitReason()).isEqualTo(WaitReason.RETRY);
        assertThat(onlyAttempt(job).failureClass()).isEqualTo(FailureClass.RETRYABLE);
        assertThat(Duration.between(
                        onlyAttempt(job).finishedAt(), onlyAttempt(job).nextAt()))
                .isEqualTo(Duration.ofSeconds(10));
    }

    @Test
    void theLastAttemptFailsTheJob() {
        work.set(run -> Answer.retryable("provider_error", "Attempt " + run.attempt() + "."));
        var id = submit();
        kit.attempt(id);
        kit.attempt(id);
        var job = kit.attempt(id);
        assertThat(job.state()).isEqualTo(State.FAILED);
        assertThat(job.attempts())
                .extracting(a -> a.failure().message())
                .containsExactly("Attempt 1.", "Attempt 2.", "Attempt 3.");
    }

    @Test
    void aJobsOwnPolicyCountsBeforeItsKinds() {
        work.set(run -> Answer.retryable("provider_error", "No."));
        var id = submit(Terms.DEFAULT.retry(
                new RetryPolicy(2, Backoff.EXPONENTIAL, Duration.ofSeconds(3), Duration.ofSeconds(60), 0)));
        var attempt = onlyAttempt(kit.attempt(id));
        assertThat(Duration.between(attempt.finishedAt(), attempt.nextAt())).isEqualTo(Duration.ofSeconds(3));
        assertThat(kit.attempt(id).state()).isEqualTo(State.FAILED);
    }

    @Test
    void theOtherSidesDelayIsHonoured() {
        work.set(run -> Answer.retryable("rate_limited", "Slow down.", Duration.ofMinutes(7)));
        var attempt = onlyAttempt(kit.attempt(submit()));
        assertThat(Duration.between(attempt.finishedAt(), attempt.nextAt())).isEqualTo(Duration.ofMinutes(7));
    }

    @Test
    void aPermanentFailureIsNotTriedAgain() {
        work.set(run -> Answer.permanent("declined", "The card was declined."));
        var job = kit.attempt(submit());
        assertThat(job.state()).isEqualTo(State.FAILED);
        assertThat(onlyAttempt(job).failureClass()).isEqualTo(FailureClass.PERMANENT);
    }

    @Test
    void anExceptionIsRetriedAndItsMessageKeptOut() {
        work.set(run -> {
            throw new IllegalStateException("the payload is secret");
        });
        var failure = onlyAttempt(kit.attempt(submit())).failure();
        assertThat(failure.code()).isEqualTo("exception");
        assertThat(failure.message()).isEqualTo("The handler threw java.lang.IllegalStateException.");
    }

    @Test
    void whereAHandlerThrewTellsFailuresApart() {
        var fingerprints = new ArrayList<String>();
        for (var handler : List.<Work>of(RunTest::here, RunTest::here, RunTest::there)) {
            work.set(handler);
            fingerprints.add(onlyAttempt(kit.attempt(submit())).fingerprint());
        }
        assertThat(fingerprints.get(1)).isEqualTo(fingerprints.get(0)).isNotEqualTo(fingerprints.get(2));
    }

    private static Answer<Result> here(Run run) {
        throw new IllegalStateException("the payload is secret");
    }

    private static Answer<Result> there(Run run) {
        throw new IllegalStateException("the payload is secret");
    }

    @Test
    void aStackOverflowIsAFailureLikeAnother() {
        work.set(run -> endless(run, 0));
        assertThat(onlyAttempt(kit.attempt(submit())).failure().message()).contains("StackOverflowError");
    }

    @SuppressWarnings("InfiniteRecursion")
    private static Answer<Result> endless(Run run, int depth) {
        return endless(run, depth + 1);
    }

    @Test
    void anAttemptThatTakesTooLongIsInterruptedAndRetried() throws Exception {
        work.set(this::waitForAnInterrupt);
        var id = submit(Terms.DEFAULT.timeout(Duration.ofSeconds(30)));
        begins(id);
        kit.clock().advance(Duration.ofSeconds(30));
        var job = kit.await(id);
        assertThat(job.state()).isEqualTo(State.RETRYING);
        assertThat(onlyAttempt(job).failureClass()).isEqualTo(FailureClass.TIMEOUT);
        assertThat(onlyAttempt(job).failure().message()).isEqualTo("The attempt took longer than PT30S.");
        assertThat(kit.abandoned()).isZero();
    }

    @Test
    void aHandlerThatIgnoresItsInterruptIsGivenUpAndCounted() throws Exception {
        work.set(this::ignoreInterrupts);
        var id = submit();
        begins(id);
        kit.clock().advance(Duration.ofMinutes(1));
        assertThat(kit.await(id).state()).isEqualTo(State.RETRYING);
        assertThat(kit.abandoned()).isEqualTo(1);
        letGo.countDown();
        work.set(run -> Answer.done(new Result("second")));
        assertThat(kit.attempt(id).state()).isEqualTo(State.SUCCEEDED);
        assertThat(kit.result(id, KIND)).isEqualTo(new Result("second"));
    }

    @Test
    void anAttemptThatIsDoneAnywayCounts() throws Exception {
        work.set(run -> {
            try {
                return waitForAnInterrupt(run);
            } catch (InterruptedException e) {
                return Answer.done(new Result("just in time"));
            }
        });
        var id = submit();
        begins(id);
        kit.clock().advance(Duration.ofMinutes(1));
        assertThat(kit.await(id).state()).isEqualTo(State.SUCCEEDED);
    }

    @Test
    void theDeadlineEndsTheAttemptAndTheJob() throws Exception {
        work.set(this::waitForAnInterrupt);
        var id = submit(Terms.DEFAULT.deadline(kit.clock().instant().plusSeconds(30)));
        begins(id);
        kit.clock().advance(Duration.ofSeconds(30));
        var job = kit.await(id);
        assertThat(job.state()).isEqualTo(State.EXPIRED);
        assertThat(code(job)).isEqualTo("deadline_passed");
    }

    @Test
    void aRetryThatWouldComeTooLateEndsTheJobNow() {
        work.set(run -> Answer.retryable("provider_error", "The provider answered 500."));
        var job =
                kit.attempt(submit(Terms.DEFAULT.deadline(kit.clock().instant().plusSeconds(9))));
        assertThat(job.state()).isEqualTo(State.EXPIRED);
        assertThat(code(job)).isEqualTo("provider_error");
        assertThat(onlyAttempt(job).failureClass()).isEqualTo(FailureClass.RETRYABLE);
    }

    @Test
    void aHandlerKnowsWhenItMustBeDone() {
        var seen = new AtomicReference<@Nullable Object>();
        work.set(run -> {
            seen.set(run.deadline());
            return Answer.done(new Result("done"));
        });
        var deadline = kit.clock().instant().plusSeconds(5).truncatedTo(ChronoUnit.MICROS);
        kit.attempt(submit(Terms.DEFAULT.deadline(deadline)));
        assertThat(seen.get()).isEqualTo(deadline);
        kit.attempt(submit(Terms.DEFAULT.timeout(Duration.ofSeconds(3))));
        assertThat(seen.get()).isEqualTo(kit.clock().instant().plusSeconds(3));
    }

    @Test
    void aCancelledAttemptStopsAndTheJobIsCancelled() throws Exception {
        var asked = new AtomicReference<@Nullable Boolean>();
        work.set(run -> {
            try {
                return waitForAnInterrupt(run);
            } finally {
                asked.set(run.cancelled());
            }
        });
        var id = submit();
        begins(id);
        kit.cancel(id);
        assertThat(kit.await(id).state()).isEqualTo(State.CANCELLED);
        assertThat(asked.get()).isTrue();
    }

    @Test
    void aHandlerThatIgnoresACancelIsGivenUp() throws Exception {
        work.set(this::ignoreInterrupts);
        var id = submit();
        begins(id);
        kit.cancel(id);
        assertThat(kit.await(id).state()).isEqualTo(State.CANCELLED);
        assertThat(kit.abandoned()).isEqualTo(1);
    }

    @Test
    void aLostAttemptsOutcomeDoesNotCount() throws Exception {
        work.set(this::ignoreInterrupts);
        var id = submit();
        begins(id);
        kit.loseWorker();
        work.set(run -> Answer.done(new Result("by another worker")));
        assertThat(kit.attempt(id).state()).isEqualTo(State.SUCCEEDED);
        letGo.countDown();
        assertThat(kit.result(id, KIND)).isEqualTo(new Result("by another worker"));
    }

    @Test
    void progressAndChunksAreKept() {
        work.set(run -> {
            run.append("one ");
            run.progress(1, 2L, "half");
            run.append("two");
            run.progress(2, 2L, null);
            return Answer.done(new Result("done"));
        });
        var job = kit.attempt(submit());
        assertThat(job.progress()).extracting(p -> p == null ? -1 : p.done()).isEqualTo(2L);
        assertThat(kit.chunks(job.id())).containsExactly("one ", "two");
    }

    @Test
    void progressIsSeenWhileTheAttemptRuns() throws Exception {
        work.set(run -> {
            run.progress(1, 2L, "half");
            run.append("so far");
            return waitForAnInterrupt(run);
        });
        var id = submit();
        begins(id);
        await().untilAsserted(() -> {
            assertThat(kit.job(id).progress())
                    .extracting(p -> p == null ? "" : p.note())
                    .isEqualTo("half");
            assertThat(kit.chunks(id)).containsExactly("so far");
        });
        letGo.countDown();
        assertThat(kit.await(id).state()).isEqualTo(State.SUCCEEDED);
    }

    @Test
    void moreChunksThanAreKeptInMemoryAreAllWritten() {
        work.set(run -> {
            for (int i = 0; i < 40; i++) {
                run.append("x".repeat(100_000));
            }
            return Answer.done(new Result("done"));
        });
        assertThat(kit.chunks(kit.attempt(submit()).id())).hasSize(40);
    }

    @Test
    void whoAwaitsNewsGoesOnWithItAndUsesUpNoAttempt() {
        work.set(run -> Answer.awaiting("bank:1", Duration.ofHours(1)));
        var id = submit();
        for (int i = 0; i < 4; i++) {
            var job = kit.attempt(id);
            assertThat(job.state()).isEqualTo(State.SCHEDULED);
            assertThat(job.waitReason()).isEqualTo(WaitReason.NOTICE);
        }
        try (var notices = new Notices(kit.database().jdbi())) {
            notices.take(new Notice("bank", "1", "paid", List.of("bank:1")));
        }
        assertThat(kit.job(id).nextEligibleAt()).isBeforeOrEqualTo(Instant.now());
        work.set(run -> Answer.done(new Result("attempt " + run.attempt())));
        assertThat(kit.attempt(id).state()).isEqualTo(State.SUCCEEDED);
        assertThat(kit.result(id, KIND)).isEqualTo(new Result("attempt 1"));
    }

    private JobId snoozed(String change) {
        var id = submit();
        kit.database().jdbi().useTransaction(handle -> {
            handle.execute("UPDATE live SET " + change + " WHERE id = ?", id.uuid());
            handle.execute("UPDATE job SET options = '{\"version\": 2}' WHERE id = ?", id.uuid());
        });
        return id;
    }

    @Test
    void aKindThatNobodyKnowsYetIsTriedAgainLaterAndNotHeldAgainstTheJob() {
        var job = kit.attempt(snoozed("kind = 'test.of_tomorrow'"));
        assertThat(job.state()).isEqualTo(State.SCHEDULED);
        assertThat(job.waitReason()).isEqualTo(WaitReason.SNOOZE);
        assertThat(job.attempts()).isEmpty();
    }

    @Test
    void aVersionThatNobodyKnowsYetIsTriedAgainLater() {
        assertThat(kit.attempt(snoozed("rescues = 0")).waitReason()).isEqualTo(WaitReason.SNOOZE);
    }

    @Test
    void whatNobodyComesToKnowIsSetAside() {
        var job = kit.attempt(snoozed("kind = 'test.of_tomorrow', attempt = 20, forgiven = 20"));
        assertThat(job.state()).isEqualTo(State.FAILED);
        assertThat(code(job)).isEqualTo("unknown_kind");
        assertThat(code(kit.attempt(snoozed("attempt = 20, forgiven = 20")))).isEqualTo("unknown_version");
    }

    @Test
    void aPayloadThatTheKindNoLongerUnderstandsIsSetAside() {
        var id = submit();
        kit.database()
                .jdbi()
                .useHandle(
                        handle -> handle.execute("UPDATE job SET payload = '{\"text\": {}}' WHERE id = ?", id.uuid()));
        var job = kit.attempt(id);
        assertThat(job.state()).isEqualTo(State.FAILED);
        assertThat(code(job)).isEqualTo("unreadable_payload");
    }

    private static final String CORRECTIONS = "SELECT name, delta FROM correction ORDER BY name";

    /** Behind a limit of units and a budget, both of which it has gone through. */
    private JobId permitted() {
        var limits = new Limits(kit.database().jdbi());
        var gates = new Gates(kit.database());
        limits.create(new NewLimit("tokens", new Quota.Units(1000, Duration.ofHours(1), 1000), null, null));
        limits.create(new NewLimit("money", new Quota.Budget(5_000_000, BudgetPeriod.DAY, null), null, null));
        var id = submit(Terms.DEFAULT
                .limits(List.of("money", "tokens"))
                .units(Map.of("tokens", 500L))
                .cost(1_000_000));
        new LimitedGates(kit.database(), gates, Duration.ofHours(1)).take(Lane.HTTP, 1);
        return id;
    }

    private Map<String, Long> corrections() {
        return kit.database()
                .jdbi()
                .withHandle(handle -> handle.createQuery(CORRECTIONS)
                        .map((row, context) -> Map.entry(row.getString("name"), row.getLong("delta")))
                        .collectToMap(Map.Entry::getKey, Map.Entry::getValue));
    }

    @Test
    void whatAnAttemptReallyTookIsSettledWithIt() {
        work.set(run -> {
            run.used("tokens", 100);
            run.used("tokens", 120);
            run.cost(new BigDecimal("1.25"));
            return Answer.done(new Result("answered"));
        });
        assertThat(kit.attempt(permitted()).state()).isEqualTo(State.SUCCEEDED);
        assertThat(corrections()).isEqualTo(Map.of("tokens", -380L, "money", 250_000L));
    }

    @Test
    void whatAFailedAttemptTookIsSettledToo() {
        work.set(run -> {
            run.used("tokens", 0);
            throw new IllegalStateException("after that");
        });
        assertThat(kit.attempt(permitted()).state()).isEqualTo(State.RETRYING);
        assertThat(corrections()).isEqualTo(Map.of("tokens", -500L));
    }

    @Test
    void whatNobodyCanTakeIsRefused() {
        work.set(run -> {
            assertThatIllegalArgumentException().isThrownBy(() -> run.used("tokens", -1));
            assertThatIllegalArgumentException().isThrownBy(() -> run.used("$", 1));
            assertThatIllegalArgumentException().isThrownBy(() -> run.cost(new BigDecimal("-0.01")));
            return Answer.done(new Result("nothing"));
        });
        assertThat(kit.attempt(permitted()).state()).isEqualTo(State.SUCCEEDED);
        assertThat(corrections()).isEmpty();
    }
}
