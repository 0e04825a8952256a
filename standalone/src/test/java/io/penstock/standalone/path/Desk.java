package io.penstock.standalone.path;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;

/** Where charges are made: a payment provider that takes idempotency keys and writes down what it did. */
final class Desk implements AutoCloseable {

    private final HttpServer server;
    private final Map<String, String> charges = new ConcurrentHashMap<>();
    private final List<String> calls = new ArrayList<>();
    private static final int ALL = Integer.MAX_VALUE / 2;

    /** Who comes first is answered first. */
    private final Semaphore answers = new Semaphore(ALL, true);

    Desk() {
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.createContext("/", exchange -> {
            var key = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
            synchronized (calls) {
                calls.add(key);
            }
            var receipt = charges.computeIfAbsent(key, k -> "receipt-" + charges.size());
            // The charge is made; only the answer waits.
            answers.acquireUninterruptibly();
            var answer = receipt.getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(200, answer.length);
            exchange.getResponseBody().write(answer);
            exchange.close();
        });
        server.start();
    }

    String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort() + "/";
    }

    /** Answers nobody until it opens again. */
    void shut() {
        answers.drainPermits();
    }

    void answerOne() {
        answers.release();
    }

    void open() {
        answers.release(ALL);
    }

    int calls() {
        synchronized (calls) {
            return calls.size();
        }
    }

    /** The idempotency keys of what was charged, which the job's id begins. */
    List<String> charged() {
        return List.copyOf(charges.keySet());
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
