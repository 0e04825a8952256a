package io.penstock.worker.payment;

import io.penstock.catalog.kind.Mode;
import io.penstock.catalog.payment.CancelIntent;
import io.penstock.catalog.payment.CaptureIntent;
import io.penstock.catalog.payment.ConfirmIntent;
import io.penstock.catalog.payment.CreateIntent;
import io.penstock.catalog.payment.PaymentIntent;
import io.penstock.catalog.payment.PaymentStatus;
import io.penstock.catalog.payment.RefundPayment;
import io.penstock.catalog.payment.RefundPayment.Refund;
import io.penstock.worker.handler.Answer;
import io.penstock.worker.handler.Handler;
import io.penstock.worker.handler.Run;
import io.penstock.worker.key.Key;
import io.penstock.worker.key.KeySource;
import java.time.Clock;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** What can be done with payments. Each is one change at Stripe, and then the payment as it stands decides. */
public final class Payments {

    /** In the metadata of what a job made at Stripe, so that it can be found there. */
    static final String JOB = "penstock_job";

    /** Beside it, the key under which it was made: what a later run of the job makes has another one. */
    static final String EFFECT = "penstock_effect";

    private static final String INTENTS = "/v1/payment_intents";
    private static final String REFUNDS = "/v1/refunds";
    private static final String CANCELED = "canceled";

    /** A payment that somebody confirmed is no longer in one of the other states, unless the card was declined. */
    private static final Set<String> CONFIRMED =
            Set.of("requires_action", "processing", "requires_capture", "succeeded", CANCELED);

    private final Ledger ledger;
    private final Duration lookAgain;
    private final boolean isSetUp;

    /** @param environment where the key is */
    public Payments(StripeSettings settings, Map<String, String> environment, Clock clock) {
        this.ledger = new Ledger(new Stripe(settings, key(settings, environment), clock));
        this.lookAgain = settings.lookAgain();
        this.isSetUp = settings.isSetUp();
    }

    private static Key key(StripeSettings settings, Map<String, String> environment) {
        return KeySource.of(
                "penstock.stripe.key", settings.keyVariable(), settings.keyFile(), settings.mode(), environment);
    }

    public List<Handler<?, ?>> handlers() {
        return List.of(
                new PaymentHandler<>(CreateIntent.KIND, isSetUp, this::create),
                new PaymentHandler<>(ConfirmIntent.KIND, isSetUp, this::confirm),
                new PaymentHandler<>(CaptureIntent.KIND, isSetUp, this::capture),
                new PaymentHandler<>(CancelIntent.KIND, isSetUp, this::cancel),
                new PaymentHandler<>(RefundPayment.KIND, isSetUp, this::refund),
                new PaymentHandler<>(PaymentStatus.KIND, isSetUp, this::status));
    }

    public boolean isSetUp() {
        return isSetUp;
    }

    /** Asks Stripe for what costs nothing: what is wrong, and what to do; nothing when it is answered. */
    public Optional<String> greet() throws InterruptedException {
        try {
            ledger.read(INTENTS, Map.of("limit", "1"));
            return Optional.empty();
        } catch (NotNow e) {
            return Optional.of(e.sentence()
                    + " Check penstock.stripe.base-url, the key, and that it may read and write payment intents.");
        }
    }

    Answer<PaymentIntent> create(CreateIntent.Payload payload, Run run) throws Exception {
        var form = new LinkedHashMap<String, String>();
        form.put("amount", payload.amount().toString());
        form.put("currency", payload.currency());
        put(form, "payment_method", payload.paymentMethod());
        put(form, "customer", payload.customer());
        put(form, "capture_method", payload.captureMethod());
        put(form, "description", payload.description());
        put(form, "receipt_email", payload.receiptEmail());
        put(form, "statement_descriptor_suffix", payload.statementDescriptorSuffix());
        payload.metadataOrNone().forEach((name, value) -> form.put("metadata[" + name + "]", value));
        form.put("metadata[" + JOB + "]", run.id().toString());
        if (payload.confirm()) {
            form.put("confirm", "true");
            confirmation(form, payload.offSession(), payload.returnUrl());
        }
        var search = Map.of("query", "metadata['%s']:'%s'".formatted(JOB, run.id()));
        var intent = ledger.have(
                run,
                new Change("create", INTENTS, form, key -> ledger.first(INTENTS + "/search", search, key, run)),
                INTENTS);
        return payload.confirm() ? taken(intent, run) : Answer.done(view(intent));
    }

    Answer<PaymentIntent> confirm(ConfirmIntent.Payload payload, Run run) throws Exception {
        var form = new LinkedHashMap<String, String>();
        put(form, "payment_method", payload.paymentMethod());
        confirmation(form, payload.offSession(), payload.returnUrl());
        return taken(change(run, payload.intent(), "confirm", form, Payments::isConfirmed), run);
    }

    Answer<PaymentIntent> capture(CaptureIntent.Payload payload, Run run) throws Exception {
        var form = new LinkedHashMap<String, String>();
        put(form, "amount_to_capture", payload.amount());
        return taken(change(run, payload.intent(), "capture", form, intent -> is(intent, "succeeded")), run);
    }

