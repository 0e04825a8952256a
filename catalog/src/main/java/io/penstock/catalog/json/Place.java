package io.penstock.catalog.json;

import java.util.stream.Collectors;
import java.util.stream.Stream;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.exc.StreamConstraintsException;
import tools.jackson.core.exc.StreamReadException;

/** Where a parser stopped, as far as that is of use: what is not even JSON is so as a whole. */
final class Place {

    /** What is too deep is named by where it begins, such as a field of a payload. */
    private static final int STEPS_TO_WHAT_IS_TOO_DEEP = 2;

    private Place() {}

    static String of(JacksonException e, JsonParser parser) {
        var at = parser.streamReadContext().pathAsPointer().toString();
        if (isTooDeep(e)) {
            return Stream.of(at.split("/", -1))
                    .limit(1 + STEPS_TO_WHAT_IS_TOO_DEEP)
                    .collect(Collectors.joining("/"));
        }
        return isTwice(e) ? at : "";
    }

    static boolean isTooDeep(JacksonException e) {
        return e instanceof StreamConstraintsException && message(e).contains("depth");
    }

    static boolean isTwice(JacksonException e) {
        return e instanceof StreamReadException && message(e).startsWith("Duplicate");
    }

    private static String message(JacksonException e) {
        return String.valueOf(e.getOriginalMessage());
    }
}
