package io.penstock.benchmark;

import io.penstock.benchmark.Figures.Rounds;
import io.penstock.catalog.probe.Probe;
import io.penstock.db.database.Database;
import io.penstock.db.explain.Explanations;
import io.penstock.db.fleet.LaneLoads;
import io.penstock.db.job.Job;
import io.penstock.db.job.JobId;
import io.penstock.db.job.Jobs;
import io.penstock.db.limit.Limits;
import io.penstock.db.pause.Pauses;
import io.penstock.db.submission.Submission;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;

/**
 * All workers are gone for a while, and jobs come in all the same. How fast the backlog goes when workers are back and jobs go on coming,
 * beside what the service does at its best without one; and how long it takes to say why a job waits, while the whole backlog does.
 */
public final class OutageBenchmark {

    private static final int BATCH = 500;
    private static final int EXPLAINED = 500;
    /** A second. */
    private static final int PULSES = 20;

    private final PrintWriter out;

    public OutageBenchmark(PrintWriter out) {
        this.out = out;
    }

    /** @param arriving how many jobs a second come while the backlog goes */
    public void run(Path folder, int jobs, int backlog, int arriving, int warmUp, int rounds) throws Exception {
        try (var stage = new Stage(folder)) {
            stage.create("outage");
            try (var database = stage.open("outage");
                    var rig = stage.rig(database, "outage")) {
                double peak = peak(rig, jobs, warmUp, rounds);
                rig.stopWorking();
                var some = submit(rig, backlog);
                explain(database, rig.tenant, some);
                double drained = drain(rig, backlog, arriving);
                out.printf(
                        "at its best:          %,9.0f jobs/s%nbacklog of %,d: %,9.0f jobs/s while %,d a second come, %.2f of that%n",
                        peak, backlog, drained, arriving, drained / peak);
            }
        }
    }

    private double peak(Rig rig, int jobs, int warmUp, int rounds) {
        var figures = new Rounds();
        for (int round = 1 - warmUp; round <= rounds; round++) {
            double path = PathBenchmark.measure(rig, jobs);
            out.printf("%s %,.0f jobs/s%n", round < 1 ? "warm-up: " : "round %2d:".formatted(round), path);
            out.flush();
            if (round >= 1) {
                figures.add(path);
            }
        }
        return figures.median(f -> f[0]);
    }

    /** Returns some of them, from the whole length of the queue. */
    private List<JobId> submit(Rig rig, int backlog) {
        out.printf("No workers; %,d jobs come%n", backlog);
        out.flush();
        var some = new ArrayList<JobId>();
        for (int done = 0; done < backlog; done += BATCH) {
            var batch = batch(rig, Math.min(BATCH, backlog - done));
            rig.submissions.submitAll(batch);
            if (done / (backlog / EXPLAINED + 1) >= some.size()) {
                some.add(batch.getFirst().id());
            }
        }
        return some;
    }

    private static List<Submission> batch(Rig rig, int size) {
        return Stream.generate(() -> Submission.of(rig.tenant, Probe.KIND, PathBenchmark.PAYLOAD))
                .limit(size)
                .toList();
    }

    private void explain(Database database, int tenant, List<JobId> some) {
        var limits = new Limits(database.jdbi());
        var explanations =
                new Explanations(database, limits, new Pauses(database.jdbi(), limits), new LaneLoads(database));
        var jobs = new Jobs(database.jdbi());
        var millis = some.stream()
                .map(id -> jobs.find(tenant, id).orElseThrow())
                .mapToDouble(job -> explain(explanations, tenant, job))
                .toArray();
        out.printf(
                "explain of %,d of them: p50 %.1f ms, p99 %.1f ms%n",
                millis.length, Figures.median(millis), Figures.percentile(millis, 99));
        out.flush();
    }

    private static double explain(Explanations explanations, int tenant, Job job) {
        long began = System.nanoTime();
        if (explanations.of(tenant, job).reasons().isEmpty()) {
            throw new IllegalStateException("Nothing is said of a job that waits");
        }
        return (System.nanoTime() - began) / 1e6;
    }

    /** Jobs a second between the first tenth and the last. */
    private static double drain(Rig rig, int backlog, int arriving) {
        long before = rig.succeeded();
        try (var clock = Executors.newSingleThreadScheduledExecutor()) {
            var coming = clock.scheduleAtFixedRate(
                    () -> rig.submissions.submitAll(batch(rig, arriving / PULSES)),
                    0,
                    1_000_000 / PULSES,
                    TimeUnit.MICROSECONDS);
            rig.workAgain();
            long from = await(rig, before + backlog / 10);
            long began = System.nanoTime();
            long to = await(rig, before + 9L * backlog / 10);
            double rate = (to - from) / ((System.nanoTime() - began) / 1e9);
            coming.cancel(false);
            return rate;
        }
    }

    private static long await(Rig rig, long jobs) {
        while (rig.succeeded() < jobs) {
            LockSupport.parkNanos(1_000_000);
        }
        return rig.succeeded();
    }
}
