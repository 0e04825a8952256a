package io.penstock.standalone.path;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.penstock.standalone.role.Role;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** A worker as a process manager stops it: SIGTERM, and SIGKILL when that takes too long. */
class StopTest {

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    /** As a shell has it: 128 and the number of the signal. */
    private static final int BY_SIGTERM = 128 + 15;

    private static final String STUBBORN = "{\"kind\": \"test.stubborn\", \"payload\": {}}";

    @Test
    void whatRunsIsFinishedAndNothingElseIsBegun() throws Exception {
        try (var installation = new Installation()) {
            var client = installation.client(installation.start(Role.API, Role.SCHEDULER));
            var stopped = installation.startProcess(
                    "worker", Map.of("PENSTOCK_WORKER_SLOTS", "64,http=1", "PENSTOCK_WORKER_DRAIN", "10m"));
            var running = client.probe("{\"take_ms\": 3000}");
            client.await(running, "running");
            var waiting = client.probe("{}");

            stopped.stop();

            assertThat(stopped.exitCode()).isEqualTo(BY_SIGTERM);
            assertThat(client.job(running).get("state").asString()).isEqualTo("succeeded");
            assertThat(client.job(running).get("attempt").asInt()).isEqualTo(1);
            assertThat(client.job(waiting).get("state").asString()).isEqualTo("queued");
            assertThat(client.job(waiting).get("attempt").asInt()).isZero();
        }
    }

    @Test
    void aHandlerThatTakesNoNoticeHoldsNothingUp() throws Exception {
        try (var installation = new Installation()) {
            var client = installation.client(
                    installation.start(List.of(Role.API, Role.SCHEDULER), Map.of("test.kind.stubborn", "never")));
            var stopped = installation.startProcess(
                    "worker", Map.of("TEST_KIND_STUBBORN", "always", "PENSTOCK_WORKER_DRAIN", "1s"));
            var id = client.submit(STUBBORN);
            client.await(id, "running");

            stopped.stop();
            stopped.stop();

            assertThat(stopped.exitCode()).isEqualTo(BY_SIGTERM);
            assertThat(stopped.output()).contains("1 attempts were not done after PT1S and are released");
            assertThat(installation.count("SELECT count(*) FROM worker WHERE lapsed_at IS NULL"))
                    .isZero();
            await().atMost(PATIENCE)
                    .until(() -> EventsTest.types(installation, id).contains("job.released"));
            installation.start(List.of(Role.WORKER), Map.of("test.kind.stubborn", "never"));
            var job = client.await(id, "succeeded");
            assertThat(job.get("attempt").asInt()).isEqualTo(2);
            assertThat(job.get("attempts")).isEmpty();
        }
    }

    @Test
    void whoeverKillsAWorkerThatStopsLosesNothing() throws Exception {
        try (var installation = new Installation()) {
            var client = installation.client(installation.start(Role.API, Role.SCHEDULER));
            var stopped = installation.startProcess("worker", Map.of("PENSTOCK_WORKER_DRAIN", "10m"));
            var id = client.probe("{\"take_ms\": 4000}");
            client.await(id, "running");

            stopped.stop();
            stopped.kill();
            installation.start(Role.WORKER);

            var job = client.await(id, "succeeded");
            assertThat(job.get("attempt").asInt()).isEqualTo(2);
            assertThat(job.get("attempts").get(0).get("error").get("code").asString())
                    .isEqualTo("worker_lost");
            assertThat(installation.count("SELECT count(*) FROM outcome")).isEqualTo(1);
        }
    }
}
