package io.penstock.sandbox.server;

import io.penstock.catalog.json.Json;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * A server-sent event.
 *
 * @param data one line
 * @param text whether it carries a chunk of the text, which is what faults count
 */
public record Event(@Nullable String name, String data, boolean text) {

    public Event {
        if (data.indexOf('\n') >= 0) {
            throw new IllegalArgumentException("The data of an event is one line");
        }
    }

    public static Event of(JsonNode data) {
        return new Event(null, Json.write(data), false);
    }

    public static Event chunk(JsonNode data) {
        return new Event(null, Json.write(data), true);
    }

    public static Event named(String name, JsonNode data) {
        return new Event(name, Json.write(data), false);
    }

    public static Event namedChunk(String name, JsonNode data) {
        return new Event(name, Json.write(data), true);
    }

    /** Data that ends in the middle. */
    public Event torn() {
        return new Event(name, data.substring(0, data.length() / 2), text);
    }

    String written() {
        return (name == null ? "" : "event: " + name + "\n") + "data: " + data + "\n\n";
    }
}
