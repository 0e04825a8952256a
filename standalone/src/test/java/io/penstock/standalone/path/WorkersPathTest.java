package io.penstock.standalone.path;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.penstock.standalone.role.Role;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** What an operator sees of the workers as they come, work, are told to stop, are killed, and go. */
class WorkersPathTest {

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private static List<JsonNode> workers(ApiClient client, String query) {
        return ApiClient.json(client.get("/v1/workers" + query))
                .get("data")
                .valueStream()
                .toList();
    }

    private static JsonNode worker(ApiClient client, String id) {
        return ApiClient.json(client.get("/v1/workers/" + id));
    }

    private static String state(ApiClient client, String id) {
        return worker(client, id).get("state").asString();
    }

    @Test
    void aWorkerRunsDrainsAndIsLostAndOneThatStopsIsGone() throws Exception {
        try (var installation = new Installation()) {
            var client = installation.client(
                    installation.start(List.of(Role.API, Role.SCHEDULER), Map.of("test.kind.stubborn", "never")));
            assertThat(workers(client, "")).isEmpty();
            var killed = installation.startProcess(
                    "worker",
                    Map.of(
                            "TEST_KIND_STUBBORN", "always",
                            "PENSTOCK_WORKER_NAME", "stubborn",
                            "PENSTOCK_WORKER_LANES", "email",
                            "PENSTOCK_WORKER_SLOTS", "4",
                            "PENSTOCK_WORKER_DRAIN", "10m",
                            "HOSTNAME", "a-host"));
            var job = client.submit("{\"kind\": \"test.stubborn\", \"payload\": {}}");
            client.await(job, "running");

            await().atMost(PATIENCE)
                    .until(() ->
                            workers(client, "").getFirst().get("slots_busy").asInt() == 1);
            var listed = workers(client, "").getFirst();
            assertThat(listed.get("name").asString()).isEqualTo("stubborn");
            assertThat(listed.get("host").asString()).isEqualTo("a-host");
            assertThat(listed.get("state").asString()).isEqualTo("running");
            assertThat(listed.get("lanes").toString()).isEqualTo("[{\"lane\":\"email\",\"slots\":4,\"slots_busy\":1}]");
            var id = listed.get("id").asString();
            var running = worker(client, id).get("jobs");
            assertThat(running).hasSize(1);
            assertThat(running.get(0).get("id").asString()).isEqualTo(job);
            assertThat(running.get(0).get("kind").asString()).isEqualTo("test.stubborn");

            killed.stop();
            await().atMost(PATIENCE).until(() -> state(client, id).equals("draining"));
            killed.kill();
            await().atMost(PATIENCE).until(() -> state(client, id).equals("lost"));

            var next = installation.start(List.of(Role.WORKER), Map.of("test.kind.stubborn", "never"));
            var ended = client.await(job, "succeeded");
            assertThat(ended.get("attempts").get(0).get("worker").asString()).isEqualTo(id);
            assertThat(worker(client, id).get("jobs")).isEmpty();
            var other = workers(client, "?state=running").getFirst().get("id").asString();
            next.close();
            assertThat(state(client, other)).isEqualTo("stopped");
            assertThat(workers(client, ""))
                    .extracting(one -> one.get("id").asString())
                    .containsExactly(id);
        }
    }
}
