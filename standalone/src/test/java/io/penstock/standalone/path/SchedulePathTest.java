package io.penstock.standalone.path;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.penstock.catalog.json.Json;
import io.penstock.standalone.role.Role;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** Schedules over the whole path, with schedulers that are killed. */
class SchedulePathTest {

    private static final Duration PATIENCE = Duration.ofSeconds(90);

    private static final String EVERY_SECOND = """
            {"name": "tick", "every": "PT1S", "overlap": "allow", "catch_up": "all", "max_catch_up": 1000,
             "target": {"job": {"kind": "probe", "payload": {}}}}""";

    private final Installation installation = new Installation();

    @AfterEach
    void stop() throws Exception {
        installation.close();
    }

    private static List<JsonNode> firings(ApiClient client) {
        return Json.mapper()
                .readTree(client.get("/v1/schedules/tick/firings?page_size=500").body())
                .get("data")
                .valueStream()
                .toList()
                .reversed();
    }

    @Test
    void schedulersThatAreKilledFireEachTimeOnce() throws InterruptedException {
        var client = installation.client(installation.start(Role.API, Role.WORKER));
        var one = installation.startProcess("scheduler", Map.of());
        var other = installation.startProcess("scheduler", Map.of());
        assertThat(client.post("/v1/schedules", EVERY_SECOND).statusCode()).isEqualTo(201);

        await().atMost(PATIENCE).until(() -> firings(client).size() >= 3);
        one.kill();
        int before = firings(client).size();
        await().atMost(PATIENCE).until(() -> firings(client).size() >= before + 2);
        other.kill();
        int then = firings(client).size();
        installation.startProcess("scheduler", Map.of());
        await().atMost(PATIENCE).until(() -> firings(client).size() >= then + 3);
        assertThat(client.post("/v1/schedules/tick/pause", "{}").statusCode()).isEqualTo(200);

        var all = firings(client);
        assertThat(all)
                .allSatisfy(firing -> assertThat(firing.get("state").asString()).isEqualTo("fired"));
        for (int nr = 1; nr < all.size(); nr++) {
            assertThat(time(all.get(nr))).isEqualTo(time(all.get(nr - 1)).plusSeconds(1));
        }
        assertThat(installation.count("SELECT count(*) FROM job")).isEqualTo(all.size());
        all.forEach(firing -> client.await(firing.get("job_id").asString(), "succeeded"));
    }

    private static Instant time(JsonNode firing) {
        return Instant.parse(firing.get("logical_at").asString());
    }
}
