package io.penstock.worker.payment;

import io.penstock.worker.handler.Answer;
import io.penstock.worker.handler.Effect;
import io.penstock.worker.handler.EffectRefused;
import io.penstock.worker.handler.OutcomeUnknown;
import io.penstock.worker.handler.Run;
import io.penstock.worker.payment.Reply.Lost;
import io.penstock.worker.payment.Reply.Ok;
import io.penstock.worker.payment.Reply.Refused;
import io.penstock.worker.payment.Reply.Unreached;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import tools.jackson.databind.JsonNode;

/** Makes changes at Stripe, each once: what an answer says of the call, of the calls before it, and of the next one. */
final class Ledger {

    /** Stripe keeps keys for a day at least. */
    static final Duration KEY_IS_KEPT = Duration.ofHours(23);

    private static final Duration A_SECOND = Duration.ofSeconds(1);

    private final Stripe stripe;

    Ledger(Stripe stripe) {
        this.stripe = stripe;
    }

    /** @param id of the object that came of it */
    record Receipt(String id) {}

    /**
     * The object that came of it as it is now, read anew when an earlier attempt made the change.
     *
     * @param objects where such objects are read
     */
    JsonNode have(Run run, Change change, String objects) throws Exception {
        var fresh = new AtomicReference<JsonNode>();
        var receipt = run.effect(Effect.idempotent(
                change.step(),
                Receipt.class,
                KEY_IS_KEPT,
                key -> change.happened().find(key).map(Ledger::receipt),
                key -> {
                    fresh.set(make(change, key));
                    return receipt(Objects.requireNonNull(fresh.get()));
                }));
        var made = fresh.get();
        return made != null ? made : read(objects + "/" + receipt.id(), Map.of());
    }

    private static Receipt receipt(JsonNode object) {
        return new Receipt(object.path("id").stringValue());
    }

    private JsonNode make(Change change, String key) throws Exception {
        return switch (stripe.post(change.path(), named(change.form(), key), key)) {
            case Ok ok -> ok.body();
            case Unreached unreached -> throw EffectRefused.as(unreachable());
            case Lost lost -> throw new NotNow(noAnswer());
            case Refused refused -> refused(change, key, refused);
        };
    }

    private static Map<String, String> named(Map<String, String> form, String key) {
        if (!form.containsKey("metadata[" + Payments.JOB + "]")) {
            return form;
        }
        var named = new LinkedHashMap<>(form);
        named.put("metadata[" + Payments.EFFECT + "]", key);
        return named;
    }

    private static JsonNode refused(Change change, String key, Refused refused) throws Exception {
        if (refused.status() == 429 && !Boolean.FALSE.equals(refused.shouldRetry())) {
            throw EffectRefused.as(overloaded(refused));
        }
        if (refused.shouldRetry() != null ? refused.shouldRetry() : mayWorkWithSameKey(refused)) {
            throw new NotNow(trouble(refused));
        }
        if (saysNothing(refused)) {
            return change.happened().find(key).orElseThrow(() -> new OutcomeUnknown(change.step()));
        }
        throw isOfKey(refused) ? EffectRefused.ofKey(forGood(refused)) : EffectRefused.as(forGood(refused));
    }

    /** Of an error that Stripe keeps for the key the next call would only get a copy. */
    private static boolean mayWorkWithSameKey(Refused refused) {
        return refused.status() == 409 || (refused.status() >= 500 && !refused.isKept());
    }

    /** Whether something happened before it went wrong, or to the same key under another request. */
    private static boolean saysNothing(Refused refused) {
        return refused.status() >= 500
                || refused.status() == 409
                || refused.type().equals("idempotency_error");
    }

    /** What else is refused may have been refused before the key was looked at, or by somebody who stands before Stripe. */
    private static boolean isOfKey(Refused refused) {
        return refused.isKept() || refused.type().equals("card_error");
    }

    /** Reads an object, or a list. */
    JsonNode read(String path, Map<String, String> query) throws NotNow, InterruptedException {
        return switch (stripe.get(path, query)) {
            case Ok ok -> ok.body();
            case Unreached unreached -> throw new NotNow(unreachable());
            case Lost lost -> throw new NotNow(noAnswer());
            case Refused refused when refused.status() == 429 -> throw new NotNow(overloaded(refused));
            case Refused refused
            when refused.status() >= 500 || refused.status() == 409 -> throw new NotNow(trouble(refused));
            case Refused refused -> throw new NotNow(forGood(refused));
        };
    }

    /** The one that this job made under the key. Of a list that goes on nobody knows whether it is further down. */
    Optional<JsonNode> first(String path, Map<String, String> query, String key, Run run)
            throws NotNow, OutcomeUnknown, InterruptedException {
        var list = read(path, query);
        var job = run.id().toString();
        var first = list.path("data")
                .valueStream()
                .filter(object -> job.equals(
                                object.path("metadata").path(Payments.JOB).asString(""))
                        && key.equals(
                                object.path("metadata").path(Payments.EFFECT).asString("")))
                .findFirst();
        if (first.isEmpty() && list.path("has_more").asBoolean(false)) {
            throw new OutcomeUnknown(path);
        }
        return first;
    }

    private static Answer<?> unreachable() {
        return Answer.retryable("stripe_unreachable", "Stripe could not be reached; nothing was sent.");
    }

    private static Answer<?> noAnswer() {
        return Answer.retryable(
                "stripe_no_answer",
                "Stripe did not answer. The next attempt asks again with the same idempotency key.");
    }

    private static Answer<?> overloaded(Refused refused) {
        return Answer.overloaded(
                "stripe_rate_limited",
                "Stripe takes no more requests just now.",
                Objects.requireNonNullElse(refused.after(), A_SECOND));
    }

    private static Answer<?> trouble(Refused refused) {
        var message = "Stripe answered " + refused.status() + ".";
        return refused.after() == null
                ? Answer.retryable("stripe_error", message)
                : Answer.retryable("stripe_error", message, refused.after());
    }

    private static Answer<?> forGood(Refused refused) {
        return switch (refused.status()) {
            case 401, 403 ->
                Answer.permanent(
                        "stripe_key_refused", "Stripe does not take the key of this installation. Tell its operator.");
            default -> Answer.permanent(refused.code().isEmpty() ? "stripe_refused" : refused.code(), said(refused));
        };
    }

    private static String said(Refused refused) {
        return refused.message().isEmpty() ? "Stripe answered " + refused.status() + "." : refused.message();
    }
}
