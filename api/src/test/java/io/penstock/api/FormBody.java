package io.penstock.api;

import java.io.ByteArrayOutputStream;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** A form as a browser or curl sends it. */
final class FormBody {

    private static final String BOUNDARY = "----a-boundary-of-4711";

    private final ByteArrayOutputStream parts = new ByteArrayOutputStream();

    FormBody field(String name, String value) {
        return part("name=\"" + name + "\"", null, value.getBytes(StandardCharsets.UTF_8));
    }

    FormBody file(String filename, String type, byte[] content) {
        return part("name=\"file\"; filename=\"" + filename + "\"", type, content);
    }

    FormBody file(String filename, String type, String content) {
        return file(filename, type, content.getBytes(StandardCharsets.UTF_8));
    }

    private FormBody part(String disposition, @Nullable String type, byte[] content) {
        text("--" + BOUNDARY + "\r\nContent-Disposition: form-data; " + disposition + "\r\n");
        text(type == null ? "\r\n" : "Content-Type: " + type + "\r\n\r\n");
        parts.writeBytes(content);
        text("\r\n");
        return this;
    }

    private void text(String text) {
        parts.writeBytes(text.getBytes(StandardCharsets.UTF_8));
    }

    Answer send(TestClient client) {
        text("--" + BOUNDARY + "--\r\n");
        return sendCut(client);
    }

    /** Without its end. */
    Answer sendCut(TestClient client) {
        return client.send(to(client));
    }

    private HttpRequest.Builder to(TestClient client) {
        return client.request("/v1/artifacts")
                .header("Content-Type", "multipart/form-data; boundary=" + BOUNDARY)
                .POST(BodyPublishers.ofByteArray(parts.toByteArray()));
    }
}
