package io.penstock.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.catalog.kind.Kind;
import io.penstock.catalog.kind.Lane;
import io.penstock.catalog.kind.RetryPolicy;
import io.penstock.catalog.kind.RetryPolicy.Backoff;
import io.penstock.db.job.Job;
import io.penstock.db.job.JobId;
import io.penstock.db.job.State;
import io.penstock.worker.handler.Answer;
import io.penstock.worker.handler.Effect;
import io.penstock.worker.handler.EffectRefused;
import io.penstock.worker.handler.Handler;
import io.penstock.worker.handler.Run;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What happens to effects and steps when attempts fail around them. */
@Timeout(60)
class EffectTest {

    record Nothing() {}

    record Receipt(String charge) {}

    private static final Kind<Nothing, Receipt> KIND = new Kind<>(
            "test.effect",
            "Has the effect that the test says.",
            Lane.PAYMENT,
            Nothing.class,
            Receipt.class,
            new RetryPolicy(5, Backoff.FIXED, Duration.ofSeconds(1), Duration.ofSeconds(1), 0),
            Duration.ofMinutes(1));

    interface Work {
        Answer<Receipt> of(Run run) throws Exception;
    }

    private final AtomicReference<Work> work = new AtomicReference<>(run -> Answer.permanent("nothing", "Nothing."));

    /** The other side: the idempotency key of each call that reached it. */
    private final List<String> calls = new CopyOnWriteArrayList<>();

    @AutoClose
    private final HandlerKit kit = HandlerKit.of(new Handler<Nothing, Receipt>() {
        @Override
        public Kind<Nothing, Receipt> kind() {
            return KIND;
        }

        @Override
        public Answer<Receipt> run(Nothing payload, Run run) throws Exception {
            return Objects.requireNonNull(work.get()).of(run);
        }
    });

    private JobId submit() {
        return kit.submit(KIND, new Nothing());
    }

    private Receipt charge(String idempotencyKey) {
        calls.add(idempotencyKey);
        return new Receipt("ch_" + calls.size());
    }

    private Receipt chargeAndLoseTheAnswer(String idempotencyKey) throws IOException {
        calls.add(idempotencyKey);
        throw new IOException("The connection was reset");
    }

    private static String code(Job job) {
        var failure = job.failure();
        return failure == null ? "none" : failure.code();
    }

    private void age(JobId id, String interval) {
        kit.database()
                .jdbi()
                .useHandle(handle -> handle.execute(
                        "UPDATE effect SET intent_at = intent_at - ?::interval WHERE job = ?", interval, id.uuid()));
    }

    @Test
    void anEffectThatWasHadIsNotHadAgainByTheNextAttempt() {
        work.set(run -> {
            var receipt = run.effect(Effect.once("charge", Receipt.class, this::charge));
            return run.attempt() == 1 ? Answer.retryable("later", "Not yet.") : Answer.done(receipt);
        });
        var id = submit();
        kit.attempt(id);
        assertThat(kit.attempt(id).state()).isEqualTo(State.SUCCEEDED);
        assertThat(calls).hasSize(1);
        assertThat(kit.result(id, KIND)).isEqualTo(new Receipt("ch_1"));
    }

    @Test
    void theIdempotencyKeyIsTheSameInEveryAttempt() {
        work.set(run -> Answer.done(run.effect(Effect.idempotent(
                "charge",
                Receipt.class,
                Duration.ofHours(24),
                key -> run.attempt() == 1 ? chargeAndLoseTheAnswer(key) : charge(key)))));
        var id = submit();
        assertThat(kit.attempt(id).state()).isEqualTo(State.RETRYING);
        assertThat(kit.attempt(id).state()).isEqualTo(State.SUCCEEDED);
        assertThat(calls).containsExactly(id + ":charge", id + ":charge");
    }

    @Test
    void aKeyThatTheOtherSideMayHaveForgottenIsNotSentAgain() {
        work.set(run -> Answer.done(run.effect(
                Effect.idempotent("charge", Receipt.class, Duration.ofHours(24), this::chargeAndLoseTheAnswer))));
        var id = submit();
        kit.attempt(id);
        age(id, "24 hours");
        var job = kit.attempt(id);
        assertThat(job.state()).isEqualTo(State.OUTCOME_UNKNOWN);
        assertThat(code(job)).isEqualTo("effect_unknown");
        assertThat(calls).hasSize(1);
    }

