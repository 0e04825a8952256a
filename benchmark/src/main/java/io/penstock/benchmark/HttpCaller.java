package io.penstock.benchmark;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.util.stream.Stream;

/** A client of the API. */
final class HttpCaller {

    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final String url;
    private final String key;

    HttpCaller(String url, String key) {
        this.url = url;
        this.key = key;
    }

    HttpResponse<String> post(String path, String body) throws IOException, InterruptedException {
        return expect(
                202,
                client.send(
                        request(path)
                                .header("Content-Type", "application/json")
                                .POST(BodyPublishers.ofString(body))
                                .build(),
                        BodyHandlers.ofString()));
    }

    /** Sends these lines while they are made. */
    HttpResponse<String> stream(String path, Iterable<byte[]> lines) throws IOException, InterruptedException {
        return expect(
                202,
                client.send(
                        request(path)
                                .header("Content-Type", "application/x-ndjson")
                                .POST(BodyPublishers.ofByteArrays(lines))
                                .build(),
                        BodyHandlers.ofString()));
    }

    /** This file as a form. */
    HttpResponse<String> upload(String path, Path file) throws IOException, InterruptedException {
        var head = "--part\r\nContent-Disposition: form-data; name=\"file\"; filename=\"%s\"\r\n\r\n"
                .formatted(file.getFileName());
        return expect(
                201,
                client.send(
                        request(path)
                                .header("Content-Type", "multipart/form-data; boundary=part")
                                .POST(BodyPublishers.concat(
                                        BodyPublishers.ofString(head),
                                        BodyPublishers.ofFile(file),
                                        BodyPublishers.ofString("\r\n--part--\r\n")))
                                .build(),
                        BodyHandlers.ofString()));
    }

    HttpResponse<String> get(String path) throws IOException, InterruptedException {
        return client.send(request(path).build(), BodyHandlers.ofString());
    }

    /** Each as soon as it comes. */
    Stream<String> lines(String path) throws IOException, InterruptedException {
        return client.send(request(path).build(), BodyHandlers.ofLines()).body();
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create(url + path)).header("Authorization", "Bearer " + key);
    }

    private static HttpResponse<String> expect(int status, HttpResponse<String> response) {
        if (response.statusCode() != status) {
            throw new IllegalStateException(
                    "Expected %d, got %d: %s".formatted(status, response.statusCode(), response.body()));
        }
        return response;
    }
}
