package io.penstock.benchmark;

import io.penstock.benchmark.Figures.Rounds;
import io.penstock.catalog.json.Json;
import io.penstock.catalog.probe.Probe;
import io.penstock.db.submission.Submission;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.concurrent.Executors;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import java.util.stream.Stream;

/** No-op jobs, bulk-submitted in process, enqueuing and working at once, through Kafka, from submit to outcome. */
public final class PathBenchmark {

    private static final int BATCH = 500;
    private static final int SUBMITTERS = 2;

    /** 200 bytes. */
    static final String PAYLOAD = Json.write(Probe.Payload.noted("x".repeat(127)));

    private final PrintWriter out;

    public PathBenchmark(PrintWriter out) {
        this.out = out;
    }

    public void run(Path folder, int jobs, int warmUp, int rounds) throws Exception {
        try (var stage = new Stage(folder)) {
            stage.create("path");
            try (var database = stage.open("path");
                    var rig = stage.rig(database, "path")) {
                out.printf(
                        "%,d no-op jobs a round, %d bytes of payload, fsync and synchronous_commit on, everything on this machine%n",
                        jobs, PAYLOAD.length());
                var figures = new Rounds();
                for (int round = 1 - warmUp; round <= rounds; round++) {
                    double raw = new RawLimit(stage.url("path")).measure(jobs, PAYLOAD);
                    var before = Cost.now(stage.url("path"));
                    double path = measure(rig, jobs);
                    var cost = Cost.now(stage.url("path")).since(before, jobs);
                    out.printf(
                            "%s raw %,.0f jobs/s, path %,.0f jobs/s, ratio %.2f%n",
                            round < 1 ? "warm-up: " : "round %2d:".formatted(round), raw, path, path / raw);
                    out.flush();
                    if (round >= 1) {
                        figures.add(raw, path, path / raw, cost.transactions, cost.wal);
                    }
                }
                out.printf(
                        "median: raw %,.0f jobs/s, path %,.0f jobs/s, ratio %.2f (from %.2f to %.2f)%n",
                        figures.median(f -> f[0]),
                        figures.median(f -> f[1]),
                        figures.median(f -> f[2]),
                        figures.least(f -> f[2]),
                        figures.most(f -> f[2]));
                out.printf(
                        "a job costs %.3f statements and %,.0f bytes of WAL%n",
                        figures.median(f -> f[3]), figures.median(f -> f[4]));
            }
        }
    }

    /** Jobs a second. */
    static double measure(Rig rig, int jobs) {
        return measure(rig, jobs, () -> Submission.of(rig.tenant, Probe.KIND, PAYLOAD));
    }

    static double measure(Rig rig, int jobs, Supplier<Submission> job) {
        long before = rig.succeeded();
        long began = System.nanoTime();
        try (var submitters = Executors.newFixedThreadPool(SUBMITTERS)) {
            for (int done = 0; done < jobs; done += BATCH) {
                submitters.execute(() -> rig.submissions.submitAll(
                        Stream.generate(job).limit(BATCH).toList()));
            }
        }
        while (rig.succeeded() - before < jobs) {
            LockSupport.parkNanos(1_000_000);
        }
        return jobs / ((System.nanoTime() - began) / 1e9);
    }

    /** Every hot statement is a transaction of its own, so the server's count of commits counts them, and with them the background's few. */
    private record Cost(double transactions, double wal) {

        static Cost now(String url) throws SQLException {
            try (var connection = DriverManager.getConnection(url);
                    var row = connection
                            .createStatement()
                            .executeQuery(
                                    "SELECT xact_commit, pg_current_wal_insert_lsn() - '0/0' FROM pg_stat_database WHERE datname = current_database()")) {
                row.next();
                return new Cost(row.getDouble(1), row.getDouble(2));
            }
        }

        Cost since(Cost before, int jobs) {
            return new Cost((transactions - before.transactions) / jobs, (wal - before.wal) / jobs);
        }
    }
}
