package io.penstock.sandbox.gemini;

import io.penstock.catalog.json.Json;
import io.penstock.sandbox.fault.Refusal;
import io.penstock.sandbox.server.Answer;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** How Gemini says no. */
final class GeminiErrors {

    private static final String DAILY = "daily_quota";

    static final Set<String> MONEY_STOPS =
            Collections.unmodifiableSet(new LinkedHashSet<>(List.of("payment_required", DAILY)));

    private static final String RPC = "type.googleapis.com/google.rpc.";

    private GeminiErrors() {}

    private record Form(int status, String name) {}

    static Answer answer(Refusal refusal) {
        var headers = refusal.shouldRetry() == null
                ? Map.<String, String>of()
                : Map.of("x-should-retry", refusal.shouldRetry().toString());
        return Answer.json(form(refusal).status(), body(refusal)).with(headers);
    }

    static ObjectNode body(Refusal refusal) {
        var form = form(refusal);
        var body = Json.mapper().createObjectNode();
        var error = body.putObject("error")
                .put("code", form.status())
                .put("message", refusal.message())
                .put("status", form.name());
        var details = Json.mapper().createArrayNode();
        describe(refusal, details);
        if (!details.isEmpty()) {
            error.set("details", details);
        }
        return body;
    }

    private static void describe(Refusal refusal, ArrayNode details) {
        switch (refusal.reason()) {
            case RATE_LIMIT, SLOW_DOWN -> {
                var tokens = "tokens".equals(refusal.variant());
                quota(
                        details,
                        (tokens ? "GenerateContentInputTokens" : "GenerateRequests") + "PerMinutePerProjectPerModel");
                retry(details, refusal);
            }
            case MONEY_STOP -> {
                if (DAILY.equals(refusal.variant())) {
                    quota(details, "GenerateRequestsPerDayPerProjectPerModel");
                    retry(details, refusal);
                }
            }
            case UNAUTHORIZED ->
                details.addObject()
                        .put("@type", RPC + "ErrorInfo")
                        .put("reason", "API_KEY_INVALID")
                        .put("domain", "googleapis.com");
            case INVALID_REQUEST -> {
                if (refusal.where() != null) {
                    details.addObject()
                            .put("@type", RPC + "BadRequest")
                            .putArray("fieldViolations")
                            .addObject()
                            .put("field", refusal.where())
                            .put("description", refusal.message());
                }
            }
            case FORBIDDEN, NOT_FOUND, MODEL_NOT_FOUND, CONFLICT, TOO_LARGE, SERVER_ERROR, OVERLOADED, TIMEOUT -> {}
        }
    }

    private static void quota(ArrayNode details, String id) {
        details.addObject()
                .put("@type", RPC + "QuotaFailure")
                .putArray("violations")
                .addObject()
                .put("quotaMetric", "generativelanguage.googleapis.com/sandbox")
                .put("quotaId", id);
    }

    private static void retry(ArrayNode details, Refusal refusal) {
        if (refusal.retryAfter() != null) {
            details.addObject().put("@type", RPC + "RetryInfo").put("retryDelay", protobuf(refusal.retryAfter()));
        }
    }

    /** As protobuf writes durations: {@code 37s}, {@code 1.5s}. */
    private static String protobuf(Duration duration) {
        return BigDecimal.valueOf(duration.toMillis(), 3).stripTrailingZeros().toPlainString() + "s";
    }

    private static Form form(Refusal refusal) {
        return switch (refusal.reason()) {
            case INVALID_REQUEST, UNAUTHORIZED -> new Form(400, "INVALID_ARGUMENT");
            case FORBIDDEN -> new Form(403, "PERMISSION_DENIED");
            case NOT_FOUND, MODEL_NOT_FOUND -> new Form(404, "NOT_FOUND");
            case CONFLICT -> new Form(409, "ABORTED");
            case TOO_LARGE -> new Form(413, "INVALID_ARGUMENT");
            case RATE_LIMIT, SLOW_DOWN -> new Form(429, "RESOURCE_EXHAUSTED");
            case MONEY_STOP ->
                DAILY.equals(refusal.variant())
                        ? new Form(429, "RESOURCE_EXHAUSTED")
                        : new Form(402, "FAILED_PRECONDITION");
            case SERVER_ERROR -> new Form(500, "INTERNAL");
            case OVERLOADED -> new Form(503, "UNAVAILABLE");
            case TIMEOUT -> new Form(504, "DEADLINE_EXCEEDED");
        };
    }
}
