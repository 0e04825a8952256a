package io.penstock.client.command;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** A path, and what it is asked with. */
record Query(String path, Map<String, String> parameters) {

    Query {
        parameters = Map.copyOf(parameters);
    }

    /** @param parts each is one part of the path, whatever signs it has */
    static Query at(String path, String... parts) {
        return new Query(
                path.formatted(
                        (Object[]) List.of(parts).stream().map(Query::encoded).toArray(String[]::new)),
                Map.of());
    }

    /** @param value null for none */
    Query with(String name, @Nullable String value) {
        if (value == null) {
            return this;
        }
        var all = new TreeMap<>(parameters);
        all.put(name, value);
        return new Query(path, all);
    }

    String text() {
        var asked = new TreeMap<>(parameters)
                .entrySet().stream()
                        .map(parameter -> encoded(parameter.getKey()) + "=" + encoded(parameter.getValue()))
                        .collect(Collectors.joining("&"));
        return asked.isEmpty() ? path : path + "?" + asked;
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }
}
