package io.penstock.client.command;

import io.penstock.client.server.Refused;
import io.penstock.client.terminal.Spans;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import org.jspecify.annotations.Nullable;

/** Moments as they are typed: by the calendar, or so far from now. */
final class Times {

    static final String PAST = "2030-01-31T08:00:00Z, or 2h for two hours ago";
    static final String FUTURE = "2030-01-31T08:00:00Z, or 2h for in two hours";

    private Times() {}

    static @Nullable String past(@Nullable String text, Session session) throws Refused {
        return moment(text, session, -1);
    }

    static @Nullable String future(@Nullable String text, Session session) throws Refused {
        return moment(text, session, 1);
    }

    private static @Nullable String moment(@Nullable String text, Session session, int direction) throws Refused {
        if (text == null) {
            return null;
        }
        try {
            return OffsetDateTime.parse(text).toInstant().toString();
        } catch (DateTimeParseException e) {
            return fromNow(text, session.screen().now(), direction);
        }
    }

    private static String fromNow(String text, Instant now, int direction) throws Refused {
        try {
            Duration span = Spans.parse(text);
            return now.plus(span.multipliedBy(direction)).toString();
        } catch (IllegalArgumentException e) {
            throw new Refused("%s is no time: %s.".formatted(text, direction < 0 ? PAST : FUTURE));
        }
    }
}
