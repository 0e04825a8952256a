package io.penstock.db.limit;

import io.penstock.catalog.json.Json;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What a job takes of the limits that count units, by their names, and its money. */
public final class Weights {

    /** Where the money is, in millionths; no limit has such a name. */
    public static final String COST = "$";

    private Weights() {}

    @SuppressWarnings("unchecked")
    public static Map<String, Long> read(@Nullable String json) {
        return json == null
                ? Map.of()
                : ((Map<String, Number>) Json.readTrusted(json, Map.class))
                        .entrySet().stream()
                                .collect(Collectors.toMap(
                                        Map.Entry::getKey, e -> e.getValue().longValue()));
    }

    /** Nothing when there is nothing to store. */
    public static @Nullable String write(Map<String, Long> weights) {
        return weights.isEmpty() ? null : Json.write(weights);
    }
}
