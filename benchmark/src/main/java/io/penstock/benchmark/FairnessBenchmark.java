package io.penstock.benchmark;

import io.penstock.catalog.json.Json;
import io.penstock.catalog.probe.Probe;
import io.penstock.db.database.Database;
import io.penstock.db.gate.Gates;
import io.penstock.db.job.JobId;
import io.penstock.db.retention.Partitions;
import io.penstock.db.submission.Submission;
import io.penstock.db.submission.Submissions;
import io.penstock.db.submission.Terms;
import io.penstock.db.tenant.ApiKey;
import io.penstock.db.tenant.Tenants;
import io.penstock.dispatch.event.EventType;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Function;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * What a tenant with many waiting jobs does to others that have few: from before their HTTP call to the start of the handler, on a fleet that
 * has nothing else to do and on one whose every slot is taken. And whether tenants that all wait get what their weights say.
 */
public final class FairnessBenchmark {

    private static final int CALM = 9;
    private static final int BATCH = 500;
    private static final List<Integer> WEIGHTS = List.of(1, 2, 5);
    private static final int STARTS = 8000;

    private final PrintWriter out;

    public FairnessBenchmark(PrintWriter out) {
        this.out = out;
    }

    /** @param main what starts a role */
    public void run(Path folder, int jobs, int seconds, int takeMs, int slots, Class<?> main) throws Exception {
        try (var stage = new Stage(folder)) {
            stage.create("fairness");
            try (var database = stage.open("fairness")) {
                database.migrate();
                new Partitions(database.jdbi()).makeAhead(Partitions.DAYS_AHEAD);
                var settings = stage.settings("fairness", Map.of("PENSTOCK_WORKER_SLOTS", String.valueOf(slots)));
                try (var fleet = Fleet.start(folder, settings, main);
                        var starts = new Chronicle(stage.events("fairness"))) {
                    fleet.awaitReady(database);
                    var bench = new Bench(database, fleet, starts, takeMs);
                    bench.calm("warm-up", Math.min(seconds, 10));
                    var idle = bench.calm("idle", seconds);
                    bench.flood(jobs);
                    bench.calm("settling", 10);
                    var flooded = bench.calm("flooded", seconds);
                    out.printf(
                            "p99 with %,d jobs of another tenant waiting: %.2f times the idle one%n",
                            jobs, Figures.percentile(flooded, 99) / Figures.percentile(idle, 99));
                    bench.shares();
                }
            }
        }
    }

    private final class Bench {

        private final Database database;
        private final Fleet fleet;
        private final Chronicle starts;
        private final int takeMs;
        private final Random random = new Random(1);
        private final Tenants tenants;
        private final Clock clock = Clock.systemUTC();

        /** @param takeMs of those that flood the lane, on average */
        Bench(Database database, Fleet fleet, Chronicle starts, int takeMs) {
            this.database = database;
            this.fleet = fleet;
            this.starts = starts;
            this.takeMs = takeMs;
            this.tenants = new Tenants(database.jdbi());
        }

        /** Nine tenants submit one job every second each; in milliseconds, how long it took until each began. */
        double[] calm(String name, int seconds) throws Exception {
            try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
                List<Future<List<Way>>> all = IntStream.range(0, CALM)
                        .mapToObj(i -> threads.submit(() -> calm(i, seconds)))
                        .toList();
                var ways = new ArrayList<Way>();
                for (var some : all) {
                    ways.addAll(some.get());
                }
                var millis = millis(ways, Way::sent, Way::started);
                out.printf(
                        "%-10s %d tenants, a job a second each: started after p50 %.1f ms, p99 %.1f ms"
                                + " (submit %s, turn %s, lane %s)%n",
                        name + ":",
                        CALM,
                        Figures.median(millis),
                        Figures.percentile(millis, 99),
                        part(ways, Way::sent, Way::submitted),
                        part(ways, Way::submitted, Way::dispatched),
                        part(ways, Way::dispatched, Way::started));
                out.flush();
                return millis;
            }
        }

        private static String part(List<Way> ways, Function<Way, Instant> from, Function<Way, Instant> to) {
            var millis = millis(ways, from, to);
            return "%.1f and %.1f".formatted(Figures.median(millis), Figures.percentile(millis, 99));
        }

        private static double[] millis(List<Way> ways, Function<Way, Instant> from, Function<Way, Instant> to) {
            return ways.stream()
                    .mapToDouble(way ->
                            Duration.between(from.apply(way), to.apply(way)).toNanos() / 1e6)
                    .toArray();
        }

        private List<Way> calm(int nr, int seconds) throws Exception {
            var tenant = tenants.named("calm-" + nr);
            var key = ApiKey.random();
            tenants.grant(tenant, key, "benchmark");
            var caller = new HttpCaller(fleet.url(), key.secret());
            var ways = new ArrayList<Way>();
            long next = System.nanoTime() + nr * 1_000_000_000L / CALM;
            for (int i = 0; i < seconds; i++) {
                LockSupport.parkNanos(next - System.nanoTime());
                next += 1_000_000_000L;
                var sent = clock.instant();
                var answer = caller.post("/v1/jobs", "{\"kind\":\"probe\",\"payload\":{}}");
                var id = JobId.parse(
                                Json.mapper().readTree(answer.body()).get("id").asString())
                        .orElseThrow();
                ways.add(new Way(
                        sent,
                        starts.awaited(id, EventType.SUBMITTED),
                        starts.awaited(id, EventType.DISPATCHED),
                        starts.awaited(id, EventType.STARTED)));
            }
            return ways;
        }

        void flood(int jobs) {
            submit(tenants.named("flood").id(), jobs);
        }

        private void submit(int tenant, int jobs) {
            try (var submissions = new Submissions(database.jdbi(), new Gates(database), lane -> {})) {
                for (int done = 0; done < jobs; done += BATCH) {
                    submissions.submitAll(
                            Stream.generate(() -> Submission.of(tenant, Probe.KIND, payload(), Terms.DEFAULT))
                                    .limit(Math.min(BATCH, jobs - done))
                                    .toList());
                }
            }
        }

        /** Jobs that took equally long would end in step for ever, once a moment had put them into step. */
        private String payload() {
            return "{\"take_ms\":" + (takeMs / 2 + random.nextInt(takeMs + 1)) + "}";
        }

        void shares() {
            database.jdbi().useHandle(handle -> handle.execute("DELETE FROM live WHERE state = 'queued'"));
            int heaviest = WEIGHTS.getLast();
            for (int weight : WEIGHTS) {
                tenants.weigh("weight-" + weight, weight);
                submit(tenants.named("weight-" + weight).id(), 3 * STARTS * weight / heaviest + 3 * STARTS);
            }
            starts.countAnew();
            while (starts.counted() < STARTS) {
                LockSupport.parkNanos(50_000_000);
            }
            var counts = starts.counts();
            double total = counts.values().stream().mapToInt(n -> n).sum();
            int weights = WEIGHTS.stream().mapToInt(n -> n).sum();
            for (int weight : WEIGHTS) {
                double share =
                        counts.getOrDefault(tenants.named("weight-" + weight).id(), 0) / total;
                double due = weight / (double) weights;
                out.printf(
                        "weight %d:  %.4f of the starts, due %.4f, %+.1f %%%n",
                        weight, share, due, (share / due - 1) * 100);
            }
            out.flush();
        }
    }

    /** When a job came where, until it began. */
    private record Way(Instant sent, Instant submitted, Instant dispatched, Instant started) {}
}
