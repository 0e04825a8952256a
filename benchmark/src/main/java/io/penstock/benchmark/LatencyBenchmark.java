package io.penstock.benchmark;

import io.penstock.catalog.json.Json;
import java.io.PrintWriter;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.concurrent.locks.LockSupport;
import tools.jackson.databind.JsonNode;

/** One job every 20 ms on an idle service: from before the HTTP call to the start of the handler. */
public final class LatencyBenchmark {

    private static final Duration EVERY = Duration.ofMillis(20);
    private static final String PROBE = "{\"kind\": \"probe\", \"payload\": {}}";

    private final Clock clock = Clock.systemUTC();
    private final PrintWriter out;

    public LatencyBenchmark(PrintWriter out) {
        this.out = out;
    }

    public void run(String url, String key, int jobs, int warmUp, int rounds) throws Exception {
        var caller = new HttpCaller(url, key);
        var figures = new Figures.Rounds();
        for (int round = 1 - warmUp; round <= rounds; round++) {
            var millis = round(caller, jobs);
            double p50 = Figures.percentile(millis, 50);
            double p99 = Figures.percentile(millis, 99);
            out.printf(
                    "%s p50 %.1f ms, p99 %.1f ms, max %.1f ms%n",
                    round < 1 ? "warm-up: " : "round %2d:".formatted(round), p50, p99, Figures.percentile(millis, 100));
            out.flush();
            if (round >= 1) {
                figures.add(p50, p99);
            }
        }
        out.printf(
                "median of %d rounds of %,d jobs: p50 %.1f ms, p99 %.1f ms%n",
                rounds, jobs, figures.median(f -> f[0]), figures.median(f -> f[1]));
    }

    private double[] round(HttpCaller caller, int jobs) throws Exception {
        var sent = new ArrayList<Instant>();
        var ids = new ArrayList<String>();
        long next = System.nanoTime();
        for (int i = 0; i < jobs; i++) {
            sent.add(clock.instant());
            ids.add(json(caller.post("/v1/jobs", PROBE).body()).get("id").asString());
            next += EVERY.toNanos();
            LockSupport.parkNanos(next - System.nanoTime());
        }
        var millis = new double[jobs];
        for (int i = 0; i < jobs; i++) {
            millis[i] =
                    Duration.between(sent.get(i), startOf(caller, ids.get(i))).toNanos() / 1e6;
        }
        return millis;
    }

    private static Instant startOf(HttpCaller caller, String id) throws Exception {
        while (true) {
            var response = caller.get("/v1/jobs/" + id + "/result");
            if (response.statusCode() == 200) {
                return Instant.parse(json(response.body()).get("started_at").asString());
            }
            LockSupport.parkNanos(5_000_000);
        }
    }

    private static JsonNode json(String text) {
        return Json.mapper().readTree(text);
    }
}
