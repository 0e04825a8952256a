package io.penstock.worker.ai.provider;

import java.util.HashSet;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;

/** Whether a schema is one that OpenAI takes as strict: objects have all of their fields and no others. */
final class StrictSchema {

    private StrictSchema() {}

    static boolean is(JsonNode schema) {
        if (schema.isObject() && schema.path("properties").isObject() && !isClosed(schema)) {
            return false;
        }
        return schema.valueStream().allMatch(StrictSchema::is);
    }

    private static boolean isClosed(JsonNode object) {
        var required =
                object.path("required").valueStream().map(JsonNode::asString).collect(Collectors.toSet());
        return object.path("additionalProperties").isBoolean()
                && !object.path("additionalProperties").booleanValue()
                && required.equals(new HashSet<>(object.path("properties").propertyNames()));
    }
}
