package io.penstock.benchmark;

import io.penstock.catalog.json.Json;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintWriter;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import tools.jackson.databind.JsonNode;

/**
 * Listeners and waiting callers, each on a connection of its own: what they cost the service in memory while nothing happens, and how long
 * after its job's outcome each of them hears of it.
 */
public final class WaitersBenchmark {

    private static final Duration UNTIL_THEY_END = Duration.ofSeconds(40);
    private static final Duration PATIENCE = Duration.ofSeconds(90);
    private static final int AT_ONCE = 64;

    private final Clock clock = Clock.systemUTC();
    private final ServiceProcess service;
    private final PrintWriter out;
    private final int endingSeconds;

    /** @param endingSeconds over so many seconds the jobs come due */
    public WaitersBenchmark(ServiceProcess service, int endingSeconds, PrintWriter out) {
        this.service = service;
        this.endingSeconds = endingSeconds;
        this.out = out;
    }

    public void run(int each, int warmUp, int rounds) throws Exception {
        var figures = new Figures.Rounds();
        for (int round = 1 - warmUp; round <= rounds; round++) {
            var f = round(each);
            out.printf(
                    "%s memory before: heap %,.0f MB, resident %,.0f MB; with %,d listeners and %,d callers: heap %,.0f MB, resident %,.0f MB%n",
                    round < 1 ? "warm-up: " : "round %2d:".formatted(round), f[0], f[1], each, each, f[2], f[3]);
            out.printf(
                    "          from outcome to notice: listeners p50 %.0f ms, p99 %.0f ms; callers p50 %.0f ms, p99 %.0f ms; %.0f not told%n",
                    f[4], f[5], f[6], f[7], f[8]);
            out.flush();
            if (round >= 1) {
                figures.add(f);
            }
        }
        out.printf(
                "median: %,.1f KB of heap a connection; listeners p50 %.0f ms, p99 %.0f ms; callers p50 %.0f ms, p99 %.0f ms; %.0f not told; the service in a process of its own, its clients in this one, all on this machine%n",
                figures.median(f -> (f[2] - f[0]) * 1024 / (2 * each)),
                figures.median(f -> f[4]),
                figures.median(f -> f[5]),
                figures.median(f -> f[6]),
                figures.median(f -> f[7]),
                figures.most(f -> f[8]));
    }

