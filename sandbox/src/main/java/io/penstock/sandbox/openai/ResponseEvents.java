package io.penstock.sandbox.openai;

import io.penstock.catalog.json.Json;
import io.penstock.sandbox.generation.Chunks;
import io.penstock.sandbox.generation.Stamp;
import io.penstock.sandbox.reply.Ask;
import io.penstock.sandbox.reply.Reply;
import io.penstock.sandbox.reply.Reply.Finish;
import io.penstock.sandbox.server.Event;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** The named events of one streamed response, numbered from 0. */
final class ResponseEvents {

    private final ResponsesDialect dialect;
    private final Ask ask;
    private final Reply reply;
    private final Stamp stamp;
    private final List<Event> events = new ArrayList<>();

    ResponseEvents(ResponsesDialect dialect, Ask ask, Reply reply, Stamp stamp) {
        this.dialect = dialect;
        this.ask = ask;
        this.reply = reply;
        this.stamp = stamp;
    }

    List<Event> all() {
        add("response.created", event("response", dialect.begun(ask, stamp)));
        add("response.in_progress", event("response", dialect.begun(ask, stamp)));
        if (ask.reasons()) {
            add("response.output_item.added", item(0, ResponsesDialect.reasoning(stamp)));
            add("response.output_item.done", item(0, ResponsesDialect.reasoning(stamp)));
        }
        message(ask.reasons() ? 1 : 0);
        add(
                ResponsesDialect.isCut(reply) ? "response.incomplete" : "response.completed",
                event("response", dialect.whole(ask, reply, stamp)));
        return events;
    }

    private void message(int index) {
        var declined = reply.finish() == Finish.DECLINED;
        var kind = declined ? "response.refusal" : "response.output_text";
        add("response.output_item.added", item(index, ResponsesDialect.emptyMessage(stamp)));
        add("response.content_part.added", part(index, ResponsesDialect.part(reply, "")));
        for (var text : Chunks.of(reply)) {
            var delta = place(index).put("delta", text);
            if (!declined) {
                delta.putArray("logprobs");
            }
            events.add(Event.namedChunk(kind + ".delta", numbered(kind + ".delta", delta)));
        }
        var done = place(index).put(declined ? "refusal" : "text", reply.text());
        if (!declined) {
            done.putArray("logprobs");
        }
        add(kind + ".done", done);
        add("response.content_part.done", part(index, ResponsesDialect.part(reply, reply.text())));
        add("response.output_item.done", item(index, ResponsesDialect.message(reply, stamp)));
    }

    private void add(String type, ObjectNode data) {
        events.add(Event.named(type, numbered(type, data)));
    }

    private ObjectNode numbered(String type, ObjectNode data) {
        return data.put("type", type).put("sequence_number", events.size());
    }

    private static ObjectNode event(String name, JsonNode value) {
        var event = Json.mapper().createObjectNode();
        event.set(name, value);
        return event;
    }

    private static ObjectNode item(int index, JsonNode item) {
        return event("item", item).put("output_index", index);
    }

    private ObjectNode part(int index, JsonNode part) {
        var data = place(index);
        data.set("part", part);
        return data;
    }

    private ObjectNode place(int index) {
        return Json.mapper()
                .createObjectNode()
                .put("item_id", "msg_" + stamp.id())
                .put("output_index", index)
                .put("content_index", 0);
    }
}
