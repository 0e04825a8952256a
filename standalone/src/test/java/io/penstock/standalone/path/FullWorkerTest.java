package io.penstock.standalone.path;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.penstock.standalone.role.Role;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class FullWorkerTest {

    /** Nothing returns to its gate meanwhile: what a full worker held back would stay so. */
    private static final Map<String, Object> TWO_SMALL_WORKERS = Map.of(
            "penstock.worker.count",
            2,
            "penstock.worker.slots",
            1,
            "penstock.worker.drain",
            "0s",
            "penstock.lanes.patience",
            "10m");

    @Test
    void aFullWorkerHoldsNoJobBackFromAFreeOne() throws Exception {
        try (var installation = new Installation()) {
            var client = installation.client(installation.start(List.of(Role.values()), TWO_SMALL_WORKERS));
            client.await(client.probe("{\"take_ms\": 600000}"), "running");

            var ids = Stream.generate(() -> client.probe("{}")).limit(10).toList();

            ids.forEach(id -> client.await(id, "succeeded"));
        }
    }

    /** The flood would take ten minutes to make room. */
    @Test
    void whoHasNothingElseWaitingDoesNotWaitForAFlood() throws Exception {
        try (var installation = new Installation()) {
            var service = installation.start(
                    List.of(Role.values()), Map.of("penstock.worker.slots", 16, "penstock.worker.drain", "0s"));
            var flood = installation.client(service);
            var longOnes = IntStream.range(0, 60)
                    .mapToObj(i -> "{\"kind\": \"probe\", \"payload\": {\"take_ms\": 600000}}")
                    .collect(Collectors.joining(",", "{\"items\": [", "]}"));
            assertThat(flood.post("/v1/batches", longOnes).statusCode()).isEqualTo(202);
            await().atMost(Duration.ofMinutes(1))
                    .until(() -> installation.count("SELECT count(*) FROM live WHERE state = 'running'") == 16);

            var calm = installation.clientOf("calm", service);

            for (int i = 0; i < 5; i++) {
                calm.await(calm.probe("{}"), "succeeded");
            }
        }
    }

    /** A poll of a worker with so many slots waits for two of them. */
    @Test
    void theLastSlotBesideLongJobsIsUsed() throws Exception {
        try (var installation = new Installation()) {
            var client = installation.client(installation.start(
                    List.of(Role.values()), Map.of("penstock.worker.slots", 16, "penstock.worker.drain", "0s")));
            Stream.generate(() -> client.probe("{\"take_ms\": 600000}"))
                    .limit(15)
                    .toList()
                    .forEach(id -> client.await(id, "running"));

            var ids = Stream.generate(() -> client.probe("{}")).limit(10).toList();

            ids.forEach(id -> client.await(id, "succeeded"));
        }
    }
}
