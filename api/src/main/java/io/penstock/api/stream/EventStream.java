package io.penstock.api.stream;

import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;
import org.springframework.http.MediaType;

/**
 * An answer in the form of server-sent events. It keeps nothing: a write waits until the reader has taken what was written before, and
 * fails when that takes longer than the server's patience with a connection.
 */
final class EventStream {

    private final ServletOutputStream out;
    private final HttpServletResponse response;

    private EventStream(HttpServletResponse response) throws IOException {
        this.response = response;
        this.out = response.getOutputStream();
    }

    static EventStream begin(HttpServletResponse response) throws IOException {
        response.setContentType(MediaType.TEXT_EVENT_STREAM_VALUE);
        response.setHeader("Cache-Control", "no-store");
        // Proxies that gather answers before they pass them on must not.
        response.setHeader("X-Accel-Buffering", "no");
        return new EventStream(response);
    }

    /** @param data JSON, in one line */
    void event(String type, Object id, byte[] data) throws IOException {
        ascii("id: " + id + "\nevent: " + type + "\ndata: ");
        out.write(data);
        ascii("\n\n");
    }

    /** That the stream lives, and where the reader is. */
    void heartbeat(@Nullable Object id) throws IOException {
        ascii(id == null ? ": heartbeat\n\n" : ": heartbeat\nid: " + id + "\n\n");
    }

    void flush() throws IOException {
        response.flushBuffer();
    }

    private void ascii(String text) throws IOException {
        out.write(text.getBytes(StandardCharsets.US_ASCII));
    }
}
