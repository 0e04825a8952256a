package io.penstock.worker.ai.provider;

import io.penstock.catalog.ai.Finish;
import io.penstock.catalog.ai.Usage;
import io.penstock.catalog.json.Json;
import io.penstock.worker.ai.provider.Told.Complaint;
import java.math.BigDecimal;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** Google's Gemini. */
public final class Gemini implements Provider {

    private static final Set<String> BLOCKED =
            Set.of("SAFETY", "RECITATION", "BLOCKLIST", "PROHIBITED_CONTENT", "SPII", "LANGUAGE");

    private static final Set<String> MISCONFIGURED = Set.of("API_KEY_INVALID", "API_KEY_EXPIRED");
    private static final Pattern SECONDS = Pattern.compile("([0-9]{1,6}(?:\\.[0-9]{1,9})?)s");

    @Override
    public String name() {
        return "gemini";
    }

    @Override
    public String home() {
        return "https://generativelanguage.googleapis.com/v1beta";
    }

    @Override
    public Request request(Endpoint endpoint, Question question) {
        var body = Json.mapper().createObjectNode();
        body.putObject("systemInstruction").putArray("parts").addObject().put("text", question.system());
        var contents = body.putArray("contents");
        for (var turn : question.turns()) {
            contents.addObject()
                    .put("role", turn.ofModel() ? "model" : "user")
                    .putArray("parts")
                    .addObject()
                    .put("text", turn.text());
        }
        var config = body.putObject("generationConfig").put("maxOutputTokens", question.maxOutputTokens());
        if (question.temperature() != null) {
            config.put("temperature", question.temperature());
        }
        if (question.schema() != null) {
            config.put("responseMimeType", "application/json").set("responseJsonSchema", question.schema());
        }
        return new Request(
                modelPath(endpoint) + (question.stream() ? ":streamGenerateContent?alt=sse" : ":generateContent"),
                endpoint.key().header("x-goog-api-key", UnaryOperator.identity()),
                body);
    }

    @Override
    public String modelPath(Endpoint endpoint) {
        return "/models/" + URLEncoder.encode(endpoint.model(), StandardCharsets.UTF_8);
    }

    @Override
    public Told whole(JsonNode answer) {
        var parts = new Parts();
        parts.add(answer, text -> {});
        return parts.end();
    }

    @Override
    public Reading stream() {
        return new Parts();
    }

    @Override
    public Complaint refused(Refusal refusal) {
        var error = refusal.body().path("error");
        return new Complaint(
                trouble(refusal, error),
                error.path("status").asString(""),
                error.path("message").asString(""),
                retryDelay(error),
                Usage.NONE);
    }

    private static Trouble trouble(Refusal refusal, JsonNode error) {
        return switch (refusal.status()) {
            case 400 -> isMisconfigured(error) ? Trouble.CONFIGURATION : Trouble.CALLER;
            case 429 -> isDaily(error) ? Trouble.MONEY_STOP : Trouble.RATE;
            default -> refusal.usual();
        };
    }

    private static boolean isMisconfigured(JsonNode error) {
        return error.path("status").asString("").equals("FAILED_PRECONDITION")
                || details(error, "reason").anyMatch(MISCONFIGURED::contains);
    }

    /** What is used up for the day does not come back by waiting a while. */
    private static boolean isDaily(JsonNode error) {
        return error.path("details")
                .valueStream()
                .flatMap(detail -> detail.path("violations").valueStream())
                .anyMatch(violation -> violation.path("quotaId").asString("").contains("PerDay"));
    }

    private static @Nullable Duration retryDelay(JsonNode error) {
        return details(error, "retryDelay")
                .map(SECONDS::matcher)
                .filter(delay -> delay.matches())
                .map(delay -> Duration.ofMillis(
                        new BigDecimal(delay.group(1)).movePointRight(3).longValue()))
                .findFirst()
                .orElse(null);
    }

    private static Stream<String> details(JsonNode error, String field) {
        return error.path("details")
                .valueStream()
                .map(detail -> detail.path(field).asString(""))
                .filter(value -> !value.isEmpty());
    }

    /** Each event is a whole answer with the next part in it; a whole answer is the only one. */
    private final class Parts implements Reading {

        private final StringBuilder text = new StringBuilder();
        private String reason = "";
        private String blocked = "";
        private Usage usage = Usage.NONE;
        private @Nullable Complaint complaint;

        @Override
        public void event(String data, Consumer<String> to) {
            add(Json.mapper().readTree(data), to);
        }

        private void add(JsonNode answer, Consumer<String> to) {
            if (answer.has("error")) {
                complaint =
                        refused(new Refusal(answer.path("error").path("code").asInt(500), false, answer));
                return;
            }
            if (answer.path("usageMetadata").isObject()) {
                usage = usage(answer.path("usageMetadata"));
            }
            blocked = answer.path("promptFeedback").path("blockReason").asString(blocked);
            var candidate = answer.path("candidates").path(0);
            reason = candidate.path("finishReason").asString(reason);
            var piece = candidate
                    .path("content")
                    .path("parts")
                    .valueStream()
                    .filter(part -> !part.path("thought").asBoolean(false))
                    .map(part -> part.path("text").asString(""))
                    .collect(Collectors.joining());
            if (!piece.isEmpty()) {
                text.append(piece);
                to.accept(piece);
            }
        }

        /** Nothing marks the last one: it is the one after which nothing comes. */
        @Override
        public boolean isOver() {
            return complaint != null;
        }

        @Override
        public Told end() {
            if (complaint != null) {
                return complaint.having(usage);
            }
            if (!blocked.isEmpty() || BLOCKED.contains(reason)) {
                return new Complaint(Trouble.CALLER, blocked.isEmpty() ? reason : blocked, "").having(usage);
            }
            return reason.isEmpty() ? new Told.Broken(usage) : new Told.Text(text.toString(), finish(), usage);
        }

        private Finish finish() {
            return switch (reason) {
                case "STOP" -> Finish.STOP;
                case "MAX_TOKENS" -> Finish.LENGTH;
                default -> Finish.OTHER;
            };
        }

        /** The thoughts are counted beside the answer here, not in it. */
        private static Usage usage(JsonNode counted) {
            long thoughts = counted.path("thoughtsTokenCount").asLong(0);
            return new Usage(
                    counted.path("promptTokenCount").asLong(0),
                    counted.path("cachedContentTokenCount").asLong(0),
                    0,
                    counted.path("candidatesTokenCount").asLong(0) + thoughts,
                    thoughts);
        }
    }
}
