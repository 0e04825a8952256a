package io.penstock.sandbox.openai;

import io.penstock.sandbox.generation.Body;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** The format that an answer is asked for in. */
final class OpenAiSchema {

    private OpenAiSchema() {}

    /** @param place where in a format of the type {@code json_schema} name and schema are */
    static boolean isWhole(JsonNode format, String place) {
        return !"json_schema".equals(format.path("type").asString(""))
                || (Body.isText(format.at(place + "/name"))
                        && format.at(place + "/schema").isObject());
    }

    static @Nullable JsonNode of(JsonNode format, String place) {
        return switch (format.path("type").asString("text")) {
            case "json_schema" -> format.at(place + "/schema");
            case "json_object" -> Body.anyObject();
            default -> null;
        };
    }
}
