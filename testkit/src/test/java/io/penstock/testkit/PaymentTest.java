package io.penstock.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.catalog.kind.Kind;
import io.penstock.catalog.kind.Mode;
import io.penstock.catalog.payment.CancelIntent;
import io.penstock.catalog.payment.CaptureIntent;
import io.penstock.catalog.payment.ConfirmIntent;
import io.penstock.catalog.payment.CreateIntent;
import io.penstock.catalog.payment.PaymentIntent;
import io.penstock.catalog.payment.PaymentStatus;
import io.penstock.catalog.payment.RefundPayment;
import io.penstock.db.job.Job;
import io.penstock.db.job.Job.WaitReason;
import io.penstock.db.job.JobId;
import io.penstock.db.job.State;
import io.penstock.sandbox.Sandbox;
import io.penstock.sandbox.fault.Aim;
import io.penstock.sandbox.fault.Fault;
import io.penstock.sandbox.fault.Refusal;
import io.penstock.sandbox.fault.Refusal.Reason;
import io.penstock.worker.handler.Handler;
import io.penstock.worker.payment.Payments;
import io.penstock.worker.payment.StripeSettings;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Payments at the sandbox's Stripe, over attempts that go wrong. */
@Timeout(60)
class PaymentTest {

    private static final Aim STRIPE = Aim.at("stripe");
    private static final String CARD = "pm_card_visa";

    @AutoClose
    private final Sandbox sandbox = Sandbox.start(0);

    @AutoClose
    private final HandlerKit kit = kit(sandbox.url() + "/stripe", null, Map.of());

    private static HandlerKit kit(String url, @Nullable String keyVariable, Map<String, String> environment) {
        var settings = new StripeSettings(
                keyVariable,
                null,
                URI.create(url),
                keyVariable == null ? Mode.SANDBOX : Mode.LIVE,
                Duration.ofSeconds(1),
                Duration.ofSeconds(1),
                Duration.ofMinutes(10),
                true);
        return HandlerKit.of(new Payments(settings, environment, Clock.systemUTC())
                .handlers()
                .toArray(Handler<?, ?>[]::new));
    }

    private static CreateIntent.Payload payload(String method, boolean confirm, @Nullable String captureMethod) {
        return new CreateIntent.Payload(
                1999L,
                "eur",
                method,
                null,
                confirm,
                captureMethod,
                false,
                null,
                "A wheel",
                null,
                null,
                Map.of("a", "b"));
    }

    private JobId taking(String method) {
        return kit.submit(CreateIntent.KIND, payload(method, true, null));
    }

    private Job taken(String method) {
        return kit.attempt(taking(method));
    }

    private PaymentIntent result(JobId id) {
        return kit.result(id, CreateIntent.KIND);
    }

    private PaymentIntent onHold() {
        return result(kit.run(CreateIntent.KIND, payload(CARD, true, "manual")).id());
    }

    private <P> PaymentIntent done(Kind<P, PaymentIntent> kind, P payload) {
        var job = kit.run(kind, payload);
        assertThat(job.state()).isEqualTo(State.SUCCEEDED);
        return kit.result(job.id(), kind);
    }

    private static String code(Job job) {
        var failure = job.failure() == null && !job.attempts().isEmpty()
                ? job.attempts().getLast().failure()
                : job.failure();
        return failure == null ? "none" : failure.code();
    }

    private List<String> done() {
        return sandbox.effects().all().stream().map(e -> e.deed().kind()).toList();
    }

    private void goesWrong(Fault fault) {
        sandbox.faults().next(STRIPE, fault);
    }

    private static Refusal refusal(Reason reason, @Nullable Boolean shouldRetry) {
        return new Refusal(reason, "Not now.", null, null, null, shouldRetry);
    }

    private static Fault refused(Reason reason) {
        return new Fault.Refused(refusal(reason, null));
    }

    @Test
    void aPaymentIsMadeAndTaken() {
        var job = taken(CARD);

        assertThat(job.state()).isEqualTo(State.SUCCEEDED);
        var payment = result(job.id());
        assertThat(payment.status()).isEqualTo("succeeded");
        assertThat(payment.amountReceived()).isEqualTo(1999);
        assertThat(payment.mode()).isEqualTo(Mode.SANDBOX);
        assertThat(sandbox.effects().all()).singleElement().satisfies(effect -> {
            assertThat(effect.deed().kind()).isEqualTo("charge");
            assertThat(effect.deed().idempotencyKey()).isEqualTo(job.id() + ":create");
            assertThat(effect.deed().job()).isEqualTo(job.id().toString());
        });
        assertThat(done(PaymentStatus.KIND, new PaymentStatus.Payload(payment.id())))
                .isEqualTo(payment);
    }

