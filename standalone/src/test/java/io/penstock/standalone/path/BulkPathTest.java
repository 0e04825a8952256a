package io.penstock.standalone.path;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.penstock.db.testing.JobRows;
import io.penstock.standalone.role.Role;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** Bulk operations over the whole path, with a scheduler that is killed. */
class BulkPathTest {

    private static final Duration PATIENCE = Duration.ofMinutes(2);

    private final Installation installation = new Installation();

    @AfterEach
    void close() throws Exception {
        installation.close();
    }

    private List<String> failed(int jobs) {
        return IntStream.range(0, jobs)
                .mapToObj(i ->
                        JobRows.in(installation.database()).failed().insert().toString())
                .sorted()
                .toList();
    }

    private static JsonNode ask(ApiClient client, String json) {
        return ApiClient.json(client.post("/v1/bulk-operations", json));
    }

    private static JsonNode operation(ApiClient client, String id) {
        return ApiClient.json(client.get("/v1/bulk-operations/" + id));
    }

    private long count(String sql) {
        return installation
                .database()
                .jdbi()
                .withHandle(handle -> handle.createQuery(sql).mapTo(Long.class).one());
    }

    @Test
    void whoeverIsKilledEachJobIsReplayedOnce() throws Exception {
        var jobs = failed(300);
        var client = installation.client(installation.start(List.of(Role.API, Role.WORKER), Map.of()));
        var plan = ask(client, """
                {"action": "replay", "filter": {"kind": ["probe"]}, "rate": 100, "reason": "Back.", "dry_run": true}""");
        var id = plan.get("id").asString();
        ask(client, "{\"confirm_token\": \"" + plan.get("confirm_token").asString() + "\"}");
        var killed = installation.startProcess("scheduler", Map.of());
        await().atMost(PATIENCE)
                .until(() -> operation(client, id).at("/progress/done").asInt() > 20);
        killed.kill();
        var broken = operation(client, id);
        assertThat(broken.get("state").asString()).isEqualTo("running");
        assertThat(broken.at("/progress/left").asInt()).isPositive();

        // Or it would take until the lost one's lease is over.
        installation.database().jdbi().useHandle(handle -> handle.execute("UPDATE bulk_operation SET due_at = now()"));
        installation.start(Role.SCHEDULER);

        await().atMost(PATIENCE)
                .until(() -> operation(client, id).get("state").asString().equals("finished"));
        assertThat(operation(client, id).get("progress").toString())
                .isEqualTo("{\"done\":300,\"skipped\":0,\"failed\":0,\"left\":0}");
        jobs.forEach(job -> client.await(job, "succeeded"));
        assertThat(count("SELECT count(*) FROM past_run")).isEqualTo(300);
        assertThat(count("SELECT max(run) FROM job")).isEqualTo(2);
        assertThat(count("SELECT count(*) FROM spring_batch_job_instance WHERE job_name = 'bulk_operation'"))
                .isEqualTo(1);
        assertThat(count("SELECT count(*) FROM spring_batch_job_execution WHERE status = 'COMPLETED'"))
                .isEqualTo(1);
    }

    @Test
    void waitingJobsAreCancelledByTheCommand() {
        var context = installation.start(Role.API, Role.SCHEDULER);
        var client = installation.client(context);
        var jobs = IntStream.range(0, 3)
                .mapToObj(i -> client.submit("{\"kind\": \"probe\", \"payload\": {}, \"tags\": {\"wave\": \"1\"}}"))
                .toList();
        var other = client.submit("{\"kind\": \"probe\", \"payload\": {}}");

        var asked = Typed.at(
                Installation.url(context),
                installation.key(),
                "bulk",
                "run",
                "cancel",
                "--tag",
                "wave=1",
                "--reason",
                "Too early.",
                "--yes");

        assertThat(asked.code()).as(asked.err()).isZero();
        assertThat(asked.out()).contains("is finished: done=3 skipped=0 failed=0 left=0");
        assertThat(asked.err()).contains("cancel 3 jobs", "by kind: probe=3");
        jobs.forEach(job -> client.await(job, "cancelled"));
        assertThat(ApiClient.json(client.get("/v1/jobs/" + other)).get("state").asString())
                .isEqualTo("queued");
        assertThat(Typed.at(Installation.url(context), installation.key(), "bulk", "list")
                        .out())
                .contains("cancel", "finished", "Too early.");
    }
}
