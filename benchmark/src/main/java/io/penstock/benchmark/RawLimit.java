package io.penstock.benchmark;

import com.fasterxml.uuid.Generators;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;

/**
 * What Postgres can do at most with the life of a job, measured beside everything else: insert, claim and finish by bare JDBC in
 * batches of 500 on two connections, split tables, no broker, no fences, no validation.
 */
final class RawLimit {

    private static final int BATCH = 500;

    private static final List<String> TABLES = List.of(
            "DROP TABLE IF EXISTS raw_job, raw_live, raw_outcome",
            "CREATE TABLE raw_job (id uuid PRIMARY KEY, kind text NOT NULL, created_at timestamptz NOT NULL DEFAULT now(), payload json NOT NULL)",
            "CREATE TABLE raw_live (id uuid PRIMARY KEY, state text NOT NULL, attempt smallint NOT NULL DEFAULT 0, worker int)",
            "CREATE INDEX raw_live_waiting ON raw_live (id) WHERE state = 'queued'",
            "CREATE TABLE raw_outcome (id uuid PRIMARY KEY, state text NOT NULL, finished_at timestamptz NOT NULL DEFAULT now(), result json)");

    private static final String INSERT = """
            WITH i AS (SELECT * FROM unnest(?::uuid[], ?::text[]) AS i (id, payload)),
            j AS (INSERT INTO raw_job (id, kind, payload) SELECT id, 'probe', payload::json FROM i)
            INSERT INTO raw_live (id, state) SELECT id, 'queued' FROM i""";

    private static final String CLAIM = """
            WITH next AS MATERIALIZED (
                SELECT id FROM raw_live WHERE state = 'queued' ORDER BY id LIMIT ? FOR UPDATE SKIP LOCKED),
            claimed AS (UPDATE raw_live SET state = 'running', attempt = attempt + 1, worker = 1 FROM next WHERE raw_live.id = next.id RETURNING raw_live.id)
            SELECT claimed.id, raw_job.payload FROM claimed JOIN raw_job ON raw_job.id = claimed.id""";

    private static final String FINISH = """
            WITH f AS (SELECT * FROM unnest(?::uuid[], ?::text[]) AS f (id, result)),
            gone AS (DELETE FROM raw_live USING f WHERE raw_live.id = f.id RETURNING raw_live.id, f.result)
            INSERT INTO raw_outcome (id, state, result) SELECT id, 'succeeded', result::json FROM gone""";

    private final String url;

    RawLimit(String url) {
        this.url = url;
    }

    /** Jobs a second. */
    double measure(int jobs, String payload) throws Exception {
        try (var connection = DriverManager.getConnection(url)) {
            for (var table : TABLES) {
                connection.createStatement().execute(table);
            }
        }
        long began = System.nanoTime();
        try (var pool = Executors.newFixedThreadPool(2)) {
            var halves = pool.invokeAll(List.<Callable<Integer>>of(() -> insert(jobs, payload), () -> work(jobs)));
            for (var half : halves) {
                half.get();
            }
        }
        return jobs / ((System.nanoTime() - began) / 1e9);
    }

    private int insert(int jobs, String payload) throws SQLException {
        var ids = Generators.timeBasedEpochGenerator();
        try (var connection = connect();
                var insert = connection.prepareStatement(INSERT)) {
            for (int done = 0; done < jobs; done += BATCH) {
                var batch = new UUID[BATCH];
                var payloads = new String[BATCH];
                for (int i = 0; i < BATCH; i++) {
                    batch[i] = ids.generate();
                    payloads[i] = payload;
                }
                insert.setArray(1, connection.createArrayOf("uuid", batch));
                insert.setArray(2, connection.createArrayOf("text", payloads));
                insert.executeUpdate();
            }
        }
        return jobs;
    }

    private int work(int jobs) throws SQLException {
        int done = 0;
        try (var connection = connect();
                var claim = connection.prepareStatement(CLAIM);
                var finish = connection.prepareStatement(FINISH)) {
            while (done < jobs) {
                var claimed = claim(claim);
                if (!claimed.isEmpty()) {
                    finish(connection, finish, claimed);
                    done += claimed.size();
                }
            }
        }
        return done;
    }

    private static List<UUID> claim(PreparedStatement claim) throws SQLException {
        claim.setInt(1, BATCH);
        var claimed = new ArrayList<UUID>();
        try (var rows = claim.executeQuery()) {
            while (rows.next()) {
                claimed.add(rows.getObject(1, UUID.class));
                rows.getString(2);
            }
        }
        return claimed;
    }

    private static void finish(Connection connection, PreparedStatement finish, List<UUID> claimed)
            throws SQLException {
        var results = new String[claimed.size()];
        java.util.Arrays.fill(results, "{\"attempt\":1}");
        finish.setArray(1, connection.createArrayOf("uuid", claimed.toArray()));
        finish.setArray(2, connection.createArrayOf("text", results));
        finish.executeUpdate();
    }

    private Connection connect() throws SQLException {
        var connection = DriverManager.getConnection(
                url + (url.contains("?") ? "&" : "?")
                        + "prepareThreshold=1&options=-c%20enable_seqscan=off%20-c%20enable_hashjoin=off%20-c%20enable_mergejoin=off%20-c%20enable_bitmapscan=off");
        connection.setAutoCommit(true);
        return connection;
    }
}
