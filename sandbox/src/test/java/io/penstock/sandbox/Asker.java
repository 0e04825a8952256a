package io.penstock.sandbox;

import io.penstock.catalog.json.Json;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import tools.jackson.databind.JsonNode;

/** Asks a sandbox over HTTP, without anybody's library. */
public final class Asker implements AutoCloseable {

    public static final String OPENAI = "/openai/v1/chat/completions";
    public static final String RESPONSES = "/openai/v1/responses";
    public static final String ANTHROPIC = "/anthropic/v1/messages";
    public static final String GEMINI = "/gemini/v1beta/models/gemini-2.5-flash:generateContent";
    public static final String GEMINI_STREAM = "/gemini/v1beta/models/gemini-2.5-flash:streamGenerateContent?alt=sse";

    private final HttpClient client = HttpClient.newHttpClient();
    private final String url;
    private final Map<String, String> headers = new HashMap<>(Map.of(
            "content-type",
            "application/json",
            "authorization",
            "Bearer a-secret-key",
            "x-goog-api-key",
            "a-secret-key",
            "anthropic-version",
            "2023-06-01"));

    public Asker(Sandbox sandbox) {
        this.url = sandbox.url();
    }

    /** A request that is in order, to any of the paths. */
    public static String body(String path, String prompt, boolean streamed) {
        var messages = "\"messages\": [{\"role\": \"user\", \"content\": \"%s\"}]".formatted(prompt);
        return switch (path) {
            case OPENAI -> "{\"model\": \"gpt-5\", %s, \"stream\": %s}".formatted(messages, streamed);
            case RESPONSES -> "{\"model\": \"gpt-5\", \"input\": \"%s\", \"stream\": %s}".formatted(prompt, streamed);
            case ANTHROPIC ->
                "{\"model\": \"claude-haiku-4-5\", \"max_tokens\": 1000, %s, \"stream\": %s}"
                        .formatted(messages, streamed);
            default -> "{\"contents\": [{\"parts\": [{\"text\": \"%s\"}]}]}".formatted(prompt);
        };
    }

    public HttpResponse<String> ask(String path, String prompt) {
        return post(path, body(path, prompt, false));
    }

    public HttpResponse<String> stream(String path, String prompt) {
        return post(path, body(path, prompt, true));
    }

    public HttpResponse<String> post(String path, String body) {
        return send(request(path).POST(BodyPublishers.ofString(body)).build());
    }

    public HttpResponse<String> get(String path) {
        return send(request(path).GET().build());
    }

    public HttpResponse<String> delete(String path) {
        return send(request(path).DELETE().build());
    }

    public CompletableFuture<HttpResponse<String>> begin(String path, String prompt) {
        return beginPost(path, body(path, prompt, false));
    }

    /** The same one, only that it sends that header from now on. */
    public Asker with(String header, String value) {
        headers.put(header, value);
        return this;
    }

    /** The same one, only that it no longer sends that header. */
    public Asker without(String header) {
        headers.remove(header);
        return this;
    }

    public CompletableFuture<HttpResponse<String>> beginPost(String path, String body) {
        return client.sendAsync(
                request(path).POST(BodyPublishers.ofString(body)).build(), BodyHandlers.ofString());
    }

    private HttpRequest.Builder request(String path) {
        var request = HttpRequest.newBuilder(URI.create(url + path));
        headers.forEach(request::header);
        return request;
    }

    private HttpResponse<String> send(HttpRequest request) {
        try {
            return client.send(request, BodyHandlers.ofString());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    public static JsonNode json(HttpResponse<String> response) {
        return Json.mapper().readTree(response.body());
    }

    @Override
    public void close() {
        client.shutdownNow();
        client.close();
    }
}
