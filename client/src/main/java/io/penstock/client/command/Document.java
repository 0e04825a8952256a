package io.penstock.client.command;

import io.penstock.client.server.Refused;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collection;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.databind.util.RawValue;

/** What is sent: only the fields that were given. */
final class Document {

    private static final JsonMapper MAPPER = JsonMapper.shared();

    private final ObjectNode fields = MAPPER.createObjectNode();

    Document with(String name, @Nullable Object value) {
        if (value instanceof Document document) {
            if (!document.fields.isEmpty()) {
                fields.set(name, document.fields);
            }
        } else if (value instanceof Duration duration) {
            fields.put(name, duration.toString());
        } else if (value != null
                && !(value instanceof Collection<?> several && several.isEmpty())
                && !(value instanceof Map<?, ?> several && several.isEmpty())) {
            fields.set(name, MAPPER.valueToTree(value));
        }
        return this;
    }

    /**
     * JSON that stays as it was written.
     *
     * @param given a document, or a file with one, or - for what is read
     */
    Document with(String name, String option, String given, InputStream in) throws Refused {
        var text = text(option, given, in);
        try {
            MAPPER.readTree(text);
        } catch (JacksonException e) {
            var place = e.getLocation();
            throw new Refused("%s is not well-formed JSON%s."
                    .formatted(
                            option,
                            place == null
                                    ? ""
                                    : " at line %d, column %d".formatted(place.getLineNr(), place.getColumnNr())));
        }
        fields.putRawValue(name, new RawValue(text));
        return this;
    }

    private static String text(String option, String given, InputStream in) throws Refused {
        try {
            if (given.equals("-")) {
                return new String(in.readAllBytes(), StandardCharsets.UTF_8);
            }
            return given.isBlank() || given.strip().matches("(?s)[\\[{\"].*")
                    ? given
                    : Files.readString(Path.of(given));
        } catch (IOException | IllegalArgumentException e) {
            throw new Refused("%s: there is no file %s that can be read; JSON begins with {.".formatted(option, given));
        }
    }

    @Override
    public String toString() {
        return MAPPER.writeValueAsString(fields);
    }
}
