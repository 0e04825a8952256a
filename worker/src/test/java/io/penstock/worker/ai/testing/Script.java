package io.penstock.worker.ai.testing;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.penstock.catalog.json.Json;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import tools.jackson.databind.JsonNode;

/** A provider that gives its answers in the order in which they were written down, the last one for ever. */
public final class Script implements AutoCloseable {

    public record Seen(String path, Headers headers, JsonNode body) {}

    @FunctionalInterface
    public interface Scene {
        void play(HttpExchange exchange) throws IOException, InterruptedException;
    }

    private final HttpServer server;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final ConcurrentLinkedQueue<Scene> scenes = new ConcurrentLinkedQueue<>();
    private final List<Seen> seen = new CopyOnWriteArrayList<>();

    public Script() {
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), 0), 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        server.setExecutor(threads);
        server.createContext("/", this::play);
        server.start();
    }

    private void play(HttpExchange exchange) throws IOException {
        seen.add(new Seen(
                exchange.getRequestURI().toString(),
                exchange.getRequestHeaders(),
                Json.mapper().readTree(exchange.getRequestBody())));
        var scene = scenes.size() > 1 ? scenes.remove() : scenes.element();
        try (exchange) {
            scene.play(exchange);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    public Script then(Scene scene) {
        scenes.add(scene);
        return this;
    }

    public Script then(String body) {
        return then(200, body);
    }

    public Script then(int status, String body, String... headers) {
        return then(exchange -> {
            for (int i = 0; i < headers.length; i += 2) {
                exchange.getResponseHeaders().set(headers[i], headers[i + 1]);
            }
            exchange.getResponseHeaders().set("Content-Type", "application/json");
            var bytes = body.getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(status, bytes.length);
            exchange.getResponseBody().write(bytes);
        });
    }

    /** Server-sent events, each with its data. */
    public Script thenStream(List<String> events) {
        return then(exchange -> {
            begin(exchange);
            for (var event : events) {
                send(exchange, event);
            }
        });
    }

    /** Sends the first events at once, and the rest when it is told to. */
    public Script thenStream(List<String> first, CountDownLatch gate, List<String> rest) {
        return then(exchange -> {
            begin(exchange);
            for (var event : first) {
                send(exchange, event);
            }
            gate.await();
            for (var event : rest) {
                send(exchange, event);
            }
        });
    }

    /** Never answers. */
    public Script thenSilence() {
        return then(exchange -> new CountDownLatch(1).await());
    }

    private static void begin(HttpExchange exchange) throws IOException {
        exchange.getResponseHeaders().set("Content-Type", "text/event-stream");
        exchange.sendResponseHeaders(200, 0);
    }

    private static void send(HttpExchange exchange, String data) throws IOException {
        exchange.getResponseBody().write(("event: something\ndata: " + data + "\n\n").getBytes(StandardCharsets.UTF_8));
        exchange.getResponseBody().flush();
    }

    public List<Seen> seen() {
        return seen;
    }

    public Seen lastSeen() {
        return seen.getLast();
    }

    public String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort() + "/v1";
    }

    /** The settings of a deployment that calls it. */
    public Map<String, String> deployedAs(String name, String provider) {
        var prefix = "penstock.ai.deployments." + name + ".";
        return Map.of(prefix + "provider", provider, prefix + "base-url", url(), prefix + "model", "m-1");
    }

    @Override
    public void close() {
        threads.shutdownNow();
        server.stop(0);
    }
}
