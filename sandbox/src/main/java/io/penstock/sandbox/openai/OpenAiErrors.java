package io.penstock.sandbox.openai;

import io.penstock.catalog.json.Json;
import io.penstock.sandbox.fault.Refusal;
import io.penstock.sandbox.fault.Refusal.Reason;
import io.penstock.sandbox.generation.Retries;
import io.penstock.sandbox.server.Answer;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/** How OpenAI says no. */
final class OpenAiErrors {

    private static final String NO_QUOTA = "insufficient_quota";
    private static final String INVALID = "invalid_request_error";
    private static final String WRONG_KEY = "invalid_api_key";

    static final Set<String> MONEY_STOPS = Collections.unmodifiableSet(new LinkedHashSet<>(List.of(
            NO_QUOTA,
            "credit_balance_exhausted",
            "organization_spend_limit_exceeded",
            "project_spend_limit_exceeded",
            "organization_usage_limit_exceeded")));

    private OpenAiErrors() {}

    private record Form(int status, String type, @Nullable String code) {}

    static Refusal wrongKey() {
        return new Refusal(Reason.UNAUTHORIZED, "The API key is not known.", null, WRONG_KEY, null, null);
    }

    static Answer answer(Refusal refusal) {
        var body = Json.mapper().createObjectNode();
        body.set("error", error(refusal));
        var headers = new HashMap<>(Retries.headers(refusal));
        if (refusal.retryAfter() != null) {
            headers.put("retry-after-ms", Long.toString(refusal.retryAfter().toMillis()));
        }
        return Answer.json(form(refusal).status(), body).with(headers);
    }

    static ObjectNode error(Refusal refusal) {
        var form = form(refusal);
        return Json.mapper()
                .createObjectNode()
                .put("message", refusal.message())
                .put("type", form.type())
                .put("param", refusal.where())
                .put("code", form.code());
    }

    private static Form form(Refusal refusal) {
        var variant = refusal.variant();
        return switch (refusal.reason()) {
            case INVALID_REQUEST -> new Form(400, INVALID, null);
            case UNAUTHORIZED -> new Form(401, INVALID, variant);
            case FORBIDDEN -> new Form(403, INVALID, "unsupported_country_region_territory");
            case NOT_FOUND -> new Form(404, INVALID, "unknown_url");
            case MODEL_NOT_FOUND -> new Form(404, INVALID, "model_not_found");
            case CONFLICT -> new Form(409, "conflict_error", null);
            case TOO_LARGE -> new Form(413, INVALID, "request_too_large");
            case RATE_LIMIT -> new Form(429, Objects.requireNonNullElse(variant, "requests"), "rate_limit_exceeded");
            case SLOW_DOWN -> new Form(429, "slow_down", "slow_down");
            case MONEY_STOP -> new Form(429, NO_QUOTA, Objects.requireNonNullElse(variant, NO_QUOTA));
            case SERVER_ERROR -> new Form(500, "server_error", null);
            case OVERLOADED -> new Form(503, "service_unavailable_error", "server_is_overloaded");
            case TIMEOUT -> new Form(504, "server_error", "timeout");
        };
    }
}
