package io.penstock.catalog.email;

import com.samskivert.mustache.Mustache;
import com.samskivert.mustache.Template;
import java.util.Collection;
import java.util.Collections;
import java.util.Iterator;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Reads the fields of JSON objects and the elements of JSON arrays, and nothing else: jmustache's own would call methods of what it is given. */
final class JsonCollector implements Mustache.Collector {

    private static final Mustache.VariableFetcher FIELD = JsonCollector::field;

    /** Nothing when it is to be taken as it is. */
    @Override
    public @Nullable Iterator<?> toIterator(Object value) {
        return switch (value) {
            // What jmustache makes of a section that is not there.
            case Collection<?> none -> Collections.emptyIterator();
            case JsonNode json
            when json.isArray() ->
                StreamSupport.stream(json.spliterator(), false)
                        .map(JsonCollector::plain)
                        .iterator();
            case JsonNode json when isNothing(json) -> Collections.emptyIterator();
            default -> null;
        };
    }

    @Override
    public Mustache.VariableFetcher createFetcher(Object context, String name) {
        return FIELD;
    }

    @Override
    public <K, V> Map<K, V> createFetcherCache() {
        return new ConcurrentHashMap<>();
    }

    static boolean isNothing(JsonNode json) {
        return json.isNull() || (json.isString() && json.stringValue().isEmpty());
    }

    private static Object field(Object context, String name) {
        return context instanceof ObjectNode object && object.has(name)
                ? plain(object.get(name))
                : Template.NO_FETCHER_FOUND;
    }

    /** As jmustache knows it: whether a section is shown, it tells by a Boolean. */
    private static Object plain(JsonNode json) {
        return json.isBoolean() ? json.booleanValue() : json;
    }

    static String text(Object value) {
        return value instanceof JsonNode json ? json.asString() : String.valueOf(value);
    }
}
