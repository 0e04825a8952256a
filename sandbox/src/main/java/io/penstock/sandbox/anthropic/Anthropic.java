package io.penstock.sandbox.anthropic;

import io.penstock.catalog.json.Json;
import io.penstock.sandbox.fault.Refusal;
import io.penstock.sandbox.fault.Refusal.Reason;
import io.penstock.sandbox.generation.Body;
import io.penstock.sandbox.generation.Demands;
import io.penstock.sandbox.generation.Provider;
import io.penstock.sandbox.generation.Reading;
import io.penstock.sandbox.generation.Stamp;
import io.penstock.sandbox.limit.Balance;
import io.penstock.sandbox.limit.Resource;
import io.penstock.sandbox.reply.Ask;
import io.penstock.sandbox.reply.Usage;
import io.penstock.sandbox.server.Answer;
import io.penstock.sandbox.server.Caller;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** The stand-in of Anthropic. */
public final class Anthropic implements Provider {

    /** Models of other names do not exist here. */
    private static final List<String> FAMILIES = List.of("claude-", "sandbox-");

    private static final List<String> LISTED = List.of("claude-opus-4-5", "claude-sonnet-4-5", "claude-haiku-4-5");

    private final MessagesDialect messages = new MessagesDialect();

    @Override
    public String name() {
        return "anthropic";
    }

    @Override
    public Set<String> moneyStops() {
        return AnthropicErrors.MONEY_STOPS;
    }

    @Override
    public Reading read(Caller caller) {
        var key = key(caller);
        var refusal = new Demands()
                .that(key != null, Reason.UNAUTHORIZED, "There is no API key in the x-api-key header.")
                .that(key == null || !key.startsWith("invalid"), Reason.UNAUTHORIZED, "The API key is not known.")
                .that(
                        caller.header("anthropic-version") != null,
                        Reason.INVALID_REQUEST,
                        "There is no anthropic-version header.")
                .broken();
        if (refusal.isPresent()) {
            return new Reading.Refuses(refusal.get());
        }
        return switch (caller.method() + " " + caller.path()) {
            case "GET /anthropic/v1/models" -> new Reading.Tells(models());
            case "POST /anthropic/v1/messages" -> messages(caller, Objects.requireNonNull(key));
            default ->
                caller.below("GET", "/anthropic/v1/models/")
                        .map(Anthropic::looked)
                        .orElseGet(() -> refused(Reason.NOT_FOUND, "There is nothing at this path."));
        };
    }

    private static Reading looked(String model) {
        return exists(model) ? new Reading.Tells(model(model)) : refused(Reason.MODEL_NOT_FOUND, "model: " + model);
    }

    private static boolean exists(String model) {
        return FAMILIES.stream().anyMatch(model::startsWith);
    }

    private static Reading refused(Reason reason, String message) {
        return new Reading.Refuses(Refusal.of(reason, message));
    }

    private Reading messages(Caller caller, String key) {
        var body = Body.of(caller);
        var model = body.path("model").asString("");
        return new Demands()
                .that(!caller.saysTooMuch(), Reason.TOO_LARGE, "The body is longer than 32 MiB.")
                .that(body.isObject(), Reason.INVALID_REQUEST, "The body is not a JSON object.")
                .that(!model.isEmpty(), "model", "model: there is none.")
                .that(exists(model), Reason.MODEL_NOT_FOUND, "model: " + model)
                .that(Body.number(body.path("max_tokens")) != null, "max_tokens", "max_tokens: there is none.")
                .that(Body.isAtLeast(body.path("max_tokens"), 1), "max_tokens", "max_tokens: it is at least 1.")
                .that(!body.path("messages").isEmpty(), "messages", "messages: there are none.")
                .that(
                        MessagesDialect.areMessages(body.path("messages")),
                        "messages",
                        "messages: each has the role user or assistant and a content.")
                .that(
                        MessagesDialect.isWhole(body.at("/output_config/format")),
                        "output_config.format",
                        "output_config.format: a json_schema has a schema.")
                .broken()
                .<Reading>map(Reading.Refuses::new)
                .orElseGet(() -> new Reading.Asks(messages, MessagesDialect.ask(body), key));
    }

    private static @Nullable String key(Caller caller) {
        var key = caller.header("x-api-key");
        var bearer = caller.header("authorization");
        if (key == null && bearer != null && bearer.startsWith("Bearer ")) {
            return bearer.substring("Bearer ".length());
        }
        return key == null || key.isBlank() ? null : key;
    }

    private static JsonNode models() {
        var list = Json.mapper().createObjectNode();
        var data = list.putArray("data");
        LISTED.forEach(model -> data.add(model(model)));
        return list.put("has_more", false).put("first_id", LISTED.getFirst()).put("last_id", LISTED.getLast());
    }

    private static JsonNode model(String model) {
        return Json.mapper()
                .createObjectNode()
                .put("type", "model")
                .put("id", model)
                .put("display_name", "Sandbox: " + model)
                .put("lifecycle", "active")
                .put("created_at", "2025-01-01T00:00:00Z");
    }

    /** What was cached before is not counted as input. */
    @Override
    public Map<Resource, Long> takes(Ask ask, Usage usage) {
        return Map.of(
                Resource.REQUESTS,
                1L,
                Resource.INPUT_TOKENS,
                (long) usage.input() - usage.cached(),
                Resource.OUTPUT_TOKENS,
                (long) usage.output());
    }

    @Override
    public Map<String, String> headers(Stamp stamp) {
        return Map.of("request-id", requestId(stamp), "anthropic-organization-id", "sandbox");
    }

    static String requestId(Stamp stamp) {
        return "req_" + stamp.id();
    }

    @Override
    public Map<String, String> limitHeaders(Map<Resource, Balance> balances, Instant now) {
        return AnthropicLimits.headers(balances, now);
    }

    @Override
    public Answer refuse(Refusal refusal, Stamp stamp) {
        return AnthropicErrors.answer(refusal, stamp);
    }
}