    @Test
    void whereTheOtherSideCanBeAskedItIsAskedOnceTheKeyMayBeForgotten() {
        var known = new AtomicReference<Receipt>();
        work.set(run -> Answer.done(run.effect(Effect.idempotent(
                "charge", Receipt.class, Duration.ofHours(24), key -> Optional.ofNullable(known.get()), key -> {
                    known.set(charge(key));
                    throw new IOException("The connection was reset");
                }))));
        var id = submit();
        kit.attempt(id);
        assertThat(kit.attempt(id).state()).isEqualTo(State.RETRYING);
        assertThat(calls).hasSize(2);
        age(id, "24 hours");
        assertThat(kit.attempt(id).state()).isEqualTo(State.SUCCEEDED);
        assertThat(calls).hasSize(2);
        assertThat(kit.result(id, KIND)).isEqualTo(new Receipt("ch_2"));
    }

    @Test
    void whatItKnowsNothingOfByThenIsCalledAgain() {
        work.set(run -> Answer.done(run.effect(Effect.idempotent(
                "charge",
                Receipt.class,
                Duration.ofHours(24),
                key -> Optional.empty(),
                key -> calls.isEmpty() ? chargeAndLoseTheAnswer(key) : charge(key)))));
        var id = submit();
        kit.attempt(id);
        age(id, "24 hours");
        assertThat(kit.attempt(id).state()).isEqualTo(State.SUCCEEDED);
        assertThat(calls).hasSize(2);
    }

    @Test
    void aRefusalThatIsKeptForTheKeyIsThatOfTheFirstCallToo() {
        work.set(run -> Answer.done(run.effect(Effect.idempotent(
                "charge", Receipt.class, Duration.ofHours(24), key -> switch (run.attempt()) {
                    case 1 -> chargeAndLoseTheAnswer(key);
                    default -> throw EffectRefused.ofKey(Answer.permanent("declined", "No."));
                }))));
        var id = submit();
        kit.attempt(id);
        var job = kit.attempt(id);
        assertThat(job.state()).isEqualTo(State.FAILED);
        assertThat(code(job)).isEqualTo("declined");
    }

    @Test
    void whatCanOnlyHappenOnceAndMayHaveHappenedIsLeftToAPerson() {
        work.set(run -> Answer.done(run.effect(Effect.once("charge", Receipt.class, this::chargeAndLoseTheAnswer))));
        var job = kit.attempt(submit());
        assertThat(job.state()).isEqualTo(State.OUTCOME_UNKNOWN);
        assertThat(job.attempts()).hasSize(1);
        assertThat(calls).hasSize(1);
    }

    @Test
    void aWorkerThatIsLostInTheMiddleOfAnEffectLeavesItToAPerson() throws Exception {
        var begun = new CountDownLatch(1);
        var answered = new CountDownLatch(1);
        work.set(run -> Answer.done(run.effect(Effect.once("charge", Receipt.class, key -> {
            var receipt = charge(key);
            begun.countDown();
            answered.await();
            return receipt;
        }))));
        var id = submit();
        kit.start(id);
        begun.await();
        kit.loseWorker();
        var job = kit.attempt(id);
        answered.countDown();
        assertThat(job.state()).isEqualTo(State.OUTCOME_UNKNOWN);
        assertThat(calls).hasSize(1);
    }

    @Test
    void whatIsKnownOfAnEffectIsKeptThoughTheAttemptIsToStop() throws Exception {
        var begun = new CountDownLatch(1);
        work.set(run -> Answer.done(run.effect(Effect.once("charge", Receipt.class, key -> {
            begun.countDown();
            while (!Thread.currentThread().isInterrupted()) {
                Thread.onSpinWait();
            }
            return charge(key);
        }))));
        var id = submit();
        kit.start(id);
        begun.await();
        kit.cancel(id);
        assertThat(kit.await(id).state()).isEqualTo(State.SUCCEEDED);
        assertThat(kit.result(id, KIND)).isEqualTo(new Receipt("ch_1"));
    }