    @Test
    void itsPartsCanBeJobsOfTheirOwn() {
        var made = done(CreateIntent.KIND, payload(CARD, false, "manual"));
        assertThat(made.status()).isEqualTo("requires_confirmation");
        assertThat(done()).isEmpty();
        var held = done(ConfirmIntent.KIND, new ConfirmIntent.Payload(made.id(), null, false, null));
        assertThat(held.status()).isEqualTo("requires_capture");
        assertThat(held.amountCapturable()).isEqualTo(1999);
        var taken = done(CaptureIntent.KIND, new CaptureIntent.Payload(made.id(), 1000L));
        assertThat(taken.amountReceived()).isEqualTo(1000);

        var refund = kit.run(RefundPayment.KIND, new RefundPayment.Payload(made.id(), 400L, "duplicate"));

        assertThat(kit.result(refund.id(), RefundPayment.KIND).amount()).isEqualTo(400);
        assertThat(done()).containsExactly("charge", "capture", "refund");
    }

    @Test
    void whatIsOnHoldCanBeLetGo() {
        var canceled = done(CancelIntent.KIND, new CancelIntent.Payload(onHold().id(), "abandoned"));
        assertThat(canceled.status()).isEqualTo("canceled");
    }

    @Test
    void aMoveThatThePaymentDoesNotAllowFailsTheJob() {
        var payment = result(taken(CARD).id());
        var job = kit.run(CancelIntent.KIND, new CancelIntent.Payload(payment.id(), null));
        assertThat(job.state()).isEqualTo(State.FAILED);
        assertThat(code(job)).isEqualTo("payment_intent_unexpected_state");
    }

    @ParameterizedTest
    @CsvSource({
        "pm_card_chargeDeclined, generic_decline",
        "pm_card_chargeDeclinedInsufficientFunds, insufficient_funds",
        "pm_card_chargeDeclinedExpiredCard, expired_card"
    })
    void aDeclinedCardIsFinal(String method, String why) {
        var job = taken(method);
        assertThat(job.state()).isEqualTo(State.FAILED);
        assertThat(code(job)).isEqualTo(why);
        assertThat(done()).isEmpty();
    }

    @Test
    void anAnswerThatIsLostIsAskedForAgainUnderTheSameKey() {
        goesWrong(new Fault.ResetAfter());
        var id = taking(CARD);
        assertThat(code(kit.attempt(id))).isEqualTo("stripe_no_answer");
        assertThat(done()).containsExactly("charge");

        assertThat(kit.attempt(id).state()).isEqualTo(State.SUCCEEDED);

        assertThat(done()).containsExactly("charge");
    }

    @Test
    void aDeclineWhoseAnswerIsLostIsStillADecline() {
        goesWrong(new Fault.ResetAfter());
        var id = taking("pm_card_chargeDeclined");
        kit.attempt(id);

        var job = kit.attempt(id);

        assertThat(job.state()).isEqualTo(State.FAILED);
        assertThat(code(job)).isEqualTo("generic_decline");
    }

    @ParameterizedTest
    @CsvSource({"UNAUTHORIZED", "FORBIDDEN", "NOT_FOUND", "INVALID_REQUEST", "TOO_LARGE"})
    void aRefusalThatIsNotKeptSaysNothingOfTheCallBefore(Reason reason) {
        goesWrong(new Fault.ResetAfter());
        var id = taking(CARD);
        kit.attempt(id);
        goesWrong(refused(reason));

        assertThat(kit.attempt(id).state()).isEqualTo(State.OUTCOME_UNKNOWN);

        assertThat(done()).containsExactly("charge");
    }

    @ParameterizedTest
    @CsvSource({
        "RATE_LIMIT, stripe_rate_limited",
        "CONFLICT, stripe_error",
        "TIMEOUT, stripe_error",
        "OVERLOADED, stripe_error"
    })
    void whatMayWorkAnotherTimeIsTriedAgain(Reason reason, String code) {
        goesWrong(refused(reason));
        var id = taking(CARD);
        var job = kit.attempt(id);
        assertThat(job.state()).isEqualTo(State.RETRYING);
        assertThat(code(job)).isEqualTo(code);

        assertThat(kit.attempt(id).state()).isEqualTo(State.SUCCEEDED);

        assertThat(done()).containsExactly("charge");
    }

    @Test
    void ofAnErrorThatStripeKeepsThePaymentIsLookedUp() {
        goesWrong(new Fault.RefusedAfter(refusal(Reason.SERVER_ERROR, null)));
        var id = taking(CARD);
        assertThat(code(kit.attempt(id))).isEqualTo("stripe_error");

        assertThat(kit.attempt(id).state()).isEqualTo(State.SUCCEEDED);

        assertThat(done()).containsExactly("charge");
    }

