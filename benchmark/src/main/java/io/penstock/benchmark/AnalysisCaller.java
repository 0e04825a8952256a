package io.penstock.benchmark;

import io.penstock.catalog.json.Json;
import io.penstock.db.database.Database;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;

/** A client that has archives analysed. */
final class AnalysisCaller {

    private static final long LOOK_NANOS = 1_000_000_000;

    private static final String STEPS = """
            SELECT step_name, extract(epoch FROM end_time - start_time) AS seconds FROM spring_batch_step_execution
            WHERE job_execution_id = (SELECT max(job_execution_id) FROM spring_batch_job_execution) ORDER BY step_execution_id""";

    private final HttpCaller http;
    private final Database database;

    AnalysisCaller(HttpCaller http, Database database) {
        this.http = http;
        this.database = database;
    }

    /**
     * @param seconds from the request to the end, by the database's clock
     * @param steps how long each took
     */
    record Ran(double seconds, int files, int reused, int failed, long findings, String steps) {

        double perSecond() {
            return files / seconds;
        }
    }

    /** @param more fields of the request */
    Ran analyze(Path archive, String more) throws IOException, InterruptedException {
        var artifact =
                read(http.upload("/v1/artifacts", archive).body()).get("id").asString();
        var request = "{\"name\": \"sources\", \"source\": {\"artifact\": \"%s\"}%s}".formatted(artifact, more);
        var path = "/v1/analyses/"
                + read(http.post("/v1/analyses", request).body()).get("id").asString();
        var analysis = read(http.get(path).body());
        while (!analysis.hasNonNull("finished_at")) {
            LockSupport.parkNanos(LOOK_NANOS);
            analysis = read(http.get(path).body());
        }
        if (!analysis.get("state").asString().equals("succeeded")) {
            throw new IllegalStateException("The analysis did not succeed: " + analysis);
        }
        return ran(analysis);
    }

    private Ran ran(JsonNode analysis) {
        var files = analysis.get("files");
        double seconds = Duration.between(time(analysis, "created_at"), time(analysis, "finished_at"))
                        .toNanos()
                / 1e9;
        return new Ran(
                seconds,
                files.get("files").asInt(),
                files.get("reused").asInt(),
                files.get("failed").asInt(),
                analysis.get("summary")
                        .get("findings")
                        .valueStream()
                        .mapToLong(JsonNode::asLong)
                        .sum(),
                steps());
    }

    private static Instant time(JsonNode analysis, String field) {
        return Instant.parse(analysis.get(field).asString());
    }

    private String steps() {
        return database.jdbi()
                .withHandle(handle -> handle.createQuery(STEPS)
                        .map((row, context) ->
                                "%s %.1f".formatted(row.getString("step_name"), row.getDouble("seconds")))
                        .collect(Collectors.joining(", ")));
    }

    private static JsonNode read(String json) {
        return Json.readTrusted(json, JsonNode.class);
    }
}
