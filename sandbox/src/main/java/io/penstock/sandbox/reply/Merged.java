package io.penstock.sandbox.reply;

import java.util.Set;
import tools.jackson.core.JsonPointer;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** A schema with what it refers to and what it consists of put together. */
final class Merged {

    private static final int MOST_STEPS = 32;

    /** What is resolved here, and what only others refer to. */
    private static final Set<String> LEFT_OUT = Set.of("$ref", "allOf", "$defs", "definitions");

    private Merged() {}

    static JsonNode of(JsonNode schema, JsonNode root) {
        return of(schema, root, 0);
    }

    private static JsonNode of(JsonNode schema, JsonNode root, int steps) {
        if (!schema.isObject() || steps > MOST_STEPS) {
            return JsonNodeFactory.instance.objectNode();
        }
        var merged = without(schema);
        if (schema.has("$ref")) {
            merged = both(merged, of(target(schema.path("$ref").asString(""), root), root, steps + 1));
        }
        for (var part : schema.path("allOf")) {
            merged = both(merged, of(part, root, steps + 1));
        }
        return merged;
    }

    private static ObjectNode without(JsonNode schema) {
        var copy = JsonNodeFactory.instance.objectNode();
        schema.properties().stream()
                .filter(field -> !LEFT_OUT.contains(field.getKey()))
                .forEach(field -> copy.set(field.getKey(), field.getValue()));
        return copy;
    }

    private static JsonNode target(String reference, JsonNode root) {
        return reference.startsWith("#") && (reference.length() == 1 || reference.charAt(1) == '/')
                ? root.at(JsonPointer.compile(reference.substring(1)))
                : JsonNodeFactory.instance.objectNode();
    }

    /** Properties and what is required of both; of the rest, the second's. A choice that was made is no longer one. */
    static ObjectNode both(JsonNode first, JsonNode second) {
        var both = without(first);
        both.remove("anyOf");
        both.remove("oneOf");
        if (second.isObject()) {
            second.properties().forEach(field -> both.set(field.getKey(), field.getValue()));
        }
        var properties = JsonNodeFactory.instance.objectNode();
        first.path("properties").properties().forEach(of -> properties.set(of.getKey(), of.getValue()));
        second.path("properties").properties().forEach(of -> properties.set(of.getKey(), of.getValue()));
        if (!properties.isEmpty()) {
            both.set("properties", properties);
        }
        var required = JsonNodeFactory.instance.arrayNode();
        first.path("required").forEach(required::add);
        second.path("required").forEach(required::add);
        if (!required.isEmpty()) {
            both.set("required", required);
        }
        return both;
    }
}