    @Test
    void whatIsNotFoundThenIsLeftToAPerson() {
        goesWrong(refused(Reason.SERVER_ERROR));
        var id = taking(CARD);
        kit.attempt(id);

        assertThat(kit.attempt(id).state()).isEqualTo(State.OUTCOME_UNKNOWN);

        assertThat(done()).isEmpty();
    }

    @Test
    void stripesWordOnTryingAgainCounts() {
        goesWrong(new Fault.RefusedAfter(refusal(Reason.SERVER_ERROR, false)));
        assertThat(taken(CARD).state()).isEqualTo(State.SUCCEEDED);
        goesWrong(new Fault.Refused(refusal(Reason.SERVER_ERROR, false)));
        assertThat(taken(CARD).state()).isEqualTo(State.OUTCOME_UNKNOWN);
        goesWrong(new Fault.Refused(refusal(Reason.INVALID_REQUEST, true)));
        assertThat(taken(CARD).state()).isEqualTo(State.RETRYING);
        goesWrong(new Fault.Refused(refusal(Reason.RATE_LIMIT, false)));
        assertThat(taken(CARD).state()).isEqualTo(State.FAILED);
        assertThat(done()).containsExactly("charge");
    }

    @Test
    void pastTheTimeOfAKeyThePaymentIsLookedUpBeforeAnythingIsSent() {
        goesWrong(new Fault.ResetAfter());
        var id = taking(CARD);
        kit.attempt(id);
        aDayPasses(id);
        int before = posts();

        assertThat(kit.attempt(id).state()).isEqualTo(State.SUCCEEDED);

        assertThat(posts()).isEqualTo(before);
        assertThat(done()).containsExactly("charge");
    }

    @Test
    void whatWasNeverDoneByThenIsSentAgain() {
        goesWrong(new Fault.Reset());
        var id = taking(CARD);
        kit.attempt(id);
        aDayPasses(id);

        assertThat(kit.attempt(id).state()).isEqualTo(State.SUCCEEDED);

        assertThat(done()).containsExactly("charge");
    }

    @Test
    void everyChangeCanBeLookedUp() {
        var confirmed = done(CreateIntent.KIND, payload(CARD, false, "manual"));
        foundADayLater(ConfirmIntent.KIND, new ConfirmIntent.Payload(confirmed.id(), null, false, null));
        foundADayLater(CaptureIntent.KIND, new CaptureIntent.Payload(confirmed.id(), null));
        foundADayLater(RefundPayment.KIND, new RefundPayment.Payload(confirmed.id(), null, null));
        foundADayLater(CancelIntent.KIND, new CancelIntent.Payload(onHold().id(), null));
        assertThat(done()).containsExactly("charge", "capture", "refund", "charge", "cancel");
    }

    private <P> void foundADayLater(Kind<P, ?> kind, P payload) {
        goesWrong(new Fault.ResetAfter());
        var id = kit.submit(kind, payload);
        kit.attempt(id);
        aDayPasses(id);
        int before = posts();
        assertThat(kit.attempt(id).state()).isEqualTo(State.SUCCEEDED);
        assertThat(posts()).isEqualTo(before);
    }

    private int posts() {
        return Math.toIntExact(sandbox.journal().entries().stream()
                .filter(entry -> entry.idempotencyKey() != null)
                .count());
    }

    private void aDayPasses(JobId id) {
        kit.database()
                .jdbi()
                .useHandle(handle -> handle.execute(
                        "UPDATE effect SET intent_at = intent_at - interval '24 hours' WHERE job = ?", id.uuid()));
    }

    @ParameterizedTest
    @CsvSource({"true, SUCCEEDED, none", "false, FAILED, payment_intent_authentication_failure"})
    void aCustomerWhoHasToAgreeIsWaitedFor(boolean agrees, State state, String code) {
        var id = taking("pm_card_threeDSecure2Required");
        var waiting = kit.attempt(id);
        assertThat(waiting.state()).isEqualTo(State.SCHEDULED);
        assertThat(waiting.waitReason()).isEqualTo(WaitReason.NOTICE);
        var note = Objects.requireNonNull(
                Objects.requireNonNull(waiting.progress()).note());
        assertThat(note).startsWith("requires_action: the customer has to agree at http");
        assertThat(kit.attempt(id).waitReason()).isEqualTo(WaitReason.NOTICE);
        var payment = awaited(id);

        assertThat(sandbox.stripe().ends(payment, agrees)).isTrue();

        var job = kit.attempt(id);
        assertThat(job.state()).isEqualTo(state);
        assertThat(code(job)).isEqualTo(code);
        var progress = Objects.requireNonNull(job.progress());
        assertThat(progress.done()).isEqualTo(agrees ? 1 : 0);
        assertThat(progress.note()).isNull();
        assertThat(posts()).isEqualTo(1);
    }

