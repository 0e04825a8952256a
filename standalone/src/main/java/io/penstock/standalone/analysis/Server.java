package io.penstock.standalone.analysis;

import io.penstock.catalog.json.Json;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandler;
import java.net.http.HttpResponse.BodySubscribers;
import java.net.http.HttpTimeoutException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.UUID;
import java.util.function.LongConsumer;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/** A Penstock that is called over HTTP. What fails for a moment is tried again for a while. */
public final class Server {

    private static final Duration CONNECT = Duration.ofSeconds(10);
    private static final Duration ANSWER = Duration.ofSeconds(90);
    private static final long SLOWEST_UPLOAD = 50_000;
    private static final Duration FIRST_DELAY = Duration.ofMillis(250);
    private static final Duration LONGEST_DELAY = Duration.ofSeconds(5);
    private static final String TYPE = "Content-Type";

    private final HttpClient client = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(CONNECT)
            .build();

    private final String url;
    private final String key;
    private final Duration patience;
    private final Progress progress;

    /** @param patience for how long one waits for a server that does not answer */
    public Server(String url, String key, Duration patience, Progress progress) {
        this.url = url.replaceAll("/+$", "");
        this.key = key;
        this.patience = patience;
        this.progress = progress;
    }

    String url() {
        return url;
    }

    JsonNode get(String path, Stop stop) throws Refused, Unreachable, Stop.Asked, InterruptedException {
        return json(call(request(path).timeout(ANSWER), text(), stop));
    }

    /** @param idempotencyKey by which the server knows what it was sent before */
    JsonNode post(String path, String body, String idempotencyKey, Stop stop)
            throws Refused, Unreachable, Stop.Asked, InterruptedException {
        var request = request(path)
                .timeout(ANSWER)
                .header(TYPE, "application/json")
                .header("Idempotency-Key", idempotencyKey)
                .POST(BodyPublishers.ofString(body));
        return json(call(request, text(), stop));
    }

    void delete(String path, Stop stop) throws Refused, Unreachable, Stop.Asked, InterruptedException {
        call(request(path).timeout(ANSWER).DELETE(), text(), stop);
    }

    void download(String path, Path to, Stop stop) throws Refused, Unreachable, Stop.Asked, InterruptedException {
        BodyHandler<String> handler = info -> info.statusCode() == 200
                ? BodySubscribers.mapping(
                        BodySubscribers.ofFile(to, StandardOpenOption.WRITE, StandardOpenOption.TRUNCATE_EXISTING),
                        Path::toString)
                : text().apply(info);
        call(request(path).timeout(ANSWER), handler, stop);
    }

    /** @param sent is told of how many bytes of the file are on their way */
    JsonNode upload(Upload upload, Duration keepFor, LongConsumer sent, Stop stop)
            throws Refused, Unreachable, Stop.Asked, InterruptedException {
        var boundary = "penstock-" + UUID.randomUUID();
        var head = field(boundary, "sha256", upload.sha256())
                + field(boundary, "keep_for", keepFor.toString())
                + "--%s\r\nContent-Disposition: form-data; name=\"file\"; filename=\"source.zip\"\r\nContent-Type: application/zip\r\n\r\n"
                        .formatted(boundary);
        var body = BodyPublishers.concat(
                BodyPublishers.ofString(head),
                file(upload, sent, stop),
                BodyPublishers.ofString("\r\n--%s--\r\n".formatted(boundary)));
        var request = request("/v1/artifacts")
                .timeout(ANSWER.plusSeconds(upload.bytes() / SLOWEST_UPLOAD))
                .header(TYPE, "multipart/form-data; boundary=" + boundary)
                .POST(body);
        return json(call(request, text(), stop));
    }

    private static String field(String boundary, String name, String value) {
        return "--%s\r\nContent-Disposition: form-data; name=\"%s\"\r\n\r\n%s\r\n".formatted(boundary, name, value);
    }

    private static BodyPublisher file(Upload upload, LongConsumer sent, Stop stop) {
        return BodyPublishers.fromPublisher(
                BodyPublishers.ofInputStream(() -> {
                    try {
                        return new Sending(Files.newInputStream(upload.zip()), sent, stop);
                    } catch (IOException e) {
                        throw new UncheckedIOException(e);
                    }
                }),
                upload.bytes());
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create(url + path)).header("Authorization", "Bearer " + key);
    }

    private static BodyHandler<String> text() {
        return HttpResponse.BodyHandlers.ofString(StandardCharsets.UTF_8);
    }

    private HttpResponse<String> call(HttpRequest.Builder request, BodyHandler<String> handler, Stop stop)
            throws Refused, Unreachable, Stop.Asked, InterruptedException {
        long began = System.nanoTime();
        var delay = FIRST_DELAY;
        while (true) {
            String trouble;
            try {
                var response = client.send(request.build(), handler);
                if (response.statusCode() < 300) {
                    return response;
                }
                trouble = trouble(response);
                if (!isPassing(response.statusCode())) {
                    throw new Refused(trouble);
                }
            } catch (IOException e) {
                stop.check();
                trouble = trouble(e);
            }
            if (System.nanoTime() - began >= patience.toNanos()) {
                throw new Unreachable("The server at %s does not answer as it should: %s".formatted(url, trouble));
            }
            progress.tell("Waiting for the server at %s: %s".formatted(url, trouble));
            stop.await(delay);
            delay = delay.multipliedBy(2).compareTo(LONGEST_DELAY) < 0 ? delay.multipliedBy(2) : LONGEST_DELAY;
        }
    }

    private static boolean isPassing(int status) {
        return status == 429 || status >= 500;
    }

    private static String trouble(IOException e) {
        return switch (e) {
            case ConnectException refused -> "no connection.";
            case HttpTimeoutException late -> "no answer in time.";
            default -> "the connection broke.";
        };
    }

    /** What its problem document says, which is written for people. */
    private static String trouble(HttpResponse<String> response) {
        try {
            var problem = Json.readTrusted(response.body(), JsonNode.class);
            var said = new StringBuilder(Shown.text(problem.path("detail").asString("")));
            if (problem.path("errors").size() > 1) {
                problem.path("errors")
                        .forEach(error -> said.append("\n  ")
                                .append(Shown.text(error.path("pointer").asString("")))
                                .append(' ')
                                .append(Shown.text(error.path("detail").asString(""))));
            }
            if (!said.isEmpty()) {
                return said.toString();
            }
        } catch (JacksonException e) {
            // told below
        }
        return "it answered %d, and not as a Penstock does.".formatted(response.statusCode());
    }

    private static JsonNode json(HttpResponse<String> response) throws Refused {
        try {
            return Json.readTrusted(response.body(), JsonNode.class);
        } catch (JacksonException e) {
            throw new Refused("What answers at that address is no Penstock.");
        }
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
