package io.penstock.sandbox.generation;

import io.penstock.catalog.json.Json;
import io.penstock.catalog.json.Read;
import io.penstock.sandbox.server.Caller;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.MissingNode;

/** The body of a request, and the texts in it. */
public final class Body {

    private Body() {}

    /** Missing when it is not JSON. */
    public static JsonNode of(Caller caller) {
        return caller.saysTooMuch() || !(Json.read(caller.body()) instanceof Read.Valid<JsonNode> valid)
                ? MissingNode.getInstance()
                : valid.value();
    }

    /** A text, or a list of parts that have texts. */
    public static String text(JsonNode content) {
        return content.isString()
                ? content.stringValue()
                : joined(content.valueStream().map(Body::part));
    }

    private static String part(JsonNode part) {
        return part.isString() ? part.stringValue() : part.path("text").asString("");
    }

    public static String joined(Stream<String> texts) {
        return texts.filter(text -> !text.isEmpty()).collect(Collectors.joining("\n"));
    }

    /** The text of the last message of that role. */
    public static String lastOf(String role, JsonNode messages) {
        return messages.valueStream()
                .filter(message -> role.equals(message.path("role").asString(role)))
                .reduce((one, next) -> next)
                .map(message -> text(message.has("parts") ? message.path("parts") : message.path("content")))
                .orElse("");
    }

    public static @Nullable Integer number(JsonNode field) {
        return field.isInt() ? field.intValue() : null;
    }

    public static boolean isText(JsonNode field) {
        return field.isString() && !field.stringValue().isEmpty();
    }

    /** Not there, or a whole number of at least that. */
    public static boolean isAtLeast(JsonNode field, int least) {
        return isAbsent(field) || (field.isInt() && field.intValue() >= least);
    }

    public static boolean isAbsent(JsonNode field) {
        return field.isMissingNode() || field.isNull();
    }

    /** The schema of an answer of which only is known that it has to be a JSON object. */
    public static JsonNode anyObject() {
        var schema = JsonNodeFactory.instance.objectNode().put("type", "object");
        schema.putObject("properties").putObject("answer").put("type", "string");
        schema.putArray("required").add("answer");
        return schema;
    }
}
