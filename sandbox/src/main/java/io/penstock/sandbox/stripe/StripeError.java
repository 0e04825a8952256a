package io.penstock.sandbox.stripe;

import io.penstock.catalog.json.Json;
import io.penstock.sandbox.fault.Refusal;
import io.penstock.sandbox.generation.Retries;
import io.penstock.sandbox.server.Answer;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/**
 * How Stripe says no.
 *
 * @param charge the charge that failed
 * @param intent the intent as it is now
 */
record StripeError(
        int status,
        String type,
        @Nullable String code,
        @Nullable String declineCode,
        @Nullable String param,
        String message,
        @Nullable String charge,
        @Nullable ObjectNode intent) {

    private static final String INVALID = "invalid_request_error";
    private static final String API = "api_error";
    private static final String IN_USE = "idempotency_key_in_use";

    StripeError {
        message = Refusal.marked(message);
    }

    private static StripeError plain(int status, String type, @Nullable String code, String message) {
        return new StripeError(status, type, code, null, null, message, null, null);
    }

    static StripeError invalid(String param, @Nullable String code, String message) {
        return new StripeError(400, INVALID, code, null, param, message, null, null);
    }

    static StripeError missing(String param) {
        return invalid(param, "parameter_missing", "Missing required param: " + param + ".");
    }

    static StripeError unknown(String param) {
        return invalid(param, "parameter_unknown", "Received unknown parameter: " + param + ".");
    }

    static StripeError unauthorized(String message) {
        return plain(401, INVALID, null, message);
    }

    /** There is nothing at the path. */
    static StripeError nowhere(String method, String path) {
        return plain(404, INVALID, null, "Nothing answers " + method + " " + path + ".");
    }

    /** What the path names is not there. */
    static StripeError gone(String what, String id) {
        return new StripeError(
                404, INVALID, "resource_missing", null, what, "No such " + what + ": '" + id + "'.", null, null);
    }

    /** What a parameter names is not there. */
    static StripeError noSuch(String param, String id) {
        return invalid(param, "resource_missing", "No such " + param + ": '" + id + "'.");
    }

    static StripeError unexpectedState(String verb, ObjectNode intent) {
        var message = "You cannot %s this PaymentIntent because it has a status of %s."
                .formatted(verb, intent.path("status").stringValue());
        return new StripeError(400, INVALID, "payment_intent_unexpected_state", null, null, message, null, intent);
    }

    static StripeError card(String code, String declineCode, String message) {
        return new StripeError(402, "card_error", code, declineCode, null, message, null, null);
    }

    static StripeError authenticationRequired() {
        var code = "authentication_required";
        return card(code, code, "The customer has to be asked, and is not there.");
    }

    static StripeError notAuthenticated() {
        return card("payment_intent_authentication_failure", "authentication_required", "The customer did not agree.");
    }

    static StripeError notPaid() {
        return card("debit_not_authorized", "debit_not_authorized", "The bank did not pay.");
    }

    static StripeError keyInUse() {
        return plain(409, INVALID, IN_USE, "Another request with this Idempotency-Key is under way.");
    }

    static StripeError keyMisused() {
        return plain(
                400, "idempotency_error", null, "This Idempotency-Key came before, with another path or parameters.");
    }

    static StripeError keyTooLong() {
        return plain(400, INVALID, null, "An Idempotency-Key has at most 255 characters.");
    }

    /** Those that make no sense for Stripe do not come here. */
    static Answer answer(Refusal refusal) {
        var no = refusal.message();
        var error = switch (refusal.reason()) {
            case INVALID_REQUEST, MONEY_STOP -> plain(400, INVALID, null, no);
            case UNAUTHORIZED -> unauthorized(no);
            case FORBIDDEN -> plain(403, INVALID, null, no);
            case NOT_FOUND, MODEL_NOT_FOUND -> plain(404, INVALID, "resource_missing", no);
            case CONFLICT -> plain(409, INVALID, IN_USE, no);
            case TOO_LARGE -> plain(413, INVALID, null, no);
            case RATE_LIMIT, SLOW_DOWN -> plain(429, INVALID, "rate_limit", no);
            case SERVER_ERROR -> plain(500, API, null, no);
            case OVERLOADED -> plain(503, API, null, no);
            case TIMEOUT -> plain(504, API, null, no);
        };
        return error.answer().with(Retries.headers(refusal, "stripe-should-retry"));
    }

    /** With the charge that failed, and the intent as it is after that. */
    StripeError of(String failed, @Nullable ObjectNode after) {
        return new StripeError(status, type, code, declineCode, param, message, failed, after);
    }

    Answer answer() {
        var body = Json.mapper().createObjectNode();
        var error = json();
        if (intent != null) {
            error.set("payment_intent", intent);
        }
        body.set("error", error);
        return Answer.json(status, body);
    }

    ObjectNode json() {
        var error = Json.mapper().createObjectNode().put("type", type).put("message", message);
        put(error, "code", code);
        put(error, "decline_code", declineCode);
        put(error, "param", param);
        put(error, "charge", charge);
        return error;
    }

    private static void put(ObjectNode error, String name, @Nullable String value) {
        if (value != null) {
            error.put(name, value);
        }
    }
}
