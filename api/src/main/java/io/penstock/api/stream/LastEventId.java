package io.penstock.api.stream;

import io.penstock.api.problem.Problem;
import io.penstock.api.problem.Refusal;
import io.penstock.catalog.json.Violation;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The header by which a reader says how far it was. */
final class LastEventId {

    static final String HEADER = "Last-Event-ID";

    private LastEventId() {}

    /** Nothing when there is none; a browser that has none sends it empty. */
    static <T> Optional<T> read(@Nullable String header, Function<String, Optional<T>> parse) {
        return header == null || header.isBlank()
                ? Optional.empty()
                : Optional.of(parse.apply(header.strip()).orElseThrow(LastEventId::unknown));
    }

    private static Refusal unknown() {
        return new Refusal(Problem.invalid(
                "The header Last-Event-ID must be an id that this stream has sent.",
                List.of(new Violation("", "Last-Event-ID must be an id that this stream has sent"))));
    }
}
