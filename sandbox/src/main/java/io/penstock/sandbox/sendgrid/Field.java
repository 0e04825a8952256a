package io.penstock.sandbox.sendgrid;

import io.penstock.sandbox.generation.Body;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;

/**
 * A part of a document, with its place in it.
 *
 * @param path as SendGrid writes it, such as {@code personalizations.0.to.0.email}; empty for all of it
 */
record Field(String path, JsonNode node) {

    static Field root(JsonNode document) {
        return new Field("", document);
    }

    Field at(String name) {
        return new Field(path.isEmpty() ? name : path + "." + name, node.path(name));
    }

    Stream<Field> items() {
        return IntStream.range(0, node.isArray() ? node.size() : 0)
                .mapToObj(i -> new Field(path + "." + i, node.get(i)));
    }

    boolean isAbsent() {
        return Body.isAbsent(node);
    }

    /** Whether it is one that is not empty. */
    boolean isText() {
        return Body.isText(node);
    }

    /** Whether it is a text, or not there at all. */
    boolean isTextIfAny() {
        return isAbsent() || isText();
    }

    String text() {
        return node.asString("");
    }
}
