package io.penstock.sandbox.gemini;

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
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Contents. A stream consists of whole answers, each with a piece of the text.
 *
 * @param asEvents whether a stream is server-sent events; otherwise it is an array
 */
record ContentDialect(boolean asEvents) implements Dialect {

    private static final Set<String> ROLES = Set.of("user", "model", "function");

    /** These think before they answer. */
    private static final List<String> REASONING = List.of("gemini-2.5", "gemini-3");

    static boolean areContents(JsonNode contents) {
        return contents.isArray()
                && contents.valueStream()
                        .allMatch(content -> !content.path("parts").isEmpty()
                                && ROLES.contains(content.path("role").asString("user")));
    }

    /** Both names of a schema need a JSON type. */
    static boolean isSchemaForJson(JsonNode config) {
        return (!config.has("responseSchema") && !config.has("responseJsonSchema")) || isJson(config);
    }

    private static boolean isJson(JsonNode config) {
        return "application/json".equals(config.path("responseMimeType").asString(""));
    }

    static Ask ask(String model, boolean streamed, JsonNode body) {
        var contents = body.path("contents");
        var config = body.path("generationConfig");
        return new Ask(
                model,
                Body.lastOf("user", contents),
                Body.joined(Stream.concat(Stream.of(body.path("systemInstruction")), contents.valueStream())
                        .map(content -> Body.text(content.path("parts")))),
                null,
                schema(config),
                Body.number(config.path("maxOutputTokens")),
                streamed,
                REASONING.stream().anyMatch(model::startsWith) && !isThinkingOff(config),
                body);
    }

    private static boolean isThinkingOff(JsonNode config) {
        return config.at("/thinkingConfig/thinkingBudget").asInt(-1) == 0;
    }

    private static @Nullable JsonNode schema(JsonNode config) {
        if (!isJson(config)) {
            return null;
        }
        var schema =
                config.has("responseJsonSchema") ? config.path("responseJsonSchema") : config.path("responseSchema");
        return schema.isObject() ? schema : Body.anyObject();
    }

    @Override
    public JsonNode whole(Ask ask, Reply reply, Stamp stamp) {
        return answer(ask, reply, stamp, reply.text(), true);
    }

    @Override
    public List<Event> events(Ask ask, Reply reply, Stamp stamp) {
        var events = new ArrayList<Event>();
        var chunks = Chunks.of(reply);
        for (var i = 0; i < chunks.size(); i++) {
            var last = i == chunks.size() - 1;
            events.add(Event.chunk(answer(ask, reply, stamp, chunks.get(i), last)));
        }
        return events.isEmpty() ? List.of(Event.of(whole(ask, reply, stamp))) : events;
    }

    private static ObjectNode answer(Ask ask, Reply reply, Stamp stamp, String text, boolean last) {
        var answer = Json.mapper().createObjectNode();
        if (reply.finish() == Finish.FILTERED) {
            answer.putObject("promptFeedback").put("blockReason", "SAFETY");
        } else {
            candidate(answer.putArray("candidates").addObject(), reply, text, last);
        }
        answer.set("usageMetadata", usage(reply.usage(), last));
        return answer.put("modelVersion", ask.model()).put("responseId", stamp.id());
    }

    private static void candidate(ObjectNode candidate, Reply reply, String text, boolean last) {
        if (reply.finish() != Finish.DECLINED) {
            var content = candidate.putObject("content");
            content.putArray("parts").addObject().put("text", text);
            content.put("role", "model");
        }
        if (last) {
            candidate.put("finishReason", finish(reply));
        }
        candidate.put("index", 0);
    }

    private static String finish(Reply reply) {
        return switch (reply.finish()) {
            case STOP -> "STOP";
            case LENGTH -> "MAX_TOKENS";
            case FILTERED, DECLINED -> "SAFETY";
        };
    }

    /** Thoughts are counted apart from what is said. */
    private static ObjectNode usage(Usage usage, boolean last) {
        var node = Json.mapper().createObjectNode().put("promptTokenCount", usage.input());
        if (usage.cached() > 0) {
            node.put("cachedContentTokenCount", usage.cached());
        }
        if (!last) {
            return node.put("totalTokenCount", usage.input());
        }
        if (usage.reasoning() > 0) {
            node.put("thoughtsTokenCount", usage.reasoning());
        }
        return node.put("candidatesTokenCount", usage.output() - usage.reasoning())
                .put("totalTokenCount", usage.total());
    }

    @Override
    public Event failure(Refusal refusal, Stamp stamp, int sent) {
        return Event.of(GeminiErrors.body(refusal));
    }

    @Override
    public boolean inAnArray(Ask ask) {
        return !asEvents;
    }
}
