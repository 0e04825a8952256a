package io.penstock.sandbox.openai;

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
import io.penstock.sandbox.reply.Tokens;
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

/** The stand-in of OpenAI. */
public final class OpenAi implements Provider {

    private static final String BEARER = "Bearer ";

    /** Models of other names do not exist here. */
    private static final List<String> FAMILIES = List.of("gpt-", "chatgpt-", "codex-", "o1", "o3", "o4", "sandbox-");

    private static final List<String> LISTED =
            List.of("gpt-5", "gpt-5-mini", "gpt-5-nano", "gpt-4.1", "gpt-4.1-mini", "o4-mini");

    /** These think before they answer. */
    private static final List<String> REASONING = List.of("gpt-5", "o1", "o3", "o4");

    private final ChatDialect chat = new ChatDialect();
    private final ResponsesDialect responses = new ResponsesDialect();

    @Override
    public String name() {
        return "openai";
    }

    @Override
    public Set<String> moneyStops() {
        return OpenAiErrors.MONEY_STOPS;
    }

    @Override
    public Reading read(Caller caller) {
        var key = key(caller);
        var refusal = new Demands()
                .that(key != null, Reason.UNAUTHORIZED, "There is no API key in the Authorization header.")
                .that(key == null || !key.startsWith("invalid"), OpenAiErrors.wrongKey())
                .broken();
        if (refusal.isPresent()) {
            return new Reading.Refuses(refusal.get());
        }
        return read(caller, Objects.requireNonNull(key));
    }

    private Reading read(Caller caller, String key) {
        return switch (caller.method() + " " + caller.path()) {
            case "GET /openai/v1/models" -> new Reading.Tells(models());
            case "POST /openai/v1/chat/completions" -> chat(caller, key);
            case "POST /openai/v1/responses" -> responses(caller, key);
            default ->
                caller.below("GET", "/openai/v1/models/")
                        .map(OpenAi::looked)
                        .orElseGet(() -> refused(Reason.NOT_FOUND, "There is nothing at this path."));
        };
    }

    private static Reading looked(String model) {
        return exists(model) ? new Reading.Tells(model(model)) : refused(Reason.MODEL_NOT_FOUND, unknown(model));
    }

    private static boolean exists(String model) {
        return FAMILIES.stream().anyMatch(model::startsWith);
    }

    private static String unknown(String model) {
        return "The model `" + model + "` does not exist.";
    }

    private Reading chat(Caller caller, String key) {
        var body = Body.of(caller);
        return common(caller, body)
                .that(!body.path("messages").isEmpty(), "messages", "There are no messages.")
                .that(ChatDialect.areMessages(body.path("messages")), "messages", "A message has a role and a content.")
                .that(Body.isAtLeast(body.path("max_tokens"), 1), "max_tokens", "This is a whole number from 1 on.")
                .that(
                        Body.isAtLeast(body.path("max_completion_tokens"), 1),
                        "max_completion_tokens",
                        "This is a whole number from 1 on.")
                .that(
                        OpenAiSchema.isWhole(body.path("response_format"), "/json_schema"),
                        "response_format",
                        "A json_schema has a name and a schema.")
                .broken()
                .<Reading>map(Reading.Refuses::new)
                .orElseGet(() -> new Reading.Asks(chat, ChatDialect.ask(body), key));
    }

    private Reading responses(Caller caller, String key) {
        var body = Body.of(caller);
        return common(caller, body)
                .that(!ResponsesDialect.text(body.path("input")).isEmpty(), "input", "There is no input.")
                .that(
                        Body.isAtLeast(body.path("max_output_tokens"), 16),
                        "max_output_tokens",
                        "This is a whole number from 16 on.")
                .that(
                        OpenAiSchema.isWhole(body.at("/text/format"), ""),
                        "text.format",
                        "A json_schema has a name and a schema.")
                .broken()
                .<Reading>map(Reading.Refuses::new)
                .orElseGet(() -> new Reading.Asks(responses, ResponsesDialect.ask(body), key));
    }

    private static Demands common(Caller caller, JsonNode body) {
        var model = body.path("model").asString("");
        return new Demands()
                .that(!caller.saysTooMuch(), Reason.TOO_LARGE, "The body is longer than 32 MiB.")
                .that(body.isObject(), Reason.INVALID_REQUEST, "The body is not a JSON object.")
                .that(!model.isEmpty(), "model", "There is no model.")
                .that(exists(model), Reason.MODEL_NOT_FOUND, unknown(model));
    }

    static boolean reasons(String model) {
        return REASONING.stream().anyMatch(model::startsWith);
    }

    private static Reading refused(Reason reason, String message) {
        return new Reading.Refuses(Refusal.of(reason, message));
    }

    private static @Nullable String key(Caller caller) {
        var header = caller.header("authorization");
        return header != null && header.startsWith(BEARER) && header.length() > BEARER.length()
                ? header.substring(BEARER.length())
                : null;
    }

    private static JsonNode models() {
        var list = Json.mapper().createObjectNode().put("object", "list");
        var data = list.putArray("data");
        LISTED.forEach(model -> data.add(model(model)));
        return list;
    }

    private static JsonNode model(String model) {
        return Json.mapper()
                .createObjectNode()
                .put("id", model)
                .put("object", "model")
                .put("created", 1_700_000_000)
                .put("owned_by", "sandbox");
    }

    /** OpenAI takes what may be written at most, not what is. */
    @Override
    public Map<Resource, Long> takes(Ask ask, Usage usage) {
        long most = Math.max(Objects.requireNonNullElse(ask.maxTokens(), 0), Tokens.in(ask.text()));
        return Map.of(Resource.REQUESTS, 1L, Resource.TOKENS, most);
    }

    @Override
    public Map<String, String> headers(Stamp stamp) {
        return Map.of(
                "x-request-id", "req_" + stamp.id(), "openai-organization", "sandbox", "openai-version", "2020-10-01");
    }

    @Override
    public Map<String, String> limitHeaders(Map<Resource, Balance> balances, Instant now) {
        return OpenAiLimits.headers(balances);
    }

    @Override
    public Answer refuse(Refusal refusal, Stamp stamp) {
        return OpenAiErrors.answer(refusal);
    }
}
