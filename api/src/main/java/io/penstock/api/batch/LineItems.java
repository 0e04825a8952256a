package io.penstock.api.batch;

import io.penstock.api.batch.Lines.Line;
import io.penstock.api.problem.Refusal;
import io.penstock.api.submit.LongBody;
import io.penstock.catalog.json.Json;
import io.penstock.catalog.json.Read;
import io.penstock.catalog.json.Sha256;
import io.penstock.db.aside.JsonText;
import io.penstock.db.aside.Room;
import io.penstock.db.batch.NewItem;
import io.penstock.db.request.ItemRequests;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** Items that come as lines. A long one is read only while there is room for it, and has it until it is stored. */
final class LineItems implements ItemSource {

    /** What others have may come free: the lines before this one are being stored meanwhile. */
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private final Lines lines;
    private final int longest;
    private final Room room;
    private final Reader reader;
    private final Deque<Held> held = new ArrayDeque<>();

    /** Makes an item of what a line says. */
    interface Reader {
        NewItem item(int nr, JsonNode json);
    }

    private record Held(int nr, Room.Share share) {}

    LineItems(InputStream body, int longest, Room room, Reader reader) {
        this.lines = new Lines(body, Math.min(longest, JsonText.LONGEST_INLINE));
        this.longest = longest;
        this.room = room;
        this.reader = reader;
    }

    @Override
    public @Nullable NewItem next() throws IOException {
        try {
            return switch (lines.next()) {
                case null -> null;
                case Line.Brief line -> item(line);
                case Line.Lengthy line -> item(line);
            };
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
    }

    private NewItem item(Line.Brief line) {
        return switch (Json.read(line.bytes())) {
            case Read.Valid<JsonNode> valid -> reader.item(line.nr(), valid.value());
            case Read.Invalid<JsonNode> broken ->
                ItemRequests.invalid(line.nr(), Sha256.begin().digest(line.bytes()), broken.violations());
        };
    }

    private NewItem item(Line.Lengthy line) {
        var share = roomFor(line);
        try {
            var text = new LongBody(line.text(), share, JsonText.LONGEST_INLINE, longest, PATIENCE);
            return switch (Json.read(text, text::tellPieces)) {
                case Read.Valid<JsonNode> valid -> reader.item(line.nr(), valid.value());
                case Read.Invalid<JsonNode> broken ->
                    ItemRequests.invalid(line.nr(), line.text().end(), broken.violations());
            };
        } catch (Refusal refusal) {
            var tooLarge = refusal.problem().errors();
            if (refusal.problem().retryable() || tooLarge == null) {
                throw refusal;
            }
            return ItemRequests.invalid(line.nr(), line.text().end(), tooLarge);
        }
    }

    private Room.Share roomFor(Line.Lengthy line) {
        try {
            var share = room.tryTake(JsonText.LONGEST_INLINE, PATIENCE).orElseThrow(LongBody::noRoom);
            synchronized (held) {
                held.add(new Held(line.nr(), share));
            }
            return share;
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void done(int nr) {
        synchronized (held) {
            while (!held.isEmpty() && held.getFirst().nr <= nr) {
                held.removeFirst().share.close();
            }
        }
    }

    @Override
    public void close() {
        done(Integer.MAX_VALUE);
    }
}
