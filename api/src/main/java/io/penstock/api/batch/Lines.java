package io.penstock.api.batch;

import io.penstock.catalog.json.Sha256;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.security.MessageDigest;
import org.jspecify.annotations.Nullable;

/** The lines of a stream, one at a time. Of one that is too long, nothing is kept but its hash. */
final class Lines {

    private final InputStream in;
    private final int longest;
    private final byte[] buffer = new byte[1 << 16];
    private int at;
    private int end;
    private int nr;

    Lines(InputStream in, int longest) {
        this.in = in;
        this.longest = longest;
    }

    /** Numbered from 1, the empty ones counted. */
    sealed interface Line {

        int nr();

        @SuppressWarnings("ArrayRecordComponent")
        record Text(int nr, byte[] bytes) implements Line {}

        @SuppressWarnings("ArrayRecordComponent")
        record TooLong(int nr, byte[] hash) implements Line {}
    }

    /** The next line that is not empty; nothing at the end. */
    @Nullable
    Line next() throws IOException {
        while (at < end || fill()) {
            var line = line();
            if (!(line instanceof Line.Text text) || !isBlank(text.bytes)) {
                return line;
            }
        }
        return null;
    }

    private Line line() throws IOException {
        nr++;
        var text = new ByteArrayOutputStream(256);
        @Nullable MessageDigest hash = null;
        boolean more = true;
        while (more) {
            int stop = newline();
            if (hash == null && text.size() + stop - at > longest) {
                hash = Sha256.begin();
                hash.update(text.toByteArray());
                text.reset();
            }
            if (hash == null) {
                text.write(buffer, at, stop - at);
            } else {
                hash.update(buffer, at, stop - at);
            }
            at = stop + 1;
            more = stop == end && fill();
        }
        return hash == null ? new Line.Text(nr, text.toByteArray()) : new Line.TooLong(nr, hash.digest());
    }

    /** Where the line ends, or what there is of it. */
    private int newline() {
        int stop = at;
        while (stop < end && buffer[stop] != '\n') {
            stop++;
        }
        return stop;
    }

    private boolean fill() throws IOException {
        at = 0;
        end = Math.max(0, in.read(buffer));
        return end > 0;
    }

    private static boolean isBlank(byte[] line) {
        for (var b : line) {
            if (b != ' ' && b != '\t' && b != '\r') {
                return false;
            }
        }
        return true;
    }
}
