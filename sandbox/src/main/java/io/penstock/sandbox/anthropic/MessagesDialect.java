package io.penstock.sandbox.anthropic;

import io.penstock.catalog.json.Json;
import io.penstock.sandbox.fault.Refusal;
import io.penstock.sandbox.generation.Body;
import io.penstock.sandbox.generation.Chunks;
import io.penstock.sandbox.generation.Dialect;
import io.penstock.sandbox.generation.Stamp;
import io.penstock.sandbox.reply.Ask;
import io.penstock.sandbox.reply.Reply;
import io.penstock.sandbox.reply.Usage;
import io.penstock.sandbox.server.Event;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Messages. */
final class MessagesDialect implements Dialect {

    private static final Set<String> ROLES = Set.of("user", "assistant");

    static boolean areMessages(JsonNode messages) {
        return messages.isArray()
                && messages.valueStream()
                        .allMatch(message -> ROLES.contains(message.path("role").asString(""))
                                && (Body.isText(message.path("content"))
                                        || !message.path("content").isEmpty()));
    }

    static boolean isWhole(JsonNode format) {
        return !"json_schema".equals(format.path("type").asString(""))
                || format.path("schema").isObject();
    }

    static Ask ask(JsonNode body) {
        var messages = body.path("messages");
        return new Ask(
                body.path("model").stringValue(),
                Body.lastOf("user", messages),
                Body.joined(blocks(body).map(Body::text)),
                prefix(body),
                schema(body),
                Body.number(body.path("max_tokens")),
                body.path("stream").asBoolean(false),
                false,
                body);
    }

    private static Stream<JsonNode> blocks(JsonNode body) {
        return Stream.concat(
                Stream.of(body.path("system")),
                body.path("messages").valueStream().map(message -> message.path("content")));
    }

    /** Up to the last block that is to be cached. */
    private static Ask.Prefix prefix(JsonNode body) {
        var blocks = blocks(body)
                .flatMap(content -> content.isArray() ? content.valueStream() : Stream.of(content))
                .toList();
        var end = 0;
        for (var i = 0; i < blocks.size(); i++) {
            end = blocks.get(i).has("cache_control") ? i + 1 : end;
        }
        return new Ask.Prefix(Body.joined(
                blocks.stream().limit(end).map(block -> block.path("text").asString(""))));
    }

    private static @Nullable JsonNode schema(JsonNode body) {
        var format = body.at("/output_config/format").isObject()
                ? body.at("/output_config/format")
                : body.path("output_format");
        return "json_schema".equals(format.path("type").asString("")) ? format.path("schema") : null;
    }

    @Override
    public JsonNode whole(Ask ask, Reply reply, Stamp stamp) {
        var message = frame(ask, stamp);
        message.withArray("content").addObject().put("type", "text").put("text", reply.text());
        message.put("stop_reason", stop(reply));
        message.set("usage", usage(reply.usage(), reply.usage().output()));
        return message;
    }

    private static ObjectNode frame(Ask ask, Stamp stamp) {
        var message = Json.mapper()
                .createObjectNode()
                .put("id", "msg_" + stamp.id())
                .put("type", "message")
                .put("role", "assistant")
                .put("model", ask.model());
        message.putArray("content");
        return message.putNull("stop_reason").putNull("stop_sequence");
    }

    private static String stop(Reply reply) {
        return switch (reply.finish()) {
            case STOP -> "end_turn";
            case LENGTH -> "max_tokens";
            case FILTERED, DECLINED -> "refusal";
        };
    }

    /** What was read from the cache or written to it does not count as input. */
    private static ObjectNode usage(Usage usage, int output) {
        var node = Json.mapper()
                .createObjectNode()
                .put("input_tokens", usage.input() - usage.cached() - usage.cacheWritten())
                .put("cache_creation_input_tokens", usage.cacheWritten())
                .put("cache_read_input_tokens", usage.cached());
        node.putObject("cache_creation")
                .put("ephemeral_5m_input_tokens", usage.cacheWritten())
                .put("ephemeral_1h_input_tokens", 0);
        return node.put("output_tokens", output).put("service_tier", "standard");
    }

    @Override
    public List<Event> events(Ask ask, Reply reply, Stamp stamp) {
        var events = new ArrayList<Event>();
        var message = frame(ask, stamp);
        message.set("usage", usage(reply.usage(), 1));
        var start = event("message_start");
        start.set("message", message);
        events.add(named(start));
        var block = event("content_block_start").put("index", 0);
        block.putObject("content_block").put("type", "text").put("text", "");
        events.add(named(block));
        events.add(named(event("ping")));
        for (var text : Chunks.of(reply)) {
            var delta = event("content_block_delta").put("index", 0);
            delta.putObject("delta").put("type", "text_delta").put("text", text);
            events.add(Event.namedChunk("content_block_delta", delta));
        }
        events.add(named(event("content_block_stop").put("index", 0)));
        var end = event("message_delta");
        end.putObject("delta").put("stop_reason", stop(reply)).putNull("stop_sequence");
        end.putObject("usage").put("output_tokens", reply.usage().output());
        events.add(named(end));
        events.add(named(event("message_stop")));
        return events;
    }

    private static ObjectNode event(String type) {
        return Json.mapper().createObjectNode().put("type", type);
    }

    private static Event named(ObjectNode data) {
        return Event.named(data.path("type").stringValue(), data);
    }

    @Override
    public Event failure(Refusal refusal, Stamp stamp, int sent) {
        return Event.named("error", AnthropicErrors.body(refusal, stamp));
    }
}
