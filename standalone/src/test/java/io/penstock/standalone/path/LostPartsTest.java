package io.penstock.standalone.path;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.penstock.embedded.kafka.EmbeddedKafkaServer;
import io.penstock.standalone.role.Role;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What happens when a part of the path is lost in the middle. */
class LostPartsTest {

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @Test
    void theJobOfAKilledWorkerIsRescuedOnce() throws Exception {
        try (var installation = new Installation()) {
            var client = installation.client(installation.start(Role.API, Role.SCHEDULER));
            var doomed = installation.startProcess("worker", Map.of());
            var id = client.probe("{\"take_ms\": 4000}");
            client.await(id, "running");

            doomed.kill();
            installation.start(Role.WORKER);

            var job = client.await(id, "succeeded");
            assertThat(job.get("attempt").asInt()).isEqualTo(2);
            assertThat(job.get("attempts").get(0).get("error").get("code").asString())
                    .isEqualTo("worker_lost");
            assertThat(installation.count("SELECT count(*) FROM outcome")).isEqualTo(1);
            assertThat(installation.count("SELECT count(*) FROM live")).isZero();
        }
    }

    /** The rows of a claim are committed before the worker reads them, and it cannot read these. */
    @Test
    void aClaimWhoseAnswerIsLostIsGivenBack() throws Exception {
        try (var installation = new Installation()) {
            var client = installation.client(installation.start(Role.API, Role.SCHEDULER));
            var id = client.probe("{}");
            installation
                    .database()
                    .jdbi()
                    .useHandle(handle -> handle.execute("UPDATE job SET options = '{\"timeout\": \"soon\"}'"));
            installation.start(Role.WORKER);
            await().atMost(PATIENCE).until(() -> installation.count("SELECT forgiven FROM live") > 0);

            installation.database().jdbi().useHandle(handle -> handle.execute("UPDATE job SET options = NULL"));
            assertThat(client.await(id, "succeeded").get("attempts")).isEmpty();
        }
    }

    @Test
    void aStoppedWorkerReleasesWhatItCannotFinish() throws Exception {
        try (var installation = new Installation()) {
            var client = installation.client(installation.start(Role.API, Role.SCHEDULER));
            var stopping = installation.start(List.of(Role.WORKER), Map.of("penstock.worker.drain", "0s"));
            var id = client.probe("{\"take_ms\": 1500}");
            client.await(id, "running");

            stopping.close();
            assertThat(client.state(id)).isEqualTo("queued");
            installation.start(Role.WORKER);

            var job = client.await(id, "succeeded");
            assertThat(job.get("attempt").asInt()).isEqualTo(2);
            assertThat(job.get("attempts")).isEmpty();
        }
    }

    @Test
    void aJobThatNobodyClaimsReturnsToItsGateAndRunsLater() throws Exception {
        try (var installation = new Installation()) {
            var client = installation.client(installation.start(Role.API, Role.SCHEDULER));
            var id = client.probe("{}");

            await("it is dispatched")
                    .atMost(PATIENCE)
                    .until(() -> waitReason(client, id).equals("worker"));
            await("it is back")
                    .atMost(PATIENCE)
                    .until(() -> waitReason(client, id).equals("turn"));
            installation.start(Role.WORKER);

            client.await(id, "succeeded");
        }
    }

    @Test
    void withoutKafkaJobsAreTakenInAndRunWhenItIsBack(@TempDir Path folder) throws Exception {
        var kafka = EmbeddedKafkaServer.start(folder);
        try (var installation = new Installation(kafka.bootstrapServers())) {
            var client = installation.client(installation.start(Role.values()));
            client.await(client.probe("{}"), "succeeded");

            int port = kafka.port();
            kafka.close();
            var id = client.probe("{}");
            assertThat(client.state(id)).isEqualTo("queued");
            kafka = EmbeddedKafkaServer.start(folder, port);

            client.await(id, "succeeded");
        } finally {
            kafka.close();
        }
    }

    private static String waitReason(ApiClient client, String id) {
        return client.job(id).get("wait_reason").asString();
    }
}
