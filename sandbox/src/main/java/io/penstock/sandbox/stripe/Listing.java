package io.penstock.sandbox.stripe;

import io.penstock.catalog.json.Json;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;
import tools.jackson.databind.node.ObjectNode;

/** A page of objects. */
record Listing<T>(List<T> shown, boolean more) {

    static <T> Listing<T> of(Stream<T> all, int limit) {
        var found = all.limit(limit + 1L).toList();
        return new Listing<>(found.subList(0, Math.min(limit, found.size())), found.size() > limit);
    }

    ObjectNode json(String object, String url, Function<T, ObjectNode> each) {
        var json = Json.mapper()
                .createObjectNode()
                .put("object", object)
                .put("url", url)
                .put("has_more", more);
        var data = json.putArray("data");
        shown.forEach(one -> data.add(each.apply(one)));
        return json;
    }
}
