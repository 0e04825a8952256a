package io.penstock.sandbox.reply;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;

/**
 * A document that fits a JSON schema: types, enum and const, bounds, formats, local references, anyOf, oneOf and allOf. Patterns and
 * conditions are passed over. Gemini's older schemas, with types in capitals, are understood too.
 */
final class Instance {

    /** So deep, only what is required is there. */
    private static final int DEEP = 6;

    private static final int DEEPEST = 40;
    private static final int MOST = 5_000;

    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

    private final JsonNode root;
    private final SplittableRandom random;
    private int made;

    Instance(JsonNode root, SplittableRandom random) {
        this.root = root;
        this.random = random;
    }

    JsonNode make() {
        return make(root, 0, "answer");
    }

    /** One that does not fit, as it is not even of the right type. */
    static JsonNode misfit(JsonNode schema) {
        var note = "Sandbox: this does not fit the schema, because a fault was set.";
        return type(Merged.of(schema, schema)).equals("array")
                ? NODES.objectNode().put("note", note)
                : NODES.arrayNode().add(note);
    }

    private JsonNode make(JsonNode given, int depth, String name) {
        made++;
        var schema = Merged.of(given, root);
        if (schema.has("const")) {
            return schema.path("const");
        }
        if (schema.has("enum")) {
            return schema.path("enum").get(random.nextInt(schema.path("enum").size()));
        }
        if (depth >= DEEPEST) {
            return NODES.nullNode();
        }
        var choices = schema.has("anyOf") ? schema.path("anyOf") : schema.path("oneOf");
        if (!choices.isEmpty()) {
            return make(Merged.both(schema, choice(choices, depth)), depth + 1, name);
        }
        return switch (type(schema)) {
            case "object" -> object(schema, depth);
            case "array" -> array(schema, depth, name);
            case "integer" -> NODES.numberNode(Numbers.whole(schema, random));
            case "number" -> NODES.numberNode(Numbers.any(schema, random));
            case "boolean" -> NODES.booleanNode(random.nextBoolean());
            case "null" -> NODES.nullNode();
            default -> NODES.stringNode(Strings.fit(schema, name, random));
        };
    }

    private boolean isEnough(int depth) {
        return depth >= DEEP || made > MOST;
    }

    /** The first that is more than nothing; deep down nothing is best, as it ends what refers to itself. */
    private JsonNode choice(JsonNode choices, int depth) {
        var nothing = choices.valueStream()
                .filter(choice -> type(Merged.of(choice, root)).equals("null"))
                .findFirst();
        var something = choices.valueStream()
                .filter(choice -> !type(Merged.of(choice, root)).equals("null"))
                .sorted((a, b) -> isEnough(depth) ? Boolean.compare(a.has("$ref"), b.has("$ref")) : 0)
                .findFirst();
        return (isEnough(depth) ? nothing.or(() -> something) : something.or(() -> nothing)).orElse(choices.get(0));
    }

    private JsonNode object(JsonNode schema, int depth) {
        var required =
                schema.path("required").valueStream().map(JsonNode::asString).collect(Collectors.toSet());
        var object = NODES.objectNode();
        schema.path("properties").properties().stream()
                .filter(property -> required.contains(property.getKey()) || !isEnough(depth))
                .forEach(property ->
                        object.set(property.getKey(), make(property.getValue(), depth + 1, property.getKey())));
        required.stream()
                .sorted()
                .filter(key -> !object.has(key))
                .forEach(key -> object.set(key, other(schema, depth, key)));
        for (int i = 1; object.size() < schema.path("minProperties").asInt(0); i++) {
            object.set("more_" + i, other(schema, depth, "more_" + i));
        }
        return object;
    }

    private JsonNode other(JsonNode schema, int depth, String name) {
        var others = schema.path("additionalProperties");
        return others.isObject() ? make(others, depth + 1, name) : NODES.stringNode(Strings.about(name));
    }

    private JsonNode array(JsonNode schema, int depth, String name) {
        var first = schema.path("prefixItems");
        var fewest = Math.max(schema.path("minItems").asInt(0), first.size());
        var most = schema.path("maxItems").asInt(Math.max(3, fewest));
        var wanted = isEnough(depth) ? fewest : Math.min(most, Math.max(fewest, random.nextInt(1, 4)));
        var items = new ArrayList<JsonNode>();
        first.forEach(item -> items.add(make(item, depth + 1, name)));
        if (schema.path("items").isBoolean() && !schema.path("items").booleanValue()) {
            return NODES.arrayNode().addAll(items);
        }
        var unique = schema.path("uniqueItems").asBoolean(false);
        // Of what is to be unique there may not be so much.
        IntStream.range(0, 20 * wanted)
                .takeWhile(i -> items.size() < wanted)
                .mapToObj(i -> make(schema.path("items"), depth + 1, unique ? name + " " + (i + 1) : name))
                .filter(item -> !unique || !items.contains(item))
                .forEach(items::add);
        return NODES.arrayNode().addAll(items);
    }

    /** The type that is meant, if one is not said. */
    private static String type(JsonNode schema) {
        var types = schema.path("type").isArray()
                ? List.copyOf(new LinkedHashSet<>(
                        schema.path("type").valueStream().map(Instance::lower).toList()))
                : List.of(lower(schema.path("type")));
        return types.stream()
                .filter(type -> !type.equals("null") || types.size() == 1)
                .findFirst()
                .filter(type -> !type.isEmpty())
                .orElseGet(() -> implied(schema));
    }

    private static String lower(JsonNode type) {
        return type.asString("").toLowerCase(Locale.ROOT);
    }

    private static String implied(JsonNode schema) {
        if (schema.has("properties") || schema.has("required") || schema.has("additionalProperties")) {
            return "object";
        } else if (schema.has("items") || schema.has("prefixItems") || schema.has("minItems")) {
            return "array";
        } else if (schema.has("minimum") || schema.has("maximum") || schema.has("multipleOf")) {
            return "number";
        }
        return "string";
    }
}
