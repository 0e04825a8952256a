package io.penstock.catalog.json;

import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;

/**
 * Strings with half of a surrogate pair in them: JSON can escape them, but they are no text, and UTF-8 would put a question mark there.
 * Of names, the parser refuses them.
 */
final class BrokenText {

    private final List<Violation> found = new ArrayList<>();

    private BrokenText() {}

    static List<Violation> in(JsonNode json) {
        var broken = new BrokenText();
        broken.look(json, "");
        return broken.found;
    }

    private void look(JsonNode json, String pointer) {
        if (json.isString() && isBroken(json.stringValue())) {
            found.add(new Violation(pointer, "has half of a surrogate pair"));
        } else if (json.isArray()) {
            for (int i = 0; i < json.size(); i++) {
                look(json.get(i), pointer + "/" + i);
            }
        } else if (json.isObject()) {
            for (var field : json.properties()) {
                look(field.getValue(), pointer + "/" + Json.escaped(field.getKey()));
            }
        }
    }

    private static boolean isBroken(String text) {
        return text.codePoints().anyMatch(c -> c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE);
    }
}
