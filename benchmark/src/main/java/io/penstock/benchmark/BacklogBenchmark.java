package io.penstock.benchmark;

import io.penstock.benchmark.Figures.Rounds;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;

/** The same work on an empty database, on a full one, and on a full one while somebody holds a transaction open. */
public final class BacklogBenchmark {

    private static final String WAITING = """
            WITH ids AS (SELECT uuidv7() AS id FROM generate_series(1, :many)),
            jobs AS (INSERT INTO job (tenant, id, kind, priority, max_attempts, run_at, payload)
                     SELECT 1, id, 'probe', 5, 5, now() + interval '1 day', '{}' FROM ids)
            INSERT INTO live (id, tenant, gate, kind, state, priority, max_attempts, due_at)
            SELECT id, 1, (SELECT id FROM gate WHERE lane = 'http' AND limits = '{}'), 'probe', 'scheduled', 5, 5, now() + interval '1 day' FROM ids""";

    private static final String FINISHED = """
            WITH ids AS (SELECT uuidv7() AS id FROM generate_series(1, :many)),
            jobs AS (INSERT INTO job (tenant, id, kind, priority, max_attempts, payload) SELECT 1, id, 'probe', 5, 5, '{}' FROM ids)
            INSERT INTO outcome (tenant, id, state, attempt, started_at, result) SELECT 1, id, 'succeeded', 1, now(), '{}' FROM ids""";

    private final PrintWriter out;

    public BacklogBenchmark(PrintWriter out) {
        this.out = out;
    }

    public void run(Path folder, int jobs, int backlog, int warmUp, int rounds) throws Exception {
        try (var stage = new Stage(folder)) {
            stage.create("empty");
            stage.create("filled");
            try (var emptyDatabase = stage.open("empty");
                    var empty = stage.rig(emptyDatabase, "empty");
                    var fullDatabase = stage.open("filled");
                    var full = stage.rig(fullDatabase, "filled")) {
                fill(stage.url("filled"), backlog);
                var figures = new Rounds();
                for (int round = 1 - warmUp; round <= rounds; round++) {
                    double without = PathBenchmark.measure(empty, jobs);
                    double with = PathBenchmark.measure(full, jobs);
                    double held;
                    try (var connection = DriverManager.getConnection(stage.url("filled"))) {
                        hold(connection);
                        held = PathBenchmark.measure(full, jobs);
                    }
                    out.printf(
                            "%s empty %,.0f jobs/s, full %,.0f (%.2f), full with a transaction held open %,.0f (%.2f)%n",
                            round < 1 ? "warm-up: " : "round %2d:".formatted(round),
                            without,
                            with,
                            with / without,
                            held,
                            held / without);
                    out.flush();
                    if (round >= 1) {
                        figures.add(with / without, held / without);
                    }
                }
                out.printf(
                        "median against empty: full %.2f, full with a transaction held open %.2f%n",
                        figures.median(f -> f[0]), figures.median(f -> f[1]));
            }
        }
    }

    private void fill(String url, int backlog) throws SQLException {
        out.printf(
                "Filling one of two databases with %,d jobs that wait for tomorrow and %,d that have ended%n",
                backlog, backlog);
        out.flush();
        try (var connection = DriverManager.getConnection(url)) {
            connection.createStatement().execute(WAITING.replace(":many", String.valueOf(backlog)));
            connection.createStatement().execute(FINISHED.replace(":many", String.valueOf(backlog)));
            connection.createStatement().execute("CHECKPOINT");
        }
    }

    /** From here on no dead row can be cleaned away. */
    private static void hold(Connection connection) throws SQLException {
        connection.setAutoCommit(false);
        connection.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
        connection.createStatement().execute("SELECT count(*) FROM tenant");
        connection.createStatement().execute("SELECT pg_current_xact_id()");
    }
}
