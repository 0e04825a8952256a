package io.penstock.benchmark;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.penstock.benchmark.Figures.Rounds;
import io.penstock.catalog.json.Json;
import io.penstock.catalog.json.Sha256;
import io.penstock.db.bulk.BulkOperations;
import io.penstock.db.bulk.BulkRuns;
import io.penstock.db.bulk.Plans;
import io.penstock.db.bulk.Plans.Asked;
import io.penstock.db.bulk.Slices;
import io.penstock.db.database.Database;
import io.penstock.db.request.BulkRequest;
import io.penstock.scheduler.bulk.RunBulkOperations;
import io.penstock.scheduler.errand.Errands;
import io.penstock.scheduler.errand.Executions;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.UUID;
import java.util.concurrent.locks.LockSupport;
import tools.jackson.databind.JsonNode;

/** Failed jobs that are replayed at full speed, from the confirmation to their outcomes, against new jobs on the path, in turns; then plans over many. */
public final class BulkBenchmark {

    private static final String REPLAY =
            "{\"action\":\"replay\",\"filter\":{\"state\":[\"failed\"]},\"reason\":\"To measure it.\"}";

    private static final String GROUP = """
            INSERT INTO error_group (fingerprint, kind, class, code, message, since)
            VALUES ('0123456789abcdef', 'probe', 'permanent', 'probe_failed', 'It failed, as asked.', now())""";

    private final PrintWriter out;

    public BulkBenchmark(PrintWriter out) {
        this.out = out;
    }

    public void run(Path folder, int jobs, int selected, int warmUp, int rounds) throws Exception {
        try (var stage = new Stage(folder)) {
            stage.create("bulk");
            try (var database = stage.open("bulk");
                    var rig = stage.rig(database, "bulk")) {
                execute(stage, GROUP);
                replays(stage, database, rig, jobs, warmUp, rounds);
                plans(stage, database, rig, selected, warmUp, rounds);
            }
        }
    }

    private void replays(Stage stage, Database database, Rig rig, int jobs, int warmUp, int rounds) throws Exception {
        out.printf("%,d failed no-op jobs a round, replayed at full speed, against the path%n", jobs);
        var runs = new RunBulkOperations(
                new BulkRuns(database.jdbi()),
                new Slices(database.jdbi(), rig.deeds()),
                new Executions(database.pool()),
                new SimpleMeterRegistry());
        var figures = new Rounds();
        try (var errands = new Errands<>(runs, 1, "bulk.operations", new SimpleMeterRegistry())) {
            for (int round = 1 - warmUp; round <= rounds; round++) {
                double path = PathBenchmark.measure(rig, jobs);
                fail(stage, rig, jobs);
                long before = rig.succeeded();
                plan(database, rig, "replay");
                long began = System.nanoTime();
                new BulkOperations(database.jdbi()).confirm(rig.tenant, Sha256.of("replay"), null);
                errands.runOnce();
                while (rig.succeeded() - before < jobs) {
                    LockSupport.parkNanos(1_000_000);
                }
                double replay = jobs / seconds(began);
                execute(stage, "UPDATE bulk_operation SET token = sha256(id::text::bytea)");
                out.printf(
                        "%s path %,.0f jobs/s, replay %,.0f jobs/s, ratio %.2f%n",
                        round < 1 ? "warm-up: " : "round %2d:".formatted(round), path, replay, replay / path);
                out.flush();
                if (round >= 1) {
                    figures.add(path, replay, replay / path);
                }
            }
        }
        out.printf(
                "median: path %,.0f jobs/s, replay %,.0f jobs/s, ratio %.2f (from %.2f to %.2f)%n",
                figures.median(f -> f[0]),
                figures.median(f -> f[1]),
                figures.median(f -> f[2]),
                figures.least(f -> f[2]),
                figures.most(f -> f[2]));
    }

    private void plans(Stage stage, Database database, Rig rig, int selected, int warmUp, int rounds)
            throws SQLException {
        out.printf("Making %,d failed jobs%n", selected);
        out.flush();
        fail(stage, rig, selected);
        execute(stage, "CHECKPOINT");
        var figures = new Rounds();
        for (int round = 1 - warmUp; round <= rounds; round++) {
            long began = System.nanoTime();
            plan(database, rig, UUID.randomUUID().toString());
            double seconds = seconds(began);
            out.printf("%s plan in %.2f s%n", round < 1 ? "warm-up: " : "round %2d:".formatted(round), seconds);
            out.flush();
            if (round >= 1) {
                figures.add(seconds);
            }
        }
        out.printf(
                "median: a plan over %,d jobs in %.2f s (from %.2f to %.2f)%n",
                selected, figures.median(f -> f[0]), figures.least(f -> f[0]), figures.most(f -> f[0]));
    }

    private static double seconds(long began) {
        return (System.nanoTime() - began) / 1e9;
    }

    private static void plan(Database database, Rig rig, String token) {
        var json = Json.readTrusted(REPLAY, JsonNode.class);
        new Plans(database.jdbi())
                .plan(new Asked(
                        rig.tenant,
                        rig.tenant,
                        "benchmark",
                        BulkRequest.stored(REPLAY),
                        REPLAY,
                        Sha256.ofCanonical(json),
                        Sha256.of(token)));
    }

    private static void fail(Stage stage, Rig rig, int jobs) throws SQLException {
        execute(stage, """
            WITH ids AS MATERIALIZED (SELECT uuidv7() AS id FROM generate_series(1, %1$d)),
            jobs AS (INSERT INTO job (tenant, id, kind, priority, max_attempts, payload) SELECT %2$d, id, 'probe', 5, 5, '%3$s' FROM ids)
            INSERT INTO outcome (tenant, id, state, attempt, worker, started_at, finished_at, error_code, error, fingerprint)
            SELECT %2$d, id, 'failed', 1, 1, now(), now(), 'probe_failed', 'It failed, as asked.', '0123456789abcdef' FROM ids""".formatted(jobs, rig.tenant, PathBenchmark.PAYLOAD));
    }

    private static void execute(Stage stage, String sql) throws SQLException {
        try (var connection = DriverManager.getConnection(stage.url("bulk"));
                var statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }
}
