package io.penstock.worker.http;

import io.penstock.guard.Gunzip;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PushbackInputStream;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.Charset;
import java.nio.charset.CodingErrorAction;
import java.util.Locale;
import org.apache.hc.core5.http.HttpEntity;
import org.jspecify.annotations.Nullable;

/** The start of a response's body as text. */
record Body(@Nullable String text, boolean truncated) {

    private static final Body NONE = new Body(null, false);

    /** In an encoding that was not asked for by us: there is a body, but none of it can be shown. */
    private static final Body UNREADABLE = new Body(null, true);

    static Body read(@Nullable HttpEntity entity, int limit) throws IOException {
        if (entity == null) {
            return NONE;
        }
        var content = content(entity);
        if (content == null) {
            return NONE;
        }
        return switch (encoding(entity)) {
            case "", "identity" -> start(content, charset(entity), limit);
            case "gzip", "x-gzip" -> {
                try (var plain = new Gunzip(content)) {
                    yield start(plain, charset(entity), limit);
                }
            }
            default -> UNREADABLE;
        };
    }

    /** All of it, without the compression that we asked for; nothing when there is nothing. */
    static @Nullable InputStream whole(@Nullable HttpEntity entity) throws IOException {
        var content = entity == null ? null : content(entity);
        if (entity == null || content == null) {
            return null;
        }
        return switch (encoding(entity)) {
            case "gzip", "x-gzip" -> new Gunzip(content);
            default -> content;
        };
    }

    private static @Nullable InputStream content(HttpEntity entity) throws IOException {
        var content = new PushbackInputStream(new LeftOpen(entity.getContent()));
        var first = content.read();
        if (first < 0) {
            return null;
        }
        content.unread(first);
        return content;
    }

    private static Body start(InputStream content, Charset charset, int limit) throws IOException {
        var bytes = new byte[limit + 1];
        int length = content.readNBytes(bytes, 0, bytes.length);
        if (length == 0) {
            return NONE;
        }
        return length > limit
                ? new Body(decode(bytes, limit, charset, false), true)
                : new Body(decode(bytes, length, charset, true), false);
    }

    /** A cut may go through a character; unless told that the input ends there, the decoder leaves its half out. */
    private static String decode(byte[] bytes, int length, Charset charset, boolean ends) {
        var decoder = charset.newDecoder()
                .onMalformedInput(CodingErrorAction.REPLACE)
                .onUnmappableCharacter(CodingErrorAction.REPLACE);
        var text = CharBuffer.allocate((int) Math.ceil(length * (double) decoder.maxCharsPerByte()));
        decoder.decode(ByteBuffer.wrap(bytes, 0, length), text, ends);
        return text.flip().toString();
    }

    private static String encoding(HttpEntity entity) {
        var encoding = entity.getContentEncoding();
        return encoding == null ? "" : encoding.strip().toLowerCase(Locale.ROOT);
    }

    private static Charset charset(HttpEntity entity) {
        return TextType.charset(entity.getContentType());
    }

    /** The client's own streams read to the end when they are closed, be it for ever. */
    private static final class LeftOpen extends FilterInputStream {

        LeftOpen(InputStream in) {
            super(in);
        }

        @Override
        public void close() {
            // left to the connection
        }
    }
}
