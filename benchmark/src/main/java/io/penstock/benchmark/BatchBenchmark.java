package io.penstock.benchmark;

import io.penstock.catalog.json.Json;
import java.io.PrintWriter;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryType;
import java.nio.charset.StandardCharsets;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * A batch of jobs that do nothing, sent over HTTP as lines: from the first byte to the 202, when all of them are committed. Workers run
 * them meanwhile. The client makes its lines as they are sent, so that it holds none either.
 */
public final class BatchBenchmark {

    private static final int LINES_AT_ONCE = 500;
    private static final String NOTE = "x".repeat(100);

    private final PrintWriter out;
    private final List<MemoryPoolMXBean> heap = ManagementFactory.getMemoryPoolMXBeans().stream()
            .filter(pool -> pool.getType() == MemoryType.HEAP)
            .toList();

    public BatchBenchmark(PrintWriter out) {
        this.out = out;
    }

    public void run(String url, String key, int jobs, int warmUp, int rounds) throws Exception {
        var caller = new HttpCaller(url, key);
        var figures = new Figures.Rounds();
        for (int round = 1 - warmUp; round <= rounds; round++) {
            var measured = round(caller, jobs);
            out.printf(
                    "%s %,.0f jobs/s until the 202, %,.0f jobs/s until the last has ended, heap %,.0f MB at most, %,.0f MB before%n",
                    round < 1 ? "warm-up: " : "round %2d:".formatted(round),
                    measured[0],
                    measured[1],
                    measured[2],
                    measured[3]);
            out.flush();
            if (round >= 1) {
                figures.add(measured);
            }
        }
        out.printf(
                "median of %d rounds of %,d jobs: %,.0f jobs/s until the 202, %,.0f until the last has ended; heap %,.0f MB at most, %,.0f MB before%n",
                rounds,
                jobs,
                figures.median(f -> f[0]),
                figures.median(f -> f[1]),
                figures.median(f -> f[2]),
                figures.median(f -> f[3]));
        out.println(
                "the heap is that of the whole process, with what the collector has not yet taken: client, server, workers and broker");
    }

    private double[] round(HttpCaller caller, int jobs) throws Exception {
        System.gc();
        double before =
                heap.stream().mapToLong(pool -> pool.getUsage().getUsed()).sum() / 1e6;
        heap.forEach(MemoryPoolMXBean::resetPeakUsage);
        long began = System.nanoTime();
        var answer = Json.mapper()
                .readTree(caller.stream("/v1/batches", () -> lines(jobs)).body());
        double accepted = jobs / ((System.nanoTime() - began) / 1e9);
        double most =
                heap.stream().mapToLong(pool -> pool.getPeakUsage().getUsed()).sum() / 1e6;
        if (answer.get("total").asInt() != jobs || answer.at("/counts/invalid").asInt() != 0) {
            throw new IllegalStateException("Not all jobs were taken: " + answer);
        }
        awaitEnd(caller, answer.get("id").asString());
        return new double[] {accepted, jobs / ((System.nanoTime() - began) / 1e9), most, before};
    }

    /** So that the rounds do not run into each other. */
    private static void awaitEnd(HttpCaller caller, String batch) throws Exception {
        String state;
        do {
            LockSupport.parkNanos(200_000_000);
            state = Json.mapper()
                    .readTree(caller.get("/v1/batches/" + batch).body())
                    .get("state")
                    .asString();
        } while (!state.equals("finished"));
    }

    private static Iterator<byte[]> lines(int count) {
        return IntStream.iterate(0, first -> first < count, first -> first + LINES_AT_ONCE)
                .mapToObj(first -> IntStream.range(first, Math.min(count, first + LINES_AT_ONCE))
                        .mapToObj(nr ->
                                "{\"custom_id\": \"item-%07d\", \"kind\": \"probe\", \"payload\": {\"note\": \"%s\"}}\n"
                                        .formatted(nr, NOTE))
                        .collect(Collectors.joining())
                        .getBytes(StandardCharsets.UTF_8))
                .iterator();
    }
}
