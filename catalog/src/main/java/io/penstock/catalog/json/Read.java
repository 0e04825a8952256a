package io.penstock.catalog.json;

import java.util.List;

/** What came of reading a document: the value, or everything that is wrong with it. */
public sealed interface Read<T> {

    record Valid<T>(T value) implements Read<T> {}

    record Invalid<T>(List<Violation> violations) implements Read<T> {
        public Invalid {
            violations = List.copyOf(violations);
            if (violations.isEmpty()) {
                throw new IllegalArgumentException("An invalid document has at least one violation");
            }
        }

        static <T> Invalid<T> of(String pointer, String detail) {
            return new Invalid<>(List.of(new Violation(pointer, detail)));
        }
    }
}
