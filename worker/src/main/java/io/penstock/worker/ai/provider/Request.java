package io.penstock.worker.ai.provider;

import java.util.Map;
import tools.jackson.databind.JsonNode;

/**
 * What is sent.
 *
 * @param path after the base URL
 * @param headers besides those that every request has
 */
public record Request(String path, Map<String, String> headers, JsonNode body) {

    public Request {
        headers = Map.copyOf(headers);
    }

    /** Not even by accident does a key get into a log. */
    @Override
    public String toString() {
        return "Request " + path;
    }
}
