package io.penstock.standalone.path;

import com.sun.net.httpserver.HttpServer;
import io.penstock.catalog.json.Json;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;

/** A model that reads 20 tokens and writes 10, and that costs money. */
final class Model implements AutoCloseable {

    private final HttpServer server;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final AtomicInteger calls = new AtomicInteger();
    private volatile CountDownLatch door = new CountDownLatch(0);

    Model() throws IOException {
        this("words");
    }

    /** @param says in each answer */
    Model(String says) throws IOException {
        var text = """
                {"model": "m-1", "choices": [{"index": 0, "message": {"role": "assistant", "content": %s}, "finish_reason": "stop"}],
                 "usage": {"prompt_tokens": 20, "completion_tokens": 10, "total_tokens": 30}}""".formatted(Json.write(says));
        server = HttpServer.create(new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), 0), 0);
        server.setExecutor(threads);
        server.createContext("/", exchange -> {
            calls.incrementAndGet();
            exchange.getRequestBody().readAllBytes();
            try {
                door.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            var answer = text.getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders().set("Content-Type", "application/json");
            exchange.sendResponseHeaders(200, answer.length);
            exchange.getResponseBody().write(answer);
            exchange.close();
        });
        server.start();
    }

    /** It takes its time until the latch opens. */
    void waitFor(CountDownLatch latch) {
        door = latch;
    }

    int calls() {
        return calls.get();
    }

    /** What a worker is told of it. */
    Map<String, Object> settings() {
        var deployment = "penstock.ai.deployments.m.";
        return Map.of(
                deployment + "provider", "openai-compatible",
                deployment + "base-url",
                        "http://127.0.0.1:" + server.getAddress().getPort() + "/v1",
                deployment + "model", "m-1");
    }

    @Override
    public void close() {
        threads.shutdownNow();
        server.stop(0);
    }
}
