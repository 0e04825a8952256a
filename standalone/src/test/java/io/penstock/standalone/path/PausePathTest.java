package io.penstock.standalone.path;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.penstock.catalog.json.Json;
import io.penstock.standalone.role.Role;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What holds jobs back over the whole path, and what does not: pauses, restarts, and workers of other lanes. */
class PausePathTest {

    /** On another lane than probes. It fails at once where no models are set up, and that shows that somebody took it. */
    private static final String OTHER =
            "{\"kind\": \"ai.generate\", \"payload\": {\"language\": \"go\", \"content\": \"a haiku\"}}";

    private final Installation installation = new Installation();

    @AfterEach
    void stop() throws Exception {
        installation.close();
    }

    @Test
    void aPauseOutlivesARestartOfEverything() {
        String job;
        try (var before = installation.start(Role.values())) {
            var client = installation.client(before);
            assertThat(client.post("/v1/pauses", "{\"kind\": \"probe\", \"reason\": \"A look at the data\"}")
                            .statusCode())
                    .isEqualTo(201);
            job = client.probe("{}");
        }

        var client = installation.client(installation.start(Role.values()));
        var after = client.submit(OTHER);
        client.await(after, "failed");

        assertThat(client.job(job).get("state").asString()).isEqualTo("queued");
        assertThat(client.job(job).get("wait_reason").asString()).isEqualTo("paused");
        assertThat(client.get("/v1/jobs/" + job + "/explain").body()).contains("A look at the data");
        assertThat(client.delete("/v1/pauses/kind/probe").statusCode()).isEqualTo(204);
        client.await(job, "succeeded");
    }

    @Test
    void aPauseWhoseTimeIsOverIsForgotten() {
        var client = installation.client(installation.start(Role.API, Role.SCHEDULER));
        assertThat(client.post("/v1/pauses", "{\"kind\": \"probe\", \"reason\": \"A look at the data\"}")
                        .statusCode())
                .isEqualTo(201);

        installation.database().jdbi().useHandle(handle -> handle.execute("UPDATE pause SET until = now()"));

        await().atMost(Duration.ofSeconds(60)).until(() -> installation.count("SELECT count(*) FROM pause") == 0);
    }

    @Test
    void aWorkerTakesTheJobsOfItsLanesAlone() {
        installation.start(List.of(Role.WORKER), Map.of("penstock.worker.lanes", "ai"));
        var client = installation.client(installation.start(Role.API, Role.SCHEDULER));
        var job = client.probe("{}");

        client.await(client.submit(OTHER), "failed");

        assertThat(client.job(job).get("state").asString()).isEqualTo("queued");
        assertThat(client.get("/v1/jobs/" + job + "/explain").body()).contains("no_worker");
        installation.start(List.of(Role.WORKER), Map.of("penstock.worker.lanes", "http,email"));
        client.await(job, "succeeded");
    }

    @Test
    void aLaneSaysHowMuchComesAndGoesAndWhenItIsEmpty() {
        var client = installation.client(installation.start(Role.values()));
        client.post("/v1/limits", "{\"name\": \"slow\", \"rate\": {\"permits\": 1, \"per\": \"PT1S\"}}");
        for (int i = 0; i < 30; i++) {
            client.submit("{\"kind\": \"probe\", \"payload\": {}, \"limits\": [\"slow\"]}");
        }
        // What was noted while they came would tell for a minute that more comes than goes.
        installation.database().jdbi().useHandle(handle -> handle.execute("DELETE FROM gate_flow"));

        await().atMost(Duration.ofSeconds(90)).untilAsserted(() -> {
            var lane = Json.mapper().readTree(client.get("/v1/lanes/http").body());
            assertThat(lane.get("rate_out").asDouble()).isPositive();
            assertThat(lane.get("oldest_age_seconds").asDouble()).isPositive();
            assertThat(lane.get("drain_seconds").asLong()).isPositive();
        });
    }
}
