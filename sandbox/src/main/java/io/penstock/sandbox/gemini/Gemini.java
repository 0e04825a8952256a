package io.penstock.sandbox.gemini;

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
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** The stand-in of Google Gemini. */
public final class Gemini implements Provider {

    /** Models of other names do not exist here. */
    private static final List<String> FAMILIES = List.of("gemini-", "gemma-", "sandbox-");

    private static final List<String> LISTED = List.of("gemini-2.5-pro", "gemini-2.5-flash", "gemini-2.5-flash-lite");

    private static final String MODELS = "/gemini/v1beta/models";

    private static final Pattern GENERATE =
            Pattern.compile(MODELS + "/(?<model>[^/:]+):(?<verb>generateContent|streamGenerateContent)");

    @Override
    public String name() {
        return "gemini";
    }

    @Override
    public Set<String> moneyStops() {
        return GeminiErrors.MONEY_STOPS;
    }

    @Override
    public Reading read(Caller caller) {
        var key = key(caller);
        var generate = GENERATE.matcher(caller.path());
        var refusal = new Demands()
                // Who has no key is not allowed; who has a wrong one has made an invalid request.
                .that(key != null, Reason.FORBIDDEN, "There is no API key in the x-goog-api-key header.")
                .that(key == null || !key.startsWith("invalid"), Reason.UNAUTHORIZED, "The API key is not known.")
                .broken();
        if (refusal.isPresent()) {
            return new Reading.Refuses(refusal.get());
        } else if (caller.asks("GET", MODELS)) {
            return new Reading.Tells(models());
        } else if (caller.method().equals("POST") && generate.matches()) {
            var streamed = generate.group("verb").startsWith("stream");
            return contents(caller, generate.group("model"), streamed, Objects.requireNonNull(key));
        }
        return caller.below("GET", MODELS + "/")
                .map(Gemini::looked)
                .orElseGet(() -> refused(Reason.NOT_FOUND, "There is nothing at this path."));
    }

    private static Reading looked(String model) {
        return exists(model) ? new Reading.Tells(model(model)) : refused(Reason.MODEL_NOT_FOUND, unknown(model));
    }

    private static boolean exists(String model) {
        return FAMILIES.stream().anyMatch(model::startsWith);
    }

    private static String unknown(String model) {
        return "models/" + model + " is not found for API version v1beta.";
    }

    private static Reading refused(Reason reason, String message) {
        return new Reading.Refuses(Refusal.of(reason, message));
    }

    private static Reading contents(Caller caller, String model, boolean streamed, String key) {
        var body = Body.of(caller);
        var most = body.at("/generationConfig/maxOutputTokens");
        return new Demands()
                .that(!caller.saysTooMuch(), Reason.TOO_LARGE, "The body is longer than 32 MiB.")
                .that(body.isObject(), Reason.INVALID_REQUEST, "The body is not a JSON object.")
                .that(exists(model), Reason.MODEL_NOT_FOUND, unknown(model))
                .that(!body.path("contents").isEmpty(), "contents", "contents is not specified.")
                .that(
                        ContentDialect.areContents(body.path("contents")),
                        "contents",
                        "contents: each has parts, and the role user or model.")
                .that(
                        Body.isAtLeast(most, 1),
                        "generation_config.max_output_tokens",
                        "generation_config.max_output_tokens: it is at least 1.")
                .that(
                        ContentDialect.isSchemaForJson(body.path("generationConfig")),
                        "generation_config.response_schema",
                        "generation_config.response_schema: it needs the response_mime_type application/json.")
                .broken()
                .<Reading>map(Reading.Refuses::new)
                .orElseGet(() -> new Reading.Asks(
                        new ContentDialect("sse".equals(caller.query("alt"))),
                        ContentDialect.ask(model, streamed, body),
                        key));
    }

    private static @Nullable String key(Caller caller) {
        var key = caller.header("x-goog-api-key");
        var asked = key == null ? caller.query("key") : key;
        return asked == null || asked.isBlank() ? null : asked;
    }

    private static JsonNode models() {
        var list = Json.mapper().createObjectNode();
        var models = list.putArray("models");
        LISTED.forEach(model -> models.add(model(model)));
        return list;
    }

    private static JsonNode model(String model) {
        var told = Json.mapper()
                .createObjectNode()
                .put("name", "models/" + model)
                .put("version", "sandbox")
                .put("displayName", "Sandbox: " + model)
                .put("inputTokenLimit", 1_048_576)
                .put("outputTokenLimit", 65_536);
        told.putArray("supportedGenerationMethods").add("generateContent");
        return told;
    }

    /** Gemini counts what comes in. */
    @Override
    public Map<Resource, Long> takes(Ask ask, Usage usage) {
        return Map.of(Resource.REQUESTS, 1L, Resource.TOKENS, (long) Tokens.in(ask.text()));
    }

    @Override
    public Map<String, String> headers(Stamp stamp) {
        return Map.of("server", "sandbox");
    }

    /** There are none. */
    @Override
    public Map<String, String> limitHeaders(Map<Resource, Balance> balances, Instant now) {
        return Map.of();
    }

    @Override
    public Answer refuse(Refusal refusal, Stamp stamp) {
        return GeminiErrors.answer(refusal);
    }
}