    @Test
    void theReceiptOfALostAttemptIsNotTaken() throws Exception {
        var begun = new CountDownLatch(1);
        var lost = new CountDownLatch(1);
        var told = new AtomicReference<>("");
        work.set(run -> {
            try {
                return Answer.done(run.effect(Effect.idempotent("charge", Receipt.class, Duration.ofHours(24), key -> {
                    begun.countDown();
                    while (lost.getCount() > 0) {
                        Thread.interrupted();
                        Thread.onSpinWait();
                    }
                    return charge(key);
                })));
            } catch (RuntimeException e) {
                told.set(e.getClass().getSimpleName());
                throw e;
            }
        });
        var id = submit();
        kit.start(id);
        begun.await();
        kit.loseWorker();
        lost.countDown();
        org.awaitility.Awaitility.await()
                .untilAsserted(() -> assertThat(told.get()).isEqualTo("LeaseLost"));
        assertThat(kit.job(id).state()).isEqualTo(State.QUEUED);
    }

    @Test
    void whatTheOtherSideKnowsOfIsNotDoneAgain() {
        work.set(run -> Answer.done(run.effect(Effect.lookedUp(
                "charge",
                Receipt.class,
                Duration.ofMinutes(5),
                key -> Optional.of(new Receipt("found")),
                this::chargeAndLoseTheAnswer))));
        var id = submit();
        assertThat(kit.attempt(id).state()).isEqualTo(State.RETRYING);
        assertThat(kit.attempt(id).state()).isEqualTo(State.SUCCEEDED);
        assertThat(kit.result(id, KIND)).isEqualTo(new Receipt("found"));
        assertThat(calls).hasSize(1);
    }

    @Test
    void whatTheOtherSideMayStillComeToKnowOfIsWaitedFor() {
        work.set(run -> Answer.done(run.effect(Effect.lookedUp(
                "charge",
                Receipt.class,
                Duration.ofMinutes(5),
                key -> Optional.empty(),
                key -> run.attempt() == 1 ? chargeAndLoseTheAnswer(key) : charge(key)))));
        var id = submit();
        kit.attempt(id);
        var waiting = kit.attempt(id);
        assertThat(waiting.state()).isEqualTo(State.RETRYING);
        assertThat(waiting.attempts().getLast().failure().code()).isEqualTo("effect_not_settled");
        assertThat(waiting.nextEligibleAt()).isAfter(waiting.createdAt().plus(Duration.ofMinutes(4)));
        age(id, "5 minutes");
        assertThat(kit.attempt(id).state()).isEqualTo(State.SUCCEEDED);
        assertThat(calls).hasSize(2);
    }

    @Test
    void eachCallWhoseAnswerIsLostIsWaitedForAnew() {
        work.set(run -> Answer.done(run.effect(Effect.lookedUp(
                "charge",
                Receipt.class,
                Duration.ofMinutes(5),
                key -> Optional.empty(),
                this::chargeAndLoseTheAnswer))));
        var id = submit();
        kit.attempt(id);
        age(id, "5 minutes");
        kit.attempt(id);
        assertThat(calls).hasSize(2);
        var waiting = kit.attempt(id);
        assertThat(waiting.attempts().getLast().failure().code()).isEqualTo("effect_not_settled");
        assertThat(calls).hasSize(2);
    }

    @Test
    void whoLosesItsJobWhileItAsksDoesNotCallAgain() {
        var told = new AtomicReference<>("");
        work.set(run -> {
            try {
                return Answer.done(run.effect(Effect.lookedUp(
                        "charge",
                        Receipt.class,
                        Duration.ofMinutes(5),
                        key -> {
                            CompletableFuture.runAsync(kit::loseWorker, Thread::startVirtualThread)
                                    .join();
                            return Optional.empty();
                        },
                        this::chargeAndLoseTheAnswer)));
            } catch (Exception e) {
                told.set(e.getClass().getSimpleName());
                throw e;
            }
        });
        var id = submit();
        kit.attempt(id);
        age(id, "5 minutes");
        kit.start(id);
        org.awaitility.Awaitility.await()
                .untilAsserted(() -> assertThat(told.get()).isEqualTo("LeaseLost"));
        assertThat(calls).hasSize(1);
    }

