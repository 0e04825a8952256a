package io.penstock.catalog.json;

import java.util.ArrayList;
import java.util.List;
import java.util.function.IntPredicate;
import tools.jackson.databind.JsonNode;

/** Strings that JSON can write and that are no text for us. */
public final class BrokenText {

    private final IntPredicate broken;
    private final String rule;
    private final List<Violation> found = new ArrayList<>();

    private BrokenText(IntPredicate broken, String rule) {
        this.broken = broken;
        this.rule = rule;
    }

    /** Those with half of a surrogate pair: UTF-8 would put a question mark there. Of names, the parser refuses them. */
    static List<Violation> in(JsonNode json) {
        return find(
                json,
                c -> c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE,
                "has half of a surrogate pair");
    }

    /** Those, and names, with the one character that Postgres has no place for. */
    public static List<Violation> notStorable(JsonNode json) {
        return find(json, c -> c == 0, "must not have the character U+0000");
    }

    private static List<Violation> find(JsonNode json, IntPredicate broken, String rule) {
        var text = new BrokenText(broken, rule);
        text.look(json, "");
        return text.found;
    }

    private void look(JsonNode json, String pointer) {
        if (json.isString()) {
            check(json.stringValue(), pointer);
        } else if (json.isArray()) {
            for (int i = 0; i < json.size(); i++) {
                look(json.get(i), pointer + "/" + i);
            }
        } else if (json.isObject()) {
            for (var field : json.properties()) {
                var at = pointer + "/" + Json.escaped(field.getKey());
                check(field.getKey(), at);
                look(field.getValue(), at);
            }
        }
    }

    private void check(String text, String pointer) {
        int letter;
        for (int at = 0; at < text.length(); at += Character.charCount(letter)) {
            letter = text.codePointAt(at);
            if (broken.test(letter)) {
                found.add(new Violation(pointer, rule));
                return;
            }
        }
    }
}
