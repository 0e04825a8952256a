package io.penstock.worker.email;

import io.penstock.catalog.email.BulkMail.Recipient;
import io.penstock.catalog.json.Json;
import io.penstock.catalog.json.Read;
import io.penstock.catalog.json.Violation;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectReader;
import tools.jackson.dataformat.csv.CsvMapper;
import tools.jackson.dataformat.csv.CsvReadFeature;
import tools.jackson.dataformat.csv.CsvSchema;

/** A file of recipients, read line by line: CSV when its first line is a header, JSON otherwise. */
final class RecipientFile implements Rows {

    private static final int LONGEST_LINE = 1 << 16;
    private static final String EMAIL = "email";
    private static final String NAME = "name";
    private static final CsvMapper CSV = CsvMapper.builder()
            .enable(CsvReadFeature.TRIM_SPACES)
            .disable(CsvReadFeature.ALLOW_TRAILING_COMMA)
            .enable(CsvReadFeature.FAIL_ON_MISSING_COLUMNS)
            .build();

    private final InputStream content;
    private @Nullable ObjectReader columns;
    private int line;
    private boolean ended;

    RecipientFile(InputStream content) {
        this.content = new BufferedInputStream(content, LONGEST_LINE);
    }

    /** The next one that is not blank; nothing at the end. */
    @Override
    public @Nullable Row next() throws IOException {
        while (!ended) {
            var bytes = read();
            if (bytes == null) {
                return null;
            }
            line++;
            if (bytes.length > LONGEST_LINE) {
                return wrong("has more than " + LONGEST_LINE + " bytes");
            }
            var text = text(bytes);
            if (text == null) {
                return wrong("is not UTF-8");
            }
            if (line == 1 && !text.startsWith("{")) {
                var wrong = readHeader(text);
                if (wrong != null) {
                    ended = true;
                    return wrong;
                }
            } else if (!text.isEmpty()) {
                return new Row(line, columns == null ? json(text) : row(columns, text));
            }
        }
        return null;
    }

    /** One more byte than a line may have tells that it is too long; the rest of it is skipped. */
    private byte @Nullable [] read() throws IOException {
        var bytes = new ByteArrayOutputStream();
        int next = content.read();
        if (next < 0) {
            return null;
        }
        for (; next >= 0 && next != '\n'; next = content.read()) {
            if (bytes.size() <= LONGEST_LINE) {
                bytes.write(next);
            }
        }
        return bytes.toByteArray();
    }

    private @Nullable String text(byte[] bytes) {
        try {
            var text = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
            return (line == 1 && text.startsWith("\uFEFF") ? text.substring(1) : text).strip();
        } catch (CharacterCodingException e) {
            return null;
        }
    }

    private @Nullable Row readHeader(String text) {
        try (var fields = CSV.readerForListOf(String.class)
                .with(CsvReadFeature.WRAP_AS_ARRAY)
                .<List<String>>readValues(text)) {
            var names = fields.next().stream()
                    .map(name -> name.toLowerCase(Locale.ROOT).equals(EMAIL) ? EMAIL : name)
                    .toList();
            if (!names.contains(EMAIL)) {
                return wrong("must be a header with commas between and a column email, or a JSON object");
            }
            if (names.stream().distinct().count() < names.size()) {
                return wrong("has a column twice");
            }
            var schema = CsvSchema.builder();
            names.forEach(schema::addColumn);
            columns = CSV.readerForMapOf(String.class).with(schema.build());
            return null;
        } catch (JacksonException e) {
            return wrong("is not CSV");
        }
    }

    private Read<Recipient> row(ObjectReader columns, String text) {
        try {
            return Json.read(recipient(columns.readValue(text)), Recipient.class);
        } catch (JacksonException e) {
            return invalid("is not a row of CSV with the columns of the header");
        }
    }

    /** Columns of other names are variables. A cell in which nothing stands says nothing. */
    private static JsonNode recipient(Map<String, String> row) {
        var recipient = Json.mapper().createObjectNode();
        var variables = recipient.putObject("variables");
        row.forEach((column, value) -> {
            if (!value.isEmpty()) {
                (column.equals(EMAIL) || column.equals(NAME) ? recipient : variables).put(column, value);
            }
        });
        return recipient;
    }

    private static Read<Recipient> json(String text) {
        return Json.read(text.getBytes(StandardCharsets.UTF_8), Recipient.class);
    }

    @Override
    public void close() throws IOException {
        content.close();
    }

    private Row wrong(String rule) {
        return new Row(line, invalid(rule));
    }

    private static Read<Recipient> invalid(String rule) {
        return new Read.Invalid<>(List.of(new Violation("", rule)));
    }
}
