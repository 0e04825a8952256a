package io.penstock.benchmark;

import java.io.PrintWriter;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RestController;

/** Single submits over HTTP by 32 callers, against an endpoint of the same server that does nothing. */
public final class HttpBenchmark {

    private static final int CALLERS = 32;
    private static final String PROBE =
            "{\"kind\": \"probe\", \"payload\": {\"note\": \"%s\"}}".formatted("x".repeat(150));

    private final PrintWriter out;

    public HttpBenchmark(PrintWriter out) {
        this.out = out;
    }

    /** Takes a body and forgets it. The server that is measured is started with this beside its own routes. */
    @RestController
    public static final class Bare {
        @PostMapping("/benchmark/bare")
        public ResponseEntity<String> take(@RequestBody byte[] body) {
            return ResponseEntity.accepted().body("{\"bytes\":" + body.length + "}");
        }
    }

    public void run(String url, String key, int jobs, int warmUp, int rounds) throws Exception {
        var caller = new HttpCaller(url, key);
        var figures = new Figures.Rounds();
        for (int round = 1 - warmUp; round <= rounds; round++) {
            double bare = measure(jobs, () -> caller.post("/benchmark/bare", PROBE));
            double submits = measure(jobs, () -> caller.post("/v1/jobs", PROBE));
            out.printf(
                    "%s bare %,.0f calls/s, submits %,.0f jobs/s, ratio %.2f%n",
                    round < 1 ? "warm-up: " : "round %2d:".formatted(round), bare, submits, submits / bare);
            out.flush();
            if (round >= 1) {
                figures.add(bare, submits, submits / bare);
            }
        }
        out.printf(
                "median: bare %,.0f calls/s, submits %,.0f jobs/s, ratio %.2f; client, server, worker, broker and Postgres on this machine%n",
                figures.median(f -> f[0]), figures.median(f -> f[1]), figures.median(f -> f[2]));
    }

    private static double measure(int calls, Callable<?> call) throws Exception {
        var left = new AtomicInteger(calls);
        long began = System.nanoTime();
        try (var callers = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Callable<Integer>> loops = IntStream.range(0, CALLERS)
                    .<Callable<Integer>>mapToObj(i -> () -> {
                        int made = 0;
                        for (; left.getAndDecrement() > 0; made++) {
                            call.call();
                        }
                        return made;
                    })
                    .toList();
            for (var loop : callers.invokeAll(loops)) {
                loop.get();
            }
        }
        return calls / ((System.nanoTime() - began) / 1e9);
    }
}
