package io.penstock.sandbox.server;

import io.penstock.catalog.json.Json;
import io.penstock.catalog.json.Violation;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;

/** An answer that is sent in one piece. */
public record Answer(int status, Map<String, String> headers, String body) {

    public Answer {
        headers = Map.copyOf(headers);
    }

    public static Answer json(int status, JsonNode body) {
        return new Answer(status, Map.of(), Json.write(body));
    }

    /** @param body of a form that JSON knows */
    public static Answer of(int status, Object body) {
        return new Answer(status, Map.of(), Json.write(body));
    }

    public static Answer empty(int status) {
        return new Answer(status, Map.of(), "");
    }

    /** What is wrong with a document, each with its place. */
    public static Answer refused(List<Violation> violations) {
        return of(400, Map.of("errors", violations));
    }

    public Answer with(Map<String, String> more) {
        var all = new HashMap<>(headers);
        all.putAll(more);
        return new Answer(status, all, body);
    }

    /** A body that ends in the middle. */
    public Answer torn() {
        return new Answer(status, headers, body.substring(0, body.length() / 2));
    }
}