    Answer<PaymentIntent> cancel(CancelIntent.Payload payload, Run run) throws Exception {
        var form = new LinkedHashMap<String, String>();
        put(form, "cancellation_reason", payload.reason());
        return Answer.done(view(change(run, payload.intent(), "cancel", form, intent -> is(intent, CANCELED))));
    }

    Answer<PaymentIntent> status(PaymentStatus.Payload payload, Run run) throws Exception {
        return Answer.done(view(ledger.read(INTENTS + "/" + payload.intent(), Map.of())));
    }

    Answer<Refund> refund(RefundPayment.Payload payload, Run run) throws Exception {
        var form = new LinkedHashMap<String, String>();
        form.put("payment_intent", payload.intent());
        put(form, "amount", payload.amount());
        put(form, "reason", payload.reason());
        form.put("metadata[" + JOB + "]", run.id().toString());
        var all = Map.of("payment_intent", payload.intent(), "limit", "100");
        var refund = ledger.have(
                run, new Change("refund", REFUNDS, form, key -> ledger.first(REFUNDS, all, key, run)), REFUNDS);
        return switch (refund.path("status").asString("")) {
            case "succeeded" -> over(Answer.done(viewOfRefund(refund)), run);
            case "failed", CANCELED ->
                over(
                        Answer.permanent(
                                refund.path("failure_reason").asString("refund_failed"),
                                "Stripe could not give the money back."),
                        run);
            default -> awaiting(refund, "pending: the bank has not taken the money back yet", run);
        };
    }

    private JsonNode change(Run run, String intent, String verb, Map<String, String> form, Predicate<JsonNode> isDone)
            throws Exception {
        var path = INTENTS + "/" + intent;
        return ledger.have(
                run,
                new Change(
                        verb,
                        path + "/" + verb,
                        form,
                        key -> Optional.of(ledger.read(path, Map.of())).filter(isDone)),
                INTENTS);
    }

    private static boolean isConfirmed(JsonNode intent) {
        return CONFIRMED.contains(intent.path("status").asString(""))
                || intent.path("last_payment_error").isObject();
    }

    private static boolean is(JsonNode intent, String status) {
        return intent.path("status").asString("").equals(status);
    }

    /** What came of a payment that was to be taken. */
    private Answer<PaymentIntent> taken(JsonNode intent, Run run) {
        return switch (intent.path("status").asString("")) {
            case "requires_action" -> awaiting(intent, "requires_action: " + wish(intent), run);
            case "processing" -> awaiting(intent, "processing: the bank is at it", run);
            case CANCELED -> over(Answer.permanent("payment_canceled", "The payment was called off."), run);
            case "requires_payment_method" -> over(declined(intent.path("last_payment_error")), run);
            default -> over(Answer.done(view(intent)), run);
        };
    }

    private static String wish(JsonNode intent) {
        var url = intent.path("next_action").path("redirect_to_url").path("url").asString("");
        return url.isEmpty() ? "the customer has to agree" : "the customer has to agree at " + url;
    }

    private <R> Answer<R> awaiting(JsonNode object, String note, Run run) {
        run.progress(0, 1L, note);
        return Answer.awaiting("stripe:" + object.path("id").stringValue(), lookAgain);
    }

    /** Nobody is to read that it waits still. */
    private static <R> Answer<R> over(Answer<R> answer, Run run) {
        run.progress(answer instanceof Answer.Done ? 1 : 0, 1L, null);
        return answer;
    }

    private static Answer<PaymentIntent> declined(JsonNode error) {
        return Answer.permanent(
                error.isObject() ? Stripe.reason(error) : "payment_failed",
                error.path("message").asString("The payment was not taken."));
    }

    private static void confirmation(Map<String, String> form, boolean offSession, @Nullable String returnUrl) {
        if (offSession) {
            form.put("off_session", "true");
        }
        put(form, "return_url", returnUrl);
    }

    private static void put(Map<String, String> form, String name, @Nullable Object value) {
        if (value != null) {
            form.put(name, value.toString());
        }
    }

    private static PaymentIntent view(JsonNode intent) {
        return new PaymentIntent(
                intent.path("id").stringValue(),
                intent.path("status").asString(""),
                intent.path("amount").asLong(0),
                intent.path("amount_capturable").asLong(0),
                intent.path("amount_received").asLong(0),
                intent.path("currency").asString(""),
                text(intent, "latest_charge"),
                text(intent, "customer"),
                text(intent, "payment_method"),
                text(intent, "client_secret"),
                mode(intent));
    }

    private static Refund viewOfRefund(JsonNode refund) {
        return new Refund(
                refund.path("id").stringValue(),
                refund.path("status").asString(""),
                refund.path("amount").asLong(0),
                refund.path("currency").asString(""),
                refund.path("payment_intent").asString(""),
                text(refund, "charge"),
                text(refund, "reason"),
                mode(refund));
    }

    private static @Nullable String text(JsonNode object, String name) {
        return object.path(name).isString() ? object.path(name).stringValue() : null;
    }

    private static Mode mode(JsonNode object) {
        return object.path("livemode").asBoolean(false) ? Mode.LIVE : Mode.SANDBOX;
    }
}
