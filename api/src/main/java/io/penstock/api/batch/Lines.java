package io.penstock.api.batch;

import io.penstock.api.submit.InBulk;
import io.penstock.catalog.json.Sha256;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.security.MessageDigest;
import org.jspecify.annotations.Nullable;

/** The lines of a stream, one at a time. A long one is not held: it is read while it comes, to its end, before the next is asked for. */
final class Lines {

    private final InputStream in;
    private final int longest;
    private final byte[] buffer = new byte[1 << 16];
    private int at;
    private int end;
    private int nr;

    /** @param longest how many bytes of a line are held */
    Lines(InputStream in, int longest) {
        this.in = in;
        this.longest = longest;
    }

    /** Numbered from 1, the empty ones counted. */
    sealed interface Line {

        int nr();

        @SuppressWarnings("ArrayRecordComponent")
        record Brief(int nr, byte[] bytes) implements Line {}

        record Lengthy(int nr, Text text) implements Line {}
    }

    /** The next line that is not empty; nothing at the end. */
    @Nullable
    Line next() throws IOException {
        while (at < end || fill()) {
            var line = line();
            if (!(line instanceof Line.Brief text) || !isBlank(text.bytes)) {
                return line;
            }
        }
        return null;
    }

    private Line line() throws IOException {
        nr++;
        var text = new ByteArrayOutputStream(256);
        boolean more = true;
        while (more) {
            int stop = newline(end);
            if (text.size() + stop - at > longest) {
                return new Line.Lengthy(nr, new Text(text.toByteArray()));
            }
            text.write(buffer, at, stop - at);
            at = stop + 1;
            more = stop == end && fill();
        }
        return new Line.Brief(nr, text.toByteArray());
    }

    /** What a long line says. */
    final class Text extends InBulk {

        private final MessageDigest hash = Sha256.begin();
        private final ByteArrayInputStream start;
        private boolean ended;

        private Text(byte[] start) {
            this.start = new ByteArrayInputStream(start);
        }

        /** @throws UncheckedIOException so that who parses it does not take a broken connection for broken text */
        @Override
        public int read(byte[] bytes, int offset, int count) {
            try {
                int some = start.available() > 0 ? start.read(bytes, offset, count) : rest(bytes, offset, count);
                hash.update(bytes, offset, Math.max(0, some));
                return some;
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        private int rest(byte[] bytes, int offset, int count) throws IOException {
            if (ended || (at == end && !fill())) {
                return -1;
            }
            int stop = newline(Math.min(end, at + count));
            int some = stop - at;
            System.arraycopy(buffer, at, bytes, offset, some);
            ended = stop < end && buffer[stop] == '\n';
            at = ended ? stop + 1 : stop;
            return some == 0 && ended ? -1 : some;
        }

        /** Reads what nobody has read of it, and gives a hash of all of it. */
        byte[] end() {
            var sink = new byte[1 << 14];
            while (read(sink, 0, sink.length) >= 0) {}
            return hash.digest();
        }
    }

    /** Where the line ends, or what there is of it until there. */
    private int newline(int until) {
        int stop = at;
        while (stop < until && buffer[stop] != '\n') {
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
