package io.penstock.worker.ai.provider;

import io.penstock.catalog.ai.Finish;
import io.penstock.catalog.ai.Usage;
import io.penstock.catalog.json.Json;
import io.penstock.worker.ai.provider.Told.Complaint;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** OpenAI's chat completions, and every server that speaks them. */
public final class OpenAi implements Provider {

    private static final Set<String> MONEY = Set.of(
            "insufficient_quota",
            "credit_balance_exhausted",
            "organization_spend_limit_exceeded",
            "project_spend_limit_exceeded",
            "organization_usage_limit_exceeded",
            "billing_hard_limit_reached",
            "billing_not_active");

    private static final Set<String> RATE = Set.of("rate_limit_exceeded", "slow_down", "rate_limit_error");

    private final String name;
    private final String home;
    private final String most;
    private final boolean looksUp;

    private OpenAi(String name, String home, String most, boolean looksUp) {
        this.name = name;
        this.home = home;
        this.most = most;
        this.looksUp = looksUp;
    }

    public static OpenAi itself() {
        return new OpenAi("openai", "https://api.openai.com/v1", "max_completion_tokens", true);
    }

    /** Ollama, vLLM and the like, which know only the older name of the token limit, and some of them no path for one model. */
    public static OpenAi compatible() {
        return new OpenAi("openai-compatible", "http://127.0.0.1:11434/v1", "max_tokens", false);
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public String home() {
        return home;
    }

    /** Whatever the answer has in the end. */
    @Override
    public boolean countsMostOutput() {
        return true;
    }

    @Override
    public Request request(Endpoint endpoint, Question question) {
        var body = Json.mapper().createObjectNode().put("model", endpoint.model());
        var messages = body.putArray("messages");
        messages.addObject().put("role", "system").put("content", question.system());
        for (var turn : question.turns()) {
            messages.addObject()
                    .put("role", turn.ofModel() ? "assistant" : "user")
                    .put("content", turn.text());
        }
        body.put(most, question.maxOutputTokens());
        if (question.temperature() != null) {
            body.put("temperature", question.temperature());
        }
        if (question.schema() != null) {
            askFor(question.schema(), body);
        }
        if (question.stream()) {
            body.put("stream", true).putObject("stream_options").put("include_usage", true);
        }
        return new Request(
                "/chat/completions", endpoint.key().header("Authorization", secret -> "Bearer " + secret), body);
    }

    private static void askFor(JsonNode schema, ObjectNode body) {
        var format =
                body.putObject("response_format").put("type", "json_schema").putObject("json_schema");
        format.put("name", "answer").put("strict", StrictSchema.is(schema)).set("schema", schema);
    }

    @Override
    public String modelPath(Endpoint endpoint) {
        return looksUp ? "/models/" + URLEncoder.encode(endpoint.model(), StandardCharsets.UTF_8) : "/models";
    }

    /** Ollama adds a tag to a name that has none. */
    @Override
    public boolean has(String model, JsonNode told) {
        var listed = told.path("data");
        return listed.isEmpty()
                || listed.valueStream()
                        .map(one -> one.path("id").asString(""))
                        .anyMatch(id -> id.equals(model) || id.equals(model + ":latest"));
    }

    @Override
    public Told whole(JsonNode answer) {
        if (answer.has("error")) {
            return refused(new Refusal(200, false, answer));
        }
        var choice = answer.path("choices").path(0);
        var message = choice.path("message");
        if (!message.isObject()) {
            return new Told.Broken(usage(answer));
        }
        return told(
                message.path("content").asString(""),
                message.path("refusal").asString(""),
                choice.path("finish_reason").asString(""),
                usage(answer));
    }

    private static Told told(String text, String refusal, String reason, Usage usage) {
        if (!refusal.isEmpty() || reason.equals("content_filter")) {
            return new Complaint(Trouble.CALLER, "content_filter", refusal).having(usage);
        }
        return new Told.Text(text, finish(reason), usage);
    }

    private static Finish finish(String reason) {
        return switch (reason) {
            case "stop" -> Finish.STOP;
            case "length" -> Finish.LENGTH;
            default -> Finish.OTHER;
        };
    }

    private static Usage usage(JsonNode answer) {
        var usage = answer.path("usage");
        return new Usage(
                usage.path("prompt_tokens").asLong(0),
                usage.path("prompt_tokens_details").path("cached_tokens").asLong(0),
                0,
                usage.path("completion_tokens").asLong(0),
                usage.path("completion_tokens_details").path("reasoning_tokens").asLong(0));
    }

    @Override
    public Complaint refused(Refusal refusal) {
        // Ollama says only a text, older vLLM has no error around what it says.
        var said = refusal.body().path("error");
        var error = said.isObject() ? said : refusal.body();
        var type = error.path("type").asString("");
        var code = error.path("code").isString() ? error.path("code").stringValue() : type;
        var message =
                said.isString() ? said.stringValue() : error.path("message").asString("");
        return new Complaint(trouble(refusal, type, code), code.isEmpty() ? type : code, message);
    }

    private static Trouble trouble(Refusal refusal, String type, String code) {
        if (MONEY.contains(type) || MONEY.contains(code)) {
            return Trouble.MONEY_STOP;
        }
        if (refusal.status() != 200) {
            return refusal.usual();
        }
        // In the middle of an answer the status has been sent, and the type alone speaks.
        if (RATE.contains(type) || RATE.contains(code)) {
            return Trouble.RATE;
        }
        return type.equals("invalid_request_error") ? Trouble.CALLER : Trouble.OVERLOAD;
    }

    @Override
    public Reading stream() {
        return new Chunks();
    }

    private final class Chunks implements Reading {

        private final StringBuilder text = new StringBuilder();
        private final StringBuilder refusal = new StringBuilder();
        private String reason = "";
        private Usage usage = Usage.NONE;
        private @Nullable Complaint complaint;
        private boolean done;

        @Override
        public void event(String data, Consumer<String> to) {
            if (data.equals("[DONE]")) {
                done = true;
                return;
            }
            var chunk = Json.mapper().readTree(data);
            if (chunk.has("error")) {
                complaint = refused(new Refusal(200, false, chunk));
                return;
            }
            if (chunk.path("usage").isObject()) {
                usage = usage(chunk);
            }
            // vLLM sends null, or nothing, for the choices of the last one.
            var choice = chunk.path("choices").path(0);
            reason = choice.path("finish_reason").asString(reason);
            refusal.append(choice.path("delta").path("refusal").asString(""));
            var piece = choice.path("delta").path("content").asString("");
            if (!piece.isEmpty()) {
                text.append(piece);
                to.accept(piece);
            }
        }

        @Override
        public boolean isOver() {
            return done || complaint != null;
        }

        @Override
        public Told end() {
            if (complaint != null) {
                return complaint.having(usage);
            }
            return done && !reason.isEmpty()
                    ? told(text.toString(), refusal.toString(), reason, usage)
                    : new Told.Broken(usage);
        }
    }
}
