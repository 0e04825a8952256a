package io.penstock.catalog.json;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.function.Function;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.databind.DeserializationContext;
import tools.jackson.databind.deser.std.StdScalarDeserializer;
import tools.jackson.databind.exc.MismatchedInputException;
import tools.jackson.databind.module.SimpleModule;

/** Times and durations are text. Left to itself Jackson takes numbers too, and the sender cannot know in which unit. */
final class TimeText<T> extends StdScalarDeserializer<T> {

    private final Function<String, T> parse;

    private TimeText(Class<T> type, Function<String, T> parse) {
        super(type);
        this.parse = parse;
    }

    static SimpleModule module() {
        return new SimpleModule("times")
                .addDeserializer(Instant.class, new TimeText<>(Instant.class, TimeText::instant))
                .addDeserializer(Duration.class, new TimeText<>(Duration.class, Duration::parse));
    }

    private static Instant instant(String text) {
        return Rfc3339.parse(text).orElseThrow(() -> new DateTimeException("is not in RFC 3339"));
    }

    @Override
    public T deserialize(JsonParser json, DeserializationContext context) {
        if (!json.hasToken(JsonToken.VALUE_STRING)) {
            throw MismatchedInputException.from(json, handledType(), "is not text");
        }
        try {
            return parse.apply(json.getString());
        } catch (DateTimeException e) {
            throw MismatchedInputException.from(json, handledType(), "has the wrong form");
        }
    }
}
