package io.penstock.db.aside;

import io.penstock.catalog.json.Json;
import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;

/** What there is to read when somebody asks for a job's result, or its payload. */
public sealed interface Result {

    /** Opens a text that lies aside. */
    interface Opening {
        InputStream open() throws IOException;
    }

    /** What it says; nothing when there is none, or none any more. */
    default <T> Optional<T> read(Class<T> type, Opening aside) throws IOException {
        return switch (this) {
            case Inline(var json) -> Optional.of(Json.readTrusted(json, type));
            case Aside there -> {
                try (var json = aside.open()) {
                    yield Optional.of(Json.readTrusted(json, type));
                }
            }
            case Gone gone -> Optional.empty();
            case None none -> Optional.empty();
        };
    }

    record Inline(String json) implements Result {}

    /** @param length of the text, in bytes of UTF-8 */
    record Aside(int length) implements Result {}

    /** There was one; its time is over. */
    record Gone() implements Result {}

    /** The job has not succeeded, or came to nothing. */
    record None() implements Result {}
}
