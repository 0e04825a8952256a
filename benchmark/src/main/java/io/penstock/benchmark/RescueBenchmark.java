package io.penstock.benchmark;

import io.penstock.catalog.json.Json;
import io.penstock.db.database.Database;
import io.penstock.db.job.JobId;
import io.penstock.db.retention.Partitions;
import io.penstock.db.tenant.ApiKey;
import io.penstock.db.tenant.Tenants;
import io.penstock.dispatch.event.EventType;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.locks.LockSupport;

/**
 * Workers are killed one after the other while jobs come and go: how long it takes until what a killed one held begins anew, and what
 * becomes meanwhile of the jobs that it did not hold.
 */
public final class RescueBenchmark {

    private static final String WORK = "{\"kind\":\"probe\",\"payload\":{\"take_ms\":2000}}";
    private static final int SWEEP_SECONDS = 1;
    private static final int WARM_UP_SECONDS = 15;

    private final PrintWriter out;
    private final Clock clock = Clock.systemUTC();

    public RescueBenchmark(PrintWriter out) {
        this.out = out;
    }

    /**
     * @param rate jobs a second
     * @param lease of the workers, in seconds
     * @param seconds how long it is watched without a kill
     * @param main what starts a role
     */
    public void run(Path folder, int rate, int lease, int seconds, Class<?> main) throws Exception {
        try (var stage = new Stage(folder)) {
            stage.create("rescue");
            try (var database = stage.open("rescue")) {
                database.migrate();
                new Partitions(database.jdbi()).makeAhead(Partitions.DAYS_AHEAD);
                var settings = stage.settings(
                        "rescue",
                        Map.of(
                                "PENSTOCK_WORKER_SLOTS",
                                String.valueOf(4 * rate),
                                "PENSTOCK_WORKER_LEASE",
                                lease + "s"));
                try (var fleet = Fleet.start(folder, settings, main);
                        var chronicle = new Chronicle(stage.events("rescue"))) {
                    fleet.awaitReady(database);
                    measure(fleet, chronicle, new Load(fleet, database, rate), lease, seconds);
                }
            }
        }
    }

    private void measure(Fleet fleet, Chronicle chronicle, Load load, int lease, int seconds)
            throws InterruptedException, ExecutionException {
        load.during(WARM_UP_SECONDS);
        var calm = waits(chronicle, load.during(seconds));
        say("calm", calm);
        var rescues = new ArrayList<Double>();
        var others = new ArrayList<Double>();
        for (int killed = 1; killed < Fleet.WORKERS; killed++) {
            var before = chronicle.startedAgain();
            var at = clock.instant();
            fleet.killWorker();
            var meanwhile = load.during(lease + SWEEP_SECONDS + 4);
            others.addAll(waits(chronicle, meanwhile));
            chronicle.startedAgain().forEach((job, again) -> {
                if (!before.containsKey(job)) {
                    rescues.add(millis(at, again));
                }
            });
        }
        say("killing", others);
        out.printf("p99 of the others: %.2f times the calm one%n", p99(others) / p99(calm));
        out.printf(
                "%d workers killed, %d jobs rescued: begun anew after p50 %.2f s, p99 %.2f s; promised %d s%n",
                Fleet.WORKERS - 1,
                rescues.size(),
                Figures.median(array(rescues)) / 1e3,
                p99(rescues) / 1e3,
                lease + SWEEP_SECONDS + 1);
        out.flush();
    }

    private void say(String name, List<Double> waits) {
        out.printf(
                "%-8s %,d jobs, started after p50 %.1f ms, p99 %.1f ms%n",
                name + ":", waits.size(), Figures.median(array(waits)), p99(waits));
        out.flush();
    }

    /** From the submit to the first start, of those that have started. */
    private static List<Double> waits(Chronicle chronicle, List<JobId> jobs) {
        var waits = new ArrayList<Double>();
        for (var job : jobs) {
            var submitted = chronicle.at(job, EventType.SUBMITTED);
            var started = chronicle.at(job, EventType.STARTED);
            if (submitted != null && started != null) {
                waits.add(millis(submitted, started));
            }
        }
        return waits;
    }

    private static double millis(Instant from, Instant to) {
        return Duration.between(from, to).toNanos() / 1e6;
    }

    private static double p99(List<Double> figures) {
        return Figures.percentile(array(figures), 99);
    }

    private static double[] array(List<Double> figures) {
        return figures.stream().mapToDouble(figure -> figure).toArray();
    }

    /** Jobs that come evenly, over HTTP. */
    private static final class Load {

        private final HttpCaller caller;
        private final int rate;

        Load(Fleet fleet, Database database, int rate) {
            var tenants = new Tenants(database.jdbi());
            var key = ApiKey.random();
            tenants.grant(tenants.named("benchmark"), key, "benchmark");
            this.caller = new HttpCaller(fleet.url(), key.secret());
            this.rate = rate;
        }

        List<JobId> during(int seconds) throws InterruptedException, ExecutionException {
            long next = System.nanoTime();
            try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
                var submits = new ArrayList<Future<JobId>>();
                for (int nr = 0; nr < seconds * rate; nr++) {
                    LockSupport.parkNanos(next - System.nanoTime());
                    next += 1_000_000_000L / rate;
                    submits.add(threads.submit(this::submit));
                }
                var jobs = new ArrayList<JobId>();
                for (var submit : submits) {
                    jobs.add(submit.get());
                }
                return jobs;
            }
        }

        private JobId submit() throws IOException, InterruptedException {
            var answer = caller.post("/v1/jobs", WORK);
            return JobId.parse(Json.mapper().readTree(answer.body()).get("id").asString())
                    .orElseThrow();
        }
    }
}