    @Test
    void aRefusalOfTheSecondCallSaysNothingOfTheFirst() {
        work.set(run -> Answer.done(run.effect(
                Effect.idempotent("charge", Receipt.class, Duration.ofHours(24), key -> switch (run.attempt()) {
                    case 1 -> chargeAndLoseTheAnswer(key);
                    case 2 -> throw EffectRefused.retryable("rate_limited", "Slow down.");
                    default -> throw EffectRefused.permanent("forbidden", "The key was revoked.");
                }))));
        var id = submit();
        kit.attempt(id);
        assertThat(kit.attempt(id).state()).isEqualTo(State.RETRYING);
        assertThat(kit.attempt(id).state()).isEqualTo(State.OUTCOME_UNKNOWN);
    }

    @Test
    void whatCertainlyDidNotHappenMayBeTriedAgain() {
        work.set(run -> Answer.done(run.effect(Effect.once("charge", Receipt.class, key -> {
            if (run.attempt() == 1) {
                throw EffectRefused.retryable("rate_limited", "Slow down.");
            }
            return charge(key);
        }))));
        var id = submit();
        var refused = kit.attempt(id);
        assertThat(refused.state()).isEqualTo(State.RETRYING);
        assertThat(refused.attempts().getFirst().failure().code()).isEqualTo("rate_limited");
        assertThat(kit.attempt(id).state()).isEqualTo(State.SUCCEEDED);
        assertThat(calls).hasSize(1);
    }

    @Test
    void whatCertainlyDidNotHappenAndNeverWillFailsTheJob() {
        work.set(run -> Answer.done(run.effect(Effect.once("charge", Receipt.class, key -> {
            throw EffectRefused.permanent("declined", "The card was declined.");
        }))));
        var job = kit.attempt(submit());
        assertThat(job.state()).isEqualTo(State.FAILED);
        assertThat(code(job)).isEqualTo("declined");
    }

    @Test
    void whoGivesUpOnAnEffectThatMayHaveHappenedDoesNotKnowTheOutcome() {
        work.set(run -> run.attempt() == 1
                ? Answer.done(run.effect(
                        Effect.idempotent("charge", Receipt.class, Duration.ofHours(24), this::chargeAndLoseTheAnswer)))
                : Answer.permanent("declined", "The customer is gone."));
        var id = submit();
        kit.attempt(id);
        assertThat(kit.attempt(id).state()).isEqualTo(State.OUTCOME_UNKNOWN);
    }

    @Test
    void aRetriedJobGoesOnWithTheStepWhereItStopped() {
        work.set(run -> {
            for (int recipient = 1; recipient <= 5; recipient++) {
                int nr = recipient;
                run.step("mail-" + nr, Receipt.class, () -> {
                    if (nr == 4 && run.attempt() == 1) {
                        throw new IOException("The connection was reset");
                    }
                    return charge("mail-" + nr);
                });
            }
            return Answer.done(new Receipt("all"));
        });
        var id = submit();
        assertThat(kit.attempt(id).state()).isEqualTo(State.RETRYING);
        assertThat(kit.attempt(id).state()).isEqualTo(State.SUCCEEDED);
        assertThat(calls).containsExactly("mail-1", "mail-2", "mail-3", "mail-4", "mail-5");
    }

    @Test
    void whatIsToldBetweenTheLastLookAndTheOutcomeResolvesTheJob() {
        var looks = new AtomicInteger();
        work.set(run -> Answer.done(run.effect(Effect.once(
                "charge",
                Receipt.class,
                key -> looks.incrementAndGet() == 1 ? Optional.empty() : Optional.of(new Receipt("told")),
                this::chargeAndLoseTheAnswer))));

        var job = kit.attempt(submit());

        assertThat(job.state()).isEqualTo(State.SUCCEEDED);
        assertThat(Objects.requireNonNull(job.resolution()).reason())
                .isEqualTo("The other side tells what became of it, so it happened.");
        assertThat(looks).hasValue(2);
    }
}
