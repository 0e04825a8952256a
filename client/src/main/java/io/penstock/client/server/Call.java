package io.penstock.client.server;

import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What is asked of a server. */
public record Call(String method, String path, @Nullable String body, Map<String, String> headers) {

    public Call {
        headers = Map.copyOf(headers);
    }

    public static Call get(String path) {
        return new Call("GET", path, null, Map.of());
    }

    public static Call delete(String path) {
        return new Call("DELETE", path, null, Map.of());
    }

    /** One without a body. */
    public static Call post(String path) {
        return new Call("POST", path, null, Map.of());
    }

    public static Call post(String path, String body) {
        return new Call("POST", path, body, Map.of());
    }

    public static Call put(String path, String body) {
        return new Call("PUT", path, body, Map.of());
    }

    /** @param value null for none */
    public Call with(String name, @Nullable String value) {
        if (value == null) {
            return this;
        }
        var all = new LinkedHashMap<>(headers);
        all.put(name, value);
        return new Call(method, path, body, all);
    }
}
