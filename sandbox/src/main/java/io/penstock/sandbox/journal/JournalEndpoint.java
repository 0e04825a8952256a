package io.penstock.sandbox.journal;

import io.penstock.sandbox.server.Answer;
import io.penstock.sandbox.server.Caller;
import io.penstock.sandbox.server.Handler;
import java.io.IOException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Shows and clears the journal over HTTP. */
public final class JournalEndpoint implements Handler {

    private static final int PAGE = 1_000;

    private final Journal journal;

    public JournalEndpoint(Journal journal) {
        this.journal = journal;
    }

    /** What is shown of the journal at once; ask for more after the last one's number. */
    private record Page(List<Entry> entries, long dropped) {}

    @Override
    public void handle(Caller caller) throws IOException {
        caller.send(
                switch (caller.method()) {
                    case "GET" -> show(caller);
                    case "DELETE" -> {
                        journal.clear();
                        yield Answer.empty(204);
                    }
                    default -> Answer.of(405, Map.of("detail", "GET and DELETE are answered here."));
                });
    }

    private Answer show(Caller caller) {
        try {
            var entries = journal.entries(new Query(
                    caller.query("provider"),
                    caller.query("model"),
                    time(caller.query("since")),
                    number(caller.query("after"), 0),
                    Math.toIntExact(number(caller.query("limit"), PAGE))));
            return Answer.of(200, new Page(entries, journal.dropped()));
        } catch (DateTimeParseException | ArithmeticException | NumberFormatException e) {
            return Answer.of(400, Map.of("detail", "since is a time in RFC 3339; after and limit are whole numbers."));
        }
    }

    private static @Nullable Instant time(@Nullable String text) {
        return text == null ? null : OffsetDateTime.parse(text).toInstant();
    }

    private static long number(@Nullable String text, long otherwise) {
        return text == null ? otherwise : Long.parseUnsignedLong(text);
    }
}
