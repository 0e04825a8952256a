package io.penstock.benchmark;

import io.penstock.catalog.probe.Probe;
import io.penstock.db.database.Database;
import io.penstock.db.gate.Gates;
import io.penstock.db.limit.Limit;
import io.penstock.db.limit.Limits;
import io.penstock.db.limit.Limits.NewLimit;
import io.penstock.db.limit.Quota;
import io.penstock.db.pause.Pause;
import io.penstock.db.pause.Pauses;
import io.penstock.db.retention.Partitions;
import io.penstock.db.submission.Submission;
import io.penstock.db.submission.Submissions;
import io.penstock.db.submission.Terms;
import io.penstock.db.tenant.Tenants;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;

/** The rate at which jobs go through one gate with a limit, and through many of which each has the limit of a tenant. */
public final class GatesBenchmark {

    private static final int BATCH = 500;
    private static final Quota AMPLE = new Quota.Rate(Quota.MOST, Duration.ofSeconds(1), Quota.MOST);
    private static final Pause.Key LANE =
            new Pause.Key(Pause.Scope.LANE, Probe.KIND.lane().label());

    private final PrintWriter out;

    public GatesBenchmark(PrintWriter out) {
        this.out = out;
    }

    /** @param main what starts a role */
    public void run(Path folder, int gates, int jobs, Class<?> main) throws Exception {
        try (var stage = new Stage(folder)) {
            double warmUp = measure(stage, folder, "warm_up", 1, Math.min(gates * jobs, 50_000), main);
            double one = measure(stage, folder, "one_gate", 1, gates * jobs, main);
            double many = measure(stage, folder, "many_gates", gates, jobs, main);
            out.printf("warm-up:          %,9.0f jobs/s%n", warmUp);
            out.printf("one gate:         %,9.0f jobs/s%n", one);
            out.printf("%,6d gates:     %,9.0f jobs/s, %.2f of it%n", gates, many, many / one);
        }
    }

    private double measure(Stage stage, Path folder, String name, int gates, int jobs, Class<?> main) throws Exception {
        stage.create(name);
        try (var database = stage.open(name)) {
            database.migrate();
            new Partitions(database.jdbi()).makeAhead(Partitions.DAYS_AHEAD);
            var limits = new Limits(database.jdbi());
            var pauses = new Pauses(database.jdbi(), limits);
            pauses.pause(LANE, Limit.FOR_GOOD, "Until all wait and the fleet is there", "benchmark");
            submit(database, limits, gates, jobs);
            try (var fleet = Fleet.start(folder, stage.settings(name), main)) {
                fleet.awaitReady(database);
                pauses.resume(LANE);
                return drain(database, (long) gates * jobs);
            }
        }
    }

    private static void submit(Database database, Limits limits, int gates, int jobs) {
        var tenants = new Tenants(database.jdbi());
        var ids = IntStream.range(0, gates)
                .map(i -> tenants.named("tenant-" + i).id())
                .boxed()
                .toList();
        ids.forEach(id -> limits.create(new NewLimit("tenant:" + id, AMPLE, null, id)));
        try (var submissions = new Submissions(database.jdbi(), new Gates(database), lane -> {})) {
            var some = new ArrayList<Submission>();
            for (int i = 0; i < jobs; i++) {
                for (int id : ids) {
                    some.add(Submission.of(id, Probe.KIND, "{}", Terms.DEFAULT));
                    if (some.size() == BATCH) {
                        submissions.submitAll(List.copyOf(some));
                        some.clear();
                    }
                }
            }
            submissions.submitAll(some);
        }
    }

    /** Jobs a second between the first tenth and the last. */
    private static double drain(Database database, long jobs) {
        long from = 0;
        long fromNanos = 0;
        while (true) {
            long ended = database.jdbi()
                    .withHandle(handle -> handle.createQuery("SELECT coalesce(sum(served), 0) FROM gate_clock")
                            .mapTo(Long.class)
                            .one());
            if (from == 0 && ended >= jobs / 10) {
                from = ended;
                fromNanos = System.nanoTime();
            } else if (ended >= jobs * 9 / 10) {
                return (ended - from) / ((System.nanoTime() - fromNanos) / 1e9);
            }
            LockSupport.parkNanos(100_000_000);
        }
    }
}