    @ParameterizedTest
    @CsvSource({"true, SUCCEEDED", "false, FAILED"})
    void aBankThatTakesItsTimeIsWaitedFor(boolean pays, State state) {
        var id = taking("pm_sepaDebit");
        assertThat(kit.attempt(id).waitReason()).isEqualTo(WaitReason.NOTICE);
        sandbox.stripe().ends(awaited(id), pays);
        assertThat(kit.attempt(id).state()).isEqualTo(state);
    }

    @ParameterizedTest
    @CsvSource({"true, SUCCEEDED", "false, FAILED"})
    void aRefundThatTakesItsTimeIsWaitedFor(boolean arrives, State state) {
        var payment = result(taken("pm_card_pendingRefund").id());
        var id = kit.submit(RefundPayment.KIND, new RefundPayment.Payload(payment.id(), null, null));
        assertThat(kit.attempt(id).waitReason()).isEqualTo(WaitReason.NOTICE);
        sandbox.stripe().refundEnds(awaited(id), arrives);
        assertThat(kit.attempt(id).state()).isEqualTo(state);
    }

    /** The id at Stripe of what this job waits for. */
    private String awaited(JobId id) {
        return kit.database()
                .jdbi()
                .withHandle(handle -> handle.createQuery("SELECT awaits FROM live WHERE id = ?")
                        .bind(0, id.uuid())
                        .mapTo(String.class)
                        .one()
                        .substring("stripe:".length()));
    }

    @Test
    void aCustomerWhoIsNotThereCannotBeAsked() {
        var payload = new CreateIntent.Payload(
                1L, "eur", "pm_card_authenticationRequired", null, true, null, true, null, null, null, null, null);
        var job = kit.run(CreateIntent.KIND, payload);
        assertThat(job.state()).isEqualTo(State.FAILED);
        assertThat(code(job)).isEqualTo("authentication_required");
    }

    @Test
    void anAnswerThatIsNoObjectOfStripesSaysNothing() {
        goesWrong(new Fault.BadJson());
        var id = taking(CARD);
        assertThat(code(kit.attempt(id))).isEqualTo("stripe_no_answer");
        assertThat(kit.attempt(id).state()).isEqualTo(State.SUCCEEDED);
        assertThat(done()).containsExactly("charge");
    }

    @Test
    void anAnswerThatTakesTooLongIsAskedForAgain() {
        goesWrong(new Fault.Hang());
        var id = taking(CARD);
        assertThat(code(kit.attempt(id))).isEqualTo("stripe_no_answer");
        assertThat(kit.attempt(id).state()).isEqualTo(State.SUCCEEDED);
    }

    @Test
    void whatWasNeverSentIsNoOpenEffect() {
        try (var away = kit("http://127.0.0.1:1", null, Map.of())) {
            var id = away.submit(CreateIntent.KIND, payload(CARD, true, null));
            assertThat(code(away.attempt(id))).isEqualTo("stripe_unreachable");
            int effects = away.database()
                    .jdbi()
                    .withHandle(handle -> handle.createQuery("SELECT count(*) FROM effect WHERE job = ?")
                            .bind(0, id.uuid())
                            .mapTo(Integer.class)
                            .one());
            assertThat(effects).isZero();
        }
    }

    @Test
    void aKeyThatStripeDoesNotTakeIsToldWithoutIt() {
        try (var locked = kit(sandbox.url() + "/stripe", "KEY", Map.of("KEY", "invalid_sk_4711"))) {
            var job = locked.run(CreateIntent.KIND, payload(CARD, true, null));
            assertThat(job.state()).isEqualTo(State.FAILED);
            assertThat(code(job)).isEqualTo("stripe_key_refused");
            assertThat(Objects.requireNonNull(job.failure()).message()).doesNotContain("4711");
        }
    }

    @Test
    void aKeyThatStripeRepeatsIsNotShown() {
        goesWrong(new Fault.Refused(Refusal.of(Reason.INVALID_REQUEST, "Not with sk_live_4711.")));
        try (var open = kit(sandbox.url() + "/stripe", "KEY", Map.of("KEY", "sk_live_4711"))) {
            var job = open.run(CreateIntent.KIND, payload(CARD, true, null));
            assertThat(Objects.requireNonNull(job.failure()).message())
                    .contains("Not with")
                    .doesNotContain("4711");
        }
    }

    @Test
    void withoutStripeNothingIsDone() {
        var settings = new StripeSettings(
                null,
                null,
                URI.create(sandbox.url()),
                Mode.LIVE,
                Duration.ofSeconds(1),
                Duration.ofSeconds(1),
                Duration.ofMinutes(1),
                false);
        try (var without = HandlerKit.of(
                new Payments(settings, Map.of(), Clock.systemUTC()).handlers().toArray(Handler<?, ?>[]::new))) {
            assertThat(code(without.run(CreateIntent.KIND, payload(CARD, true, null))))
                    .isEqualTo("provider_not_configured");
        }
    }
}
