package io.penstock.sandbox.anthropic;

import io.penstock.catalog.json.Json;
import io.penstock.sandbox.fault.Refusal;
import io.penstock.sandbox.generation.Retries;
import io.penstock.sandbox.generation.Stamp;
import io.penstock.sandbox.server.Answer;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import tools.jackson.databind.node.ObjectNode;

/** How Anthropic says no. */
final class AnthropicErrors {

    /** The account is without credit; a limit of one's own is reached; the most that may be spent a month is. */
    static final Set<String> MONEY_STOPS =
            Collections.unmodifiableSet(new LinkedHashSet<>(List.of("billing_error", "spend_limit", "tier_cap")));

    private static final String INVALID = "invalid_request_error";
    private static final String LIMITED = "rate_limit_error";

    private AnthropicErrors() {}

    private record Form(int status, String type) {}

    static Answer answer(Refusal refusal, Stamp stamp) {
        return Answer.json(form(refusal).status(), body(refusal, stamp)).with(headers(refusal));
    }

    /** Who is at the cap of his tier is not told when to come again: it may be next month. */
    private static Map<String, String> headers(Refusal refusal) {
        return "tier_cap".equals(refusal.variant()) ? Map.of() : Retries.headers(refusal);
    }

    static ObjectNode body(Refusal refusal, Stamp stamp) {
        var body = Json.mapper().createObjectNode().put("type", "error");
        body.putObject("error").put("type", form(refusal).type()).put("message", message(refusal));
        return body.put("request_id", Anthropic.requestId(stamp));
    }

    /** Of a limit of one's own the type and the status say nothing, so clients go by the words. */
    private static String message(Refusal refusal) {
        return "spend_limit".equals(refusal.variant())
                ? "Sandbox: You have reached your specified API usage limits."
                : refusal.message();
    }

    private static Form form(Refusal refusal) {
        return switch (refusal.reason()) {
            case INVALID_REQUEST -> new Form(400, INVALID);
            case UNAUTHORIZED -> new Form(401, "authentication_error");
            case FORBIDDEN -> new Form(403, "permission_error");
            case NOT_FOUND, MODEL_NOT_FOUND -> new Form(404, "not_found_error");
            case CONFLICT -> new Form(409, "conflict_error");
            case TOO_LARGE -> new Form(413, "request_too_large");
            case RATE_LIMIT, SLOW_DOWN -> new Form(429, LIMITED);
            case MONEY_STOP -> money(refusal);
            case SERVER_ERROR -> new Form(500, "api_error");
            case TIMEOUT -> new Form(504, "timeout_error");
            case OVERLOADED -> new Form(529, "overloaded_error");
        };
    }

    private static Form money(Refusal refusal) {
        return switch (refusal.variant()) {
            case "spend_limit" -> new Form(400, INVALID);
            case "tier_cap" -> new Form(429, LIMITED);
            case null, default -> new Form(402, "billing_error");
        };
    }
}
