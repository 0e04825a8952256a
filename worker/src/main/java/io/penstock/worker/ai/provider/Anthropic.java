package io.penstock.worker.ai.provider;

import io.penstock.catalog.ai.Finish;
import io.penstock.catalog.ai.Usage;
import io.penstock.catalog.json.Json;
import io.penstock.worker.ai.provider.Told.Complaint;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** Anthropic's messages. */
public final class Anthropic implements Provider {

    /** That one's own spend limit is reached comes as a bad request, and only its words tell. */
    private static final Pattern SPENT =
            Pattern.compile("(?i)credit balance is too low|spend(ing)? limit|specified\\b.*\\busage limits?");

    @Override
    public String name() {
        return "anthropic";
    }

    @Override
    public String home() {
        return "https://api.anthropic.com/v1";
    }

    @Override
    public Request request(Endpoint endpoint, Question question) {
        var body = Json.mapper()
                .createObjectNode()
                .put("model", endpoint.model())
                .put("max_tokens", question.maxOutputTokens())
                .put("system", question.system());
        var messages = body.putArray("messages");
        for (var turn : question.turns()) {
            messages.addObject()
                    .put("role", turn.ofModel() ? "assistant" : "user")
                    .put("content", turn.text());
        }
        if (question.temperature() != null) {
            body.put("temperature", question.temperature());
        }
        if (question.schema() != null) {
            body.putObject("output_config")
                    .putObject("format")
                    .put("type", "json_schema")
                    .set("schema", question.schema());
        }
        if (question.stream()) {
            body.put("stream", true);
        }
        var headers = new HashMap<>(endpoint.key().header("x-api-key", UnaryOperator.identity()));
        headers.put("anthropic-version", "2023-06-01");
        return new Request("/messages", headers, body);
    }

    @Override
    public String modelPath(Endpoint endpoint) {
        return "/models/" + URLEncoder.encode(endpoint.model(), StandardCharsets.UTF_8);
    }

    @Override
    public Told whole(JsonNode answer) {
        if (!answer.path("content").isArray()) {
            return new Told.Broken(usage(answer.path("usage")));
        }
        var text = answer.path("content")
                .valueStream()
                .map(block -> block.path("text").asString(""))
                .collect(Collectors.joining());
        return told(text, answer.path("stop_reason").asString(""), usage(answer.path("usage")));
    }

    private static Told told(String text, String reason, Usage usage) {
        return reason.equals("refusal")
                ? new Complaint(Trouble.CALLER, "refusal", "").having(usage)
                : new Told.Text(text, finish(reason), usage);
    }

    private static Finish finish(String reason) {
        return switch (reason) {
            case "end_turn", "stop_sequence" -> Finish.STOP;
            case "max_tokens", "model_context_window_exceeded" -> Finish.LENGTH;
            default -> Finish.OTHER;
        };
    }

    /** The input is counted here without what its cache has to do with. */
    private static Usage usage(JsonNode usage) {
        long cached = usage.path("cache_read_input_tokens").asLong(0);
        long written = usage.path("cache_creation_input_tokens").asLong(0);
        return new Usage(
                usage.path("input_tokens").asLong(0) + cached + written,
                cached,
                written,
                usage.path("output_tokens").asLong(0),
                0);
    }

    @Override
    public Complaint refused(Refusal refusal) {
        var error = refusal.body().path("error");
        var type = error.path("type").asString("");
        var message = error.path("message").asString("");
        return new Complaint(trouble(refusal, type, message), type, message);
    }

    private static Trouble trouble(Refusal refusal, String type, String message) {
        var stopped = type.equals("billing_error")
                || (refusal.status() == 400 && SPENT.matcher(message).find())
                // At the cap of the tier nobody knows when: a limit that fills again says so.
                || (refusal.status() == 429 && !refusal.saysWhen());
        return stopped ? Trouble.MONEY_STOP : refusal.usual();
    }

    /** In the middle of an answer the status has been sent, and the type alone speaks. */
    private static Trouble trouble(String type) {
        return switch (type) {
            case "rate_limit_error" -> Trouble.RATE;
            case "billing_error" -> Trouble.MONEY_STOP;
            case "authentication_error", "permission_error", "not_found_error" -> Trouble.CONFIGURATION;
            case "invalid_request_error", "request_too_large" -> Trouble.CALLER;
            default -> Trouble.OVERLOAD;
        };
    }

    @Override
    public Reading stream() {
        return new Events();
    }

    private static final class Events implements Reading {

        private final StringBuilder text = new StringBuilder();
        private String reason = "";
        private Usage usage = Usage.NONE;
        private @Nullable Complaint complaint;
        private boolean stopped;

        @Override
        public void event(String data, Consumer<String> to) {
            var event = Json.mapper().readTree(data);
            switch (event.path("type").asString("")) {
                case "message_start" -> usage = usage(event.path("message").path("usage"));
                case "content_block_delta" ->
                    piece(event.path("delta").path("text").asString(""), to);
                case "message_delta" -> {
                    reason = event.path("delta").path("stop_reason").asString(reason);
                    usage = later(event.path("usage"));
                }
                case "message_stop" -> stopped = true;
                case "error" -> {
                    var type = event.path("error").path("type").asString("");
                    complaint = new Complaint(
                            trouble(type),
                            type,
                            event.path("error").path("message").asString(""));
                }
                default -> {
                    // a ping, or something that came after this was written
                }
            }
        }

        private void piece(String piece, Consumer<String> to) {
            if (!piece.isEmpty()) {
                text.append(piece);
                to.accept(piece);
            }
        }

        /** The later counts are of all so far; of the input they may say nothing. */
        private Usage later(JsonNode counted) {
            var now = usage(counted);
            return counted.has("input_tokens")
                    ? now
                    : new Usage(
                            usage.inputTokens(),
                            usage.cachedTokens(),
                            usage.cacheWriteTokens(),
                            Math.max(usage.outputTokens(), now.outputTokens()),
                            0);
        }

        @Override
        public boolean isOver() {
            return stopped || complaint != null;
        }

        @Override
        public Told end() {
            if (complaint != null) {
                return complaint.having(usage);
            }
            return stopped ? told(text.toString(), reason, usage) : new Told.Broken(usage);
        }
    }
}
