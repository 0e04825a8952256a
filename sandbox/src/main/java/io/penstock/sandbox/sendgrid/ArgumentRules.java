package io.penstock.sandbox.sendgrid;

import io.penstock.catalog.json.Json;
import java.nio.charset.StandardCharsets;
import tools.jackson.databind.JsonNode;

/** What may be in the custom arguments, which come again with each event. */
final class ArgumentRules {

    private static final int LARGEST = 10_000;

    private ArgumentRules() {}

    /** Those of one personalization, together with those of all. */
    static void check(Field ofAll, Field own, Problems problems) {
        check(own, problems);
        if (ofAll.isAbsent() && own.isAbsent()) {
            return;
        }
        var size = Json.write(merged(ofAll.node(), own.node())).getBytes(StandardCharsets.UTF_8).length;
        problems.that(
                size <= LARGEST,
                own.isAbsent() ? ofAll : own,
                "The custom arguments of a personalization have at most 10000 bytes.");
    }

    static void check(Field arguments, Problems problems) {
        if (!arguments.isAbsent()
                && problems.that(arguments.node().isObject(), arguments, "Custom arguments must be an object.")) {
            problems.that(!arguments.node().isEmpty(), arguments, "Custom arguments must not be empty.");
            problems.that(
                    arguments.node().values().stream().allMatch(JsonNode::isString),
                    arguments,
                    "The values of custom arguments must be strings.");
        }
    }

    /** What one personalization says wins over what is said for all. */
    static JsonNode merged(JsonNode ofAll, JsonNode own) {
        var merged = Json.mapper().createObjectNode();
        ofAll.properties().forEach(one -> merged.set(one.getKey(), one.getValue()));
        own.properties().forEach(one -> merged.set(one.getKey(), one.getValue()));
        return merged;
    }
}
