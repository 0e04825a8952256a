package io.penstock.client.server;

import io.penstock.client.terminal.Stop;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.UUID;
import java.util.function.LongConsumer;

/**
 * A zip that is sent as an artifact.
 *
 * @param bytes of the file
 */
public record FileForm(Path zip, long bytes, Map<String, String> fields) {

    public FileForm {
        fields = Map.copyOf(fields);
    }

    String boundary() {
        return "penstock-" + UUID.randomUUID();
    }

    BodyPublisher body(String boundary, LongConsumer sent, Stop stop) {
        var head = new StringBuilder();
        fields.forEach((name, value) -> head.append(field(boundary, name, value)));
        head.append(
                "--%s\r\nContent-Disposition: form-data; name=\"file\"; filename=\"source.zip\"\r\nContent-Type: application/zip\r\n\r\n"
                        .formatted(boundary));
        return BodyPublishers.concat(
                BodyPublishers.ofString(head.toString()),
                file(sent, stop),
                BodyPublishers.ofString("\r\n--%s--\r\n".formatted(boundary)));
    }

    private static String field(String boundary, String name, String value) {
        return "--%s\r\nContent-Disposition: form-data; name=\"%s\"\r\n\r\n%s\r\n".formatted(boundary, name, value);
    }

    private BodyPublisher file(LongConsumer sent, Stop stop) {
        return BodyPublishers.fromPublisher(
                BodyPublishers.ofInputStream(() -> {
                    try {
                        return new Sending(Files.newInputStream(zip), sent, stop);
                    } catch (IOException e) {
                        throw new UncheckedIOException(e);
                    }
                }),
                bytes);
    }

    /** Counts what is read, and breaks off when the user wants that. */
    private static final class Sending extends FilterInputStream {

        private final LongConsumer sent;
        private final Stop stop;
        private long bytes;

        Sending(InputStream in, LongConsumer sent, Stop stop) {
            super(in);
            this.sent = sent;
            this.stop = stop;
        }

        @Override
        public int read(byte[] into, int offset, int length) throws IOException {
            if (stop.isAsked()) {
                throw new IOException("stopped");
            }
            int read = super.read(into, offset, length);
            bytes += Math.max(0, read);
            sent.accept(bytes);
            return read;
        }
    }
}