    private double[] round(int each) throws Exception {
        var before = service.memory();
        var due = clock.instant().plus(UNTIL_THEY_END);
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var opening = new Opening(each);
            var listeners = all(each, i -> threads.submit(() -> listen(dueAt(due, i, each), opening)));
            opening.await();
            var calling = new Opening(each);
            var callers = all(each, i -> threads.submit(() -> call(dueAt(due, i, each), calling)));
            calling.await();
            if (clock.instant().isAfter(due)) {
                out.println("The first jobs came due before all connections were open; the memory is that of fewer");
            }
            var with = service.memory();
            var heard = millis(listeners);
            var answered = millis(callers);
            return new double[] {
                before.heap() / 1e6,
                before.resident() / 1e6,
                with.heap() / 1e6,
                with.resident() / 1e6,
                Figures.percentile(heard, 50),
                Figures.percentile(heard, 99),
                Figures.percentile(answered, 50),
                Figures.percentile(answered, 99),
                2 * each - heard.length - answered.length
            };
        }
    }

    /** Says when all are there, and lets so many come at a time. */
    private static final class Opening {
        private final CountDownLatch left;
        private final Semaphore door = new Semaphore(AT_ONCE);

        Opening(int many) {
            this.left = new CountDownLatch(many);
        }

        <T> T through(Callable<T> open) throws Exception {
            door.acquire();
            try {
                return open.call();
            } finally {
                door.release();
                left.countDown();
            }
        }

        void await() throws InterruptedException {
            if (!left.await(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
                throw new IllegalStateException(left.getCount() + " connections could not be opened");
            }
        }
    }

    private static <T> List<T> all(int many, Function<Integer, T> each) {
        var made = new ArrayList<T>();
        for (int i = 0; i < many; i++) {
            made.add(each.apply(i));
        }
        return made;
    }

    private Instant dueAt(Instant first, int i, int of) {
        return first.plusMillis(1000L * endingSeconds * i / of);
    }

    private static double[] millis(List<? extends Future<Duration>> notices) {
        return notices.stream()
                .map(notice -> {
                    try {
                        return notice.get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
                    } catch (Exception e) {
                        return null;
                    }
                })
                .filter(notice -> notice != null)
                .mapToDouble(notice -> notice.toNanos() / 1e6)
                .toArray();
    }

    /** Submits a job and follows it; returns how long after its outcome the end was heard. */
    private Duration listen(Instant due, Opening opening) throws Exception {
        try (var stream = opening.through(() -> follow(due))) {
            awaitLine(stream.in, "event: job.succeeded");
            var data = stream.in.readLine();
            var heard = clock.instant();
            return Duration.between(at(Json.mapper().readTree(data.substring("data: ".length())), "at"), heard);
        }
    }

    private Connection follow(Instant due) throws IOException {
        String id;
        try (var submit = connect()) {
            submit.write("POST", "/v1/jobs", "Connection: close\r\n", probe(due));
            id = json(body(submit.in)).get("id").asString();
        }
        var stream = connect();
        stream.write("GET", "/v1/jobs/" + id + "/events", "", "");
        awaitLine(stream.in, "event: job.submitted");
        return stream;
    }

    /** Submits a job and waits for the answer; returns how long after its outcome it came. */
    private Duration call(Instant due, Opening opening) throws Exception {
        try (var waiting = opening.through(() -> submit(due))) {
            var answer = body(waiting.in);
            var heard = clock.instant();
            return Duration.between(at(json(answer), "finished_at"), heard);
        }
    }

    private Connection submit(Instant due) throws IOException {
        var waiting = connect();
        waiting.write("POST", "/v1/jobs", "Prefer: wait=60\r\nConnection: close\r\n", probe(due));
        return waiting;
    }

    private static Instant at(JsonNode json, String field) {
        return Instant.parse(json.get(field).asString());
    }

    private static String probe(Instant due) {
        return "{\"kind\": \"probe\", \"payload\": {}, \"run_at\": \"" + due + "\"}";
    }

    private Connection connect() throws IOException {
        var socket = new Socket(service.url().getHost(), service.url().getPort());
        return new Connection(
                socket,
                new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8), 512),
                service.key());
    }

    private record Connection(Socket socket, BufferedReader in, String key) implements AutoCloseable {

        void write(String method, String path, String headers, String body) throws IOException {
            var type =
                    body.isEmpty() ? "" : "Content-Type: application/json\r\nContent-Length: " + body.length() + "\r\n";
            socket.getOutputStream()
                    .write("%s %s HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer %s\r\n%s%s\r\n%s"
                            .formatted(method, path, key, headers, type, body)
                            .getBytes(StandardCharsets.US_ASCII));
        }

        @Override
        public void close() throws IOException {
            socket.close();
        }
    }

    private static void awaitLine(BufferedReader in, String wanted) throws IOException {
        for (var line = in.readLine(); !wanted.equals(line); line = in.readLine()) {
            if (line == null) {
                throw new IOException("The answer ended before: " + wanted);
            }
        }
    }

    /** The line that is JSON: the chunks around it, if there are any, are lines of their own. */
    private static String body(BufferedReader in) throws IOException {
        for (var line = in.readLine(); line != null; line = in.readLine()) {
            if (line.startsWith("{")) {
                return line;
            }
        }
        throw new IOException("There was no answer");
    }

    private static JsonNode json(String text) {
        return Json.mapper().readTree(text);
    }
}
