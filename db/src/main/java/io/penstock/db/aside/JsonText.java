package io.penstock.db.aside;

import io.penstock.catalog.json.Json;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** A payload or a result on its way to the database: a short one as it is, a long one compressed. */
public sealed interface JsonText {

    /** The longest text, in bytes of UTF-8, that stays in its job's row. */
    int LONGEST_INLINE = 256 << 10;

    /** How much memory it takes, about. */
    int weight();

    record Inline(String json) implements JsonText {

        @Override
        public int weight() {
            return json.length();
        }
    }

    /** @param length of the text, in bytes of UTF-8 */
    record Aside(Blocks compressed, int length) implements JsonText {

        @Override
        public int weight() {
            return compressed.length();
        }

        /** The text itself. */
        public InputStream open() {
            return Zstd.decompressed(compressed.open());
        }
    }

    /** The value as JSON, or nothing when that is longer than what is stored. */
    static Optional<JsonText> write(Object value) {
        var writer = new TextWriter();
        Json.write(value, writer);
        return writer.text();
    }

    /** JSON of our own making. */
    static JsonText of(String json) {
        if (json.length() <= LONGEST_INLINE / 3) {
            return new Inline(json);
        }
        var writer = new TextWriter();
        var bytes = json.getBytes(StandardCharsets.UTF_8);
        writer.write(bytes, 0, bytes.length);
        return writer.text()
                .orElseThrow(() -> new IllegalArgumentException("A text has at most " + Json.LONGEST + " bytes"));
    }
}
