package io.penstock.db.aside;

import static io.penstock.db.aside.JsonText.LONGEST_INLINE;

import io.penstock.catalog.json.Json;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Takes a text in UTF-8. When it turns out long it is compressed from there on, and when too long it is thrown away. */
final class TextWriter extends OutputStream {

    private byte[] start = new byte[512];
    private int length;
    private @Nullable Blocks compressed;
    private @Nullable OutputStream compressor;

    @Override
    public void write(int b) {
        write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int count) {
        if (length > Json.LONGEST) {
            return;
        }
        int longer = length + count;
        if (longer > Json.LONGEST) {
            drop();
        } else if (longer <= LONGEST_INLINE) {
            keep(bytes, offset, count);
        } else {
            compress(bytes, offset, count);
        }
        length = longer;
    }

    private void keep(byte[] bytes, int offset, int count) {
        if (length + count > start.length) {
            start = Arrays.copyOf(start, Math.max(length + count, Math.min(2 * start.length, LONGEST_INLINE)));
        }
        System.arraycopy(bytes, offset, start, length, count);
    }

    private void compress(byte[] bytes, int offset, int count) {
        try {
            var to = compressor;
            if (to == null) {
                compressed = new Blocks();
                to = Zstd.compressed(compressed);
                to.write(start, 0, length);
                compressor = to;
                start = new byte[0];
            }
            to.write(bytes, offset, count);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void drop() {
        finish();
        start = new byte[0];
        compressed = null;
    }

    private void finish() {
        try {
            if (compressor != null) {
                compressor.close();
                compressor = null;
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    Optional<JsonText> text() {
        if (length > Json.LONGEST) {
            return Optional.empty();
        }
        finish();
        return Optional.of(
                compressed == null
                        ? new JsonText.Inline(new String(start, 0, length, StandardCharsets.UTF_8))
                        : new JsonText.Aside(compressed, length));
    }
}
