package io.penstock.standalone.path;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.catalog.json.Json;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import org.awaitility.Awaitility;
import tools.jackson.databind.JsonNode;

/** A client, as anybody would write it. */
final class ApiClient {

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final HttpClient client = HttpClient.newHttpClient();
    private final String url;
    private final String key;

    ApiClient(String url, String key) {
        this.url = url;
        this.key = key;
    }

    /** Submits a probe and returns its id. */
    String probe(String payload) {
        return submit("{\"kind\": \"probe\", \"payload\": %s}".formatted(payload));
    }

    String submit(String body) {
        var response = post("/v1/jobs", body);
        assertThat(response.statusCode()).as(response.body()).isEqualTo(202);
        return json(response).get("id").asString();
    }

    JsonNode job(String id) {
        return json(get("/v1/jobs/" + id));
    }

    String state(String id) {
        return job(id).get("state").asString();
    }

    JsonNode result(String id) {
        return json(get("/v1/jobs/" + id + "/result"));
    }

    JsonNode await(String id, String state) {
        Awaitility.await(id + " is " + state)
                .atMost(PATIENCE)
                .pollInterval(Duration.ofMillis(20))
                .until(() -> state(id).equals(state));
        return job(id);
    }

    HttpResponse<String> get(String path) {
        return send(request(path).build());
    }

    HttpResponse<String> post(String path, String body) {
        return send(request(path).POST(BodyPublishers.ofString(body)).build());
    }

    HttpResponse<String> put(String path, String body) {
        return send(request(path).PUT(BodyPublishers.ofString(body)).build());
    }

    HttpResponse<String> delete(String path) {
        return send(request(path).DELETE().build());
    }

    HttpResponse<String> post(String path, String body, String idempotencyKey) {
        return send(request(path)
                .header("Idempotency-Key", idempotencyKey)
                .POST(BodyPublishers.ofString(body))
                .build());
    }

    /** Stores an artifact and returns its id. */
    String upload(String name, byte[] content) {
        var boundary = "a-boundary-of-4711";
        var head = "--%s\r\nContent-Disposition: form-data; name=\"file\"; filename=\"%s\"\r\n\r\n"
                .formatted(boundary, name);
        var response = send(bare("/v1/artifacts")
                .header("Content-Type", "multipart/form-data; boundary=" + boundary)
                .POST(BodyPublishers.concat(
                        BodyPublishers.ofString(head),
                        BodyPublishers.ofByteArray(content),
                        BodyPublishers.ofString("\r\n--%s--\r\n".formatted(boundary))))
                .build());
        assertThat(response.statusCode()).as(response.body()).isEqualTo(201);
        return json(response).get("id").asString();
    }

    /** A batch, an item in each line. */
    HttpResponse<String> stream(String lines, String idempotencyKey) {
        return stream(BodyPublishers.ofString(lines), idempotencyKey);
    }

    HttpResponse<String> stream(BodyPublisher lines, String idempotencyKey) {
        return stream("", lines, idempotencyKey);
    }

    HttpResponse<String> stream(String query, BodyPublisher lines, String idempotencyKey) {
        return send(bare("/v1/batches" + query)
                .header("Content-Type", "application/x-ndjson")
                .header("Idempotency-Key", idempotencyKey)
                .POST(lines)
                .build());
    }

    /** A list, an item in each line. */
    List<JsonNode> lines(String path) {
        return send(bare(path).header("Accept", "application/x-ndjson").build())
                .body()
                .lines()
                .map(Json.mapper()::readTree)
                .toList();
    }

    /** Reads line by line, each as soon as it is there. */
    void follow(String path, Consumer<String> line) {
        try (var lines = client.send(bare(path).build(), BodyHandlers.ofLines()).body()) {
            lines.forEach(line);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    int port() {
        return URI.create(url).getPort();
    }

    /** What a request begins with, for those who send theirs by hand. */
    String head(String line, String... headers) {
        return "%s\r\nHost: penstock\r\nAuthorization: Bearer %s\r\n%s\r\n\r\n"
                .formatted(line, key, String.join("\r\n", headers));
    }

    static JsonNode json(HttpResponse<String> response) {
        return Json.mapper().readTree(response.body());
    }

    private HttpRequest.Builder request(String path) {
        return bare(path).header("Content-Type", "application/json");
    }

    private HttpRequest.Builder bare(String path) {
        return HttpRequest.newBuilder(URI.create(url + path)).header("Authorization", "Bearer " + key);
    }

    private HttpResponse<String> send(HttpRequest request) {
        try {
            return client.send(request, BodyHandlers.ofString());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
