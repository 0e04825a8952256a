package io.penstock.db.request;

import io.penstock.catalog.json.Json;
import io.penstock.catalog.json.Read;
import io.penstock.catalog.json.Violation;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** What a client says of a batch in one document. What is wrong with an item is no fault of the document. */
public record BatchRequest(List<JsonNode> items, BatchOptions options) {

    private static final String ITEMS = "items";

    public static Read<BatchRequest> read(JsonNode json) {
        if (!(json instanceof ObjectNode request)) {
            return new Read.Invalid<>(List.of(new Violation("", "must be an object")));
        }
        var items = request.remove(ITEMS);
        var broken = new ArrayList<>(broken(items));
        return switch (Json.read(request, BatchOptions.class)) {
            case Read.Valid<BatchOptions> options
            when broken.isEmpty() && items != null ->
                new Read.Valid<>(new BatchRequest(items.valueStream().toList(), options.value()));
            case Read.Valid<BatchOptions> options -> new Read.Invalid<>(broken);
            case Read.Invalid<BatchOptions> invalid -> {
                broken.addAll(invalid.violations());
                yield new Read.Invalid<>(broken);
            }
        };
    }

    private static List<Violation> broken(@Nullable JsonNode items) {
        if (items == null || items.isNull()) {
            return List.of(new Violation("/" + ITEMS, "must not be null"));
        } else if (!items.isArray()) {
            return List.of(new Violation("/" + ITEMS, "must be an array"));
        }
        return items.isEmpty() ? List.of(new Violation("/" + ITEMS, "must not be empty")) : List.of();
    }
}
