package io.penstock.api;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Whoever calls the API over HTTP. */
record TestClient(int port, int tenant, @Nullable String authorization) {

    private static final HttpClient HTTP =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    Answer get(String path) {
        return send(request(path));
    }

    Answer post(String path, String json) {
        return send(request(path).header("Content-Type", "application/json").POST(BodyPublishers.ofString(json)));
    }

    Answer submit(String json) {
        return post("/v1/jobs", json);
    }

    Answer submit(String json, String idempotencyKey) {
        return send(request("/v1/jobs")
                .header("Content-Type", "application/json")
                .header("Idempotency-Key", idempotencyKey)
                .POST(BodyPublishers.ofString(json)));
    }

    /** Submits a job that does nothing; returns its id. */
    String submitted() {
        return submit("""
                {"kind": "probe", "payload": {}}""").text("/id");
    }

    /** A batch, an item in each line. */
    Answer stream(String lines) {
        return send(lines("", lines));
    }

    Answer stream(String lines, String idempotencyKey) {
        return send(lines("", lines).header("Idempotency-Key", idempotencyKey));
    }

    HttpRequest.Builder lines(String query, String lines) {
        return request("/v1/batches" + query)
                .header("Content-Type", "application/x-ndjson")
                .POST(BodyPublishers.ofString(lines));
    }

    Answer cancel(String id) {
        return send(request("/v1/jobs/" + id + "/cancel").POST(BodyPublishers.noBody()));
    }

    TestClient with(@Nullable String authorization) {
        return new TestClient(port, tenant, authorization);
    }

    /** A GET unless made something else. */
    HttpRequest.Builder request(String path) {
        var request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                .timeout(Duration.ofSeconds(30));
        return authorization == null ? request : request.header("Authorization", authorization);
    }

    /** Begins to read an answer that may go on for long. */
    HttpResponse<InputStream> open(HttpRequest.Builder request) {
        try {
            return HTTP.send(request.build(), BodyHandlers.ofInputStream());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    Answer send(HttpRequest.Builder request) {
        try {
            var response = HTTP.send(request.build(), BodyHandlers.ofString());
            return new Answer(response.statusCode(), response.headers(), response.body());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
