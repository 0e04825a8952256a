package io.penstock.sandbox.openai;

import io.penstock.catalog.json.Json;
import io.penstock.sandbox.fault.Refusal;
import io.penstock.sandbox.generation.Body;
import io.penstock.sandbox.generation.Dialect;
import io.penstock.sandbox.generation.Stamp;
import io.penstock.sandbox.reply.Ask;
import io.penstock.sandbox.reply.Reply;
import io.penstock.sandbox.reply.Reply.Finish;
import io.penstock.sandbox.reply.Usage;
import io.penstock.sandbox.server.Event;
import java.util.List;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Responses. */
final class ResponsesDialect implements Dialect {

    static Ask ask(JsonNode body) {
        var input = body.path("input");
        var model = body.path("model").stringValue();
        return new Ask(
                model,
                input.isString() ? input.stringValue() : Body.lastOf("user", input),
                Body.joined(Stream.of(body.path("instructions").asString(""), text(input))),
                null,
                OpenAiSchema.of(body.at("/text/format"), ""),
                Body.number(body.path("max_output_tokens")),
                body.path("stream").asBoolean(false),
                OpenAi.reasons(model),
                body);
    }

    static String text(JsonNode input) {
        return input.isString()
                ? input.stringValue()
                : Body.joined(input.valueStream().map(item -> Body.text(item.path("content"))));
    }

    @Override
    public JsonNode whole(Ask ask, Reply reply, Stamp stamp) {
        var response = begun(ask, stamp).put("status", isCut(reply) ? "incomplete" : "completed");
        if (isCut(reply)) {
            response.putObject("incomplete_details")
                    .put("reason", reply.finish() == Finish.LENGTH ? "max_output_tokens" : "content_filter");
        }
        output(ask, reply, stamp).forEach(response.putArray("output")::add);
        response.set("usage", usage(reply.usage()));
        return response;
    }

    @Override
    public List<Event> events(Ask ask, Reply reply, Stamp stamp) {
        return new ResponseEvents(this, ask, reply, stamp).all();
    }

    static boolean isCut(Reply reply) {
        return reply.finish() == Finish.LENGTH || reply.finish() == Finish.FILTERED;
    }

    /** A response of which nothing is there yet. */
    ObjectNode begun(Ask ask, Stamp stamp) {
        var asked = ask.body();
        var response = Json.mapper()
                .createObjectNode()
                .put("id", "resp_" + stamp.id())
                .put("object", "response")
                .put("created_at", stamp.at().getEpochSecond())
                .put("status", "in_progress")
                .put("background", false)
                .putNull("error")
                .putNull("incomplete_details");
        echo(response, asked, "instructions");
        echo(response, asked, "max_output_tokens");
        response.put("model", ask.model());
        response.putArray("output");
        response.put("parallel_tool_calls", true).putNull("previous_response_id");
        response.putObject("reasoning").putNull("effort").putNull("summary");
        response.put("service_tier", "default")
                .put("store", asked.path("store").asBoolean(true))
                .put("temperature", asked.path("temperature").asDouble(1));
        var format = asked.at("/text/format");
        var text = response.putObject("text");
        text.set(
                "format",
                format.isObject() ? format : Json.mapper().createObjectNode().put("type", "text"));
        response.put("tool_choice", "auto").putArray("tools");
        response.put("top_p", asked.path("top_p").asDouble(1)).put("truncation", "disabled");
        response.putNull("usage").putNull("user");
        response.set(
                "metadata",
                asked.path("metadata").isObject()
                        ? asked.path("metadata")
                        : Json.mapper().createObjectNode());
        return response;
    }

    private static void echo(ObjectNode response, JsonNode asked, String field) {
        if (asked.has(field)) {
            response.set(field, asked.path(field));
        } else {
            response.putNull(field);
        }
    }

    private static List<ObjectNode> output(Ask ask, Reply reply, Stamp stamp) {
        var message = message(reply, stamp);
        return ask.reasons() ? List.of(reasoning(stamp), message) : List.of(message);
    }

    static ObjectNode reasoning(Stamp stamp) {
        var reasoning =
                Json.mapper().createObjectNode().put("id", "rs_" + stamp.id()).put("type", "reasoning");
        reasoning.putArray("summary");
        return reasoning;
    }

    static ObjectNode message(Reply reply, Stamp stamp) {
        var message = emptyMessage(stamp).put("status", isCut(reply) ? "incomplete" : "completed");
        message.putArray("content").add(part(reply, reply.text()));
        return message;
    }

    static ObjectNode emptyMessage(Stamp stamp) {
        var message = Json.mapper()
                .createObjectNode()
                .put("id", "msg_" + stamp.id())
                .put("type", "message")
                .put("status", "in_progress")
                .put("role", "assistant");
        message.putArray("content");
        return message;
    }

    static ObjectNode part(Reply reply, String text) {
        if (reply.finish() == Finish.DECLINED) {
            return Json.mapper().createObjectNode().put("type", "refusal").put("refusal", text);
        }
        var part = Json.mapper().createObjectNode().put("type", "output_text").put("text", text);
        part.putArray("annotations");
        part.putArray("logprobs");
        return part;
    }

    private static JsonNode usage(Usage usage) {
        var node = Json.mapper()
                .createObjectNode()
                .put("input_tokens", usage.input())
                .put("output_tokens", usage.output())
                .put("total_tokens", usage.total());
        node.putObject("input_tokens_details")
                .put("cached_tokens", usage.cached())
                .put("cache_write_tokens", 0);
        node.putObject("output_tokens_details").put("reasoning_tokens", usage.reasoning());
        return node;
    }

    @Override
    public Event failure(Refusal refusal, Stamp stamp, int sent) {
        var error = OpenAiErrors.error(refusal);
        return Event.named(
                "error",
                Json.mapper()
                        .createObjectNode()
                        .put("type", "error")
                        .put("sequence_number", sent)
                        .put("code", error.path("code").asString("server_error"))
                        .put("message", refusal.message())
                        .putNull("param"));
    }
}
