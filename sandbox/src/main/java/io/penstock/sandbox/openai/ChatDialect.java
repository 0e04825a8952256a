package io.penstock.sandbox.openai;

import io.penstock.catalog.json.Json;
import io.penstock.sandbox.fault.Refusal;
import io.penstock.sandbox.generation.Body;
import io.penstock.sandbox.generation.Chunks;
import io.penstock.sandbox.generation.Dialect;
import io.penstock.sandbox.generation.Stamp;
import io.penstock.sandbox.reply.Ask;
import io.penstock.sandbox.reply.Reply;
import io.penstock.sandbox.reply.Reply.Finish;
import io.penstock.sandbox.reply.Usage;
import io.penstock.sandbox.server.Event;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Chat completions. */
final class ChatDialect implements Dialect {

    static boolean areMessages(JsonNode messages) {
        return messages.isArray()
                && messages.valueStream()
                        .allMatch(message -> Body.isText(message.path("role"))
                                && (message.path("content").isString()
                                        || message.path("content").isArray()));
    }

    static Ask ask(JsonNode body) {
        var messages = body.path("messages");
        var model = body.path("model").stringValue();
        return new Ask(
                model,
                Body.lastOf("user", messages),
                Body.joined(messages.valueStream().map(message -> Body.text(message.path("content")))),
                null,
                OpenAiSchema.of(body.path("response_format"), "/json_schema"),
                maxTokens(body),
                body.path("stream").asBoolean(false),
                OpenAi.reasons(model),
                body);
    }

    private static @Nullable Integer maxTokens(JsonNode body) {
        var most = body.path("max_completion_tokens");
        return Body.number(Body.isAbsent(most) ? body.path("max_tokens") : most);
    }

    @Override
    public JsonNode whole(Ask ask, Reply reply, Stamp stamp) {
        var completion = frame("chat.completion", ask, stamp);
        var choice = completion.putArray("choices").addObject().put("index", 0);
        var declined = reply.finish() == Finish.DECLINED;
        var message = choice.putObject("message")
                .put("role", "assistant")
                .put("content", declined ? null : reply.text())
                .put("refusal", declined ? reply.text() : null);
        message.putArray("annotations");
        choice.putNull("logprobs").put("finish_reason", finish(reply));
        completion.set("usage", usage(reply.usage()));
        return completion;
    }

    @Override
    public List<Event> events(Ask ask, Reply reply, Stamp stamp) {
        var events = new ArrayList<Event>();
        var first = chunk(ask, stamp);
        delta(first, null).put("role", "assistant").put("content", "").putNull("refusal");
        events.add(Event.of(first));
        for (var text : Chunks.of(reply)) {
            var chunk = chunk(ask, stamp);
            delta(chunk, null).put(reply.finish() == Finish.DECLINED ? "refusal" : "content", text);
            events.add(Event.chunk(chunk));
        }
        var last = chunk(ask, stamp);
        delta(last, finish(reply));
        events.add(Event.of(last));
        if (asksForUsage(ask)) {
            var end = chunk(ask, stamp);
            end.set("usage", usage(reply.usage()));
            events.add(Event.of(end));
        }
        events.add(new Event(null, "[DONE]", false));
        return events;
    }

    /** Who asks for the usage is told with each chunk that it is still to come. */
    private static ObjectNode chunk(Ask ask, Stamp stamp) {
        var chunk = frame("chat.completion.chunk", ask, stamp);
        chunk.putArray("choices");
        return asksForUsage(ask) ? chunk.putNull("usage") : chunk;
    }

    private static boolean asksForUsage(Ask ask) {
        return ask.body().at("/stream_options/include_usage").asBoolean(false);
    }

    private static ObjectNode delta(ObjectNode chunk, @Nullable String finish) {
        var choice = chunk.withArray("choices").addObject().put("index", 0);
        var delta = choice.putObject("delta");
        choice.putNull("logprobs").put("finish_reason", finish);
        return delta;
    }

    private static ObjectNode frame(String object, Ask ask, Stamp stamp) {
        return Json.mapper()
                .createObjectNode()
                .put("id", "chatcmpl-" + stamp.id())
                .put("object", object)
                .put("created", stamp.at().getEpochSecond())
                .put("model", ask.model())
                .put("service_tier", "default")
                .put("system_fingerprint", "fp_sandbox");
    }

    private static String finish(Reply reply) {
        return switch (reply.finish()) {
            case STOP, DECLINED -> "stop";
            case LENGTH -> "length";
            case FILTERED -> "content_filter";
        };
    }

    private static JsonNode usage(Usage usage) {
        var node = Json.mapper()
                .createObjectNode()
                .put("prompt_tokens", usage.input())
                .put("completion_tokens", usage.output())
                .put("total_tokens", usage.total());
        node.putObject("prompt_tokens_details")
                .put("cached_tokens", usage.cached())
                .put("cache_write_tokens", 0)
                .put("audio_tokens", 0);
        node.putObject("completion_tokens_details")
                .put("reasoning_tokens", usage.reasoning())
                .put("audio_tokens", 0)
                .put("accepted_prediction_tokens", 0)
                .put("rejected_prediction_tokens", 0);
        return node;
    }

    @Override
    public Event failure(Refusal refusal, Stamp stamp, int sent) {
        var data = Json.mapper().createObjectNode();
        data.set("error", OpenAiErrors.error(refusal));
        return Event.of(data);
    }
}
