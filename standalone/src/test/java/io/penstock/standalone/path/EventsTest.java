package io.penstock.standalone.path;

import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.mapping;
import static java.util.stream.Collectors.toList;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.penstock.embedded.kafka.EmbeddedKafkaServer;
import io.penstock.standalone.role.Role;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** What happens to jobs, as somebody reads it who knows nothing of Penstock but its topic. */
class EventsTest {

    private static final Duration PATIENCE = Duration.ofSeconds(90);
    private static final List<String> SORTS =
            List.of("{}", "{\"fail_times\": 1}", "{\"chunks\": 2}", "{\"progress_steps\": 1}");

    /** A new share group may take seconds to form, and nothing is to return meanwhile. */
    @Test
    void everyTransitionOfAJobIsTold() throws Exception {
        try (var installation = new Installation()) {
            var client = installation.client(
                    installation.start(List.of(Role.values()), Map.of("penstock.lanes.patience", "1m")));
            var retried = client.probe("{\"fail_times\": 1, \"take_ms\": 20}");
            var cancelled =
                    client.submit("{\"kind\": \"probe\", \"payload\": {}, \"run_at\": \"2099-01-01T00:00:00Z\"}");
            client.post("/v1/jobs/" + cancelled + "/cancel", "");

            awaitEvent(installation, retried, "job.succeeded");
            awaitEvent(installation, cancelled, "job.cancelled");
            assertThat(types(installation, retried))
                    .containsExactly(
                            "job.submitted",
                            "job.dispatched",
                            "job.started",
                            "job.retrying",
                            "job.due",
                            "job.dispatched",
                            "job.started",
                            "job.succeeded");
            assertThat(types(installation, cancelled)).containsExactly("job.submitted", "job.cancelled");
            var last = of(installation, retried).getLast();
            assertThat(last.get("number").asInt()).isEqualTo(28);
            assertThat(last.get("at").asString())
                    .isEqualTo(client.job(retried).get("finished_at").asString());
        }
    }

    @Test
    void eachJobsEventsComeInOrder() throws Exception {
        try (var installation = new Installation()) {
            var client = installation.client(installation.start(Role.values()));
            var ids = IntStream.range(0, 500)
                    .mapToObj(i -> client.probe(SORTS.get(i % SORTS.size())))
                    .toList();

            await().atMost(PATIENCE)
                    .untilAsserted(() -> assertThat(ended(installation)).containsAll(ids));

            var numbers = firstTold(installation)
                    .collect(groupingBy(
                            event -> event.get("job").asString(),
                            mapping(event -> event.get("number").asInt(), toList())));
            assertThat(numbers)
                    .hasSize(500)
                    .allSatisfy((job, told) -> assertThat(told).startsWith(1).isSorted());
        }
    }

    @Test
    void aJobThatNobodyTakesFromItsLaneIsToldToReturn() throws Exception {
        try (var installation = new Installation()) {
            var client = installation.client(
                    installation.start(List.of(Role.API, Role.SCHEDULER), Map.of("penstock.lanes.patience", "1s")));
            var id = client.probe("{}");

            awaitEvent(installation, id, "job.returned");

            assertThat(types(installation, id)).startsWith("job.submitted", "job.dispatched", "job.returned");
        }
    }

    @Test
    void aStreamIsToldWhatItsJobSaysAndHowItEnds() throws Exception {
        try (var installation = new Installation()) {
            var client = installation.client(installation.start(Role.values()));
            var id = client.probe("{\"take_ms\": 600, \"progress_steps\": 3, \"chunks\": 6}");

            var told = client.get("/v1/jobs/" + id + "/events").body();

            assertThat(told.lines().filter(line -> line.startsWith("event: ")))
                    .startsWith("event: job.submitted")
                    .contains("event: progress")
                    .endsWith("event: job.succeeded")
                    .filteredOn(line -> line.equals("event: chunk"))
                    .hasSize(6);
        }
    }

    @Test
    void afterAKillTheFinalEventsArriveAllTheSame() throws Exception {
        try (var installation = new Installation()) {
            var client = installation.client(installation.start(Role.API, Role.SCHEDULER));
            var doomed = installation.startProcess("worker", Map.of("PENSTOCK_WORKER_SLOTS", "50"));
            var ids = IntStream.range(0, 400)
                    .mapToObj(i -> client.probe("{\"take_ms\": 100}"))
                    .toList();
            await().atMost(PATIENCE).until(() -> installation.count("SELECT count(*) FROM outcome") > 100);

            doomed.kill();
            installation.start(Role.WORKER);

            ids.forEach(id -> client.await(id, "succeeded"));
            await().atMost(PATIENCE)
                    .untilAsserted(() -> assertThat(ended(installation)).containsAll(ids));
        }
    }

    @Test
    void afterKafkaWasAwayTheFinalEventsArriveAllTheSame(@TempDir Path folder) throws Exception {
        var kafka = EmbeddedKafkaServer.start(folder);
        try (var installation = new Installation(kafka.bootstrapServers())) {
            var client = installation.client(installation.start(Role.API, Role.SCHEDULER));
            var worker = installation.start(Role.WORKER);
            var ids = new ArrayList<>(IntStream.range(0, 20)
                    .mapToObj(i -> client.probe("{\"take_ms\": 2000}"))
                    .toList());
            ids.forEach(id -> client.await(id, "running"));

            int port = kafka.port();
            kafka.close();
            ids.forEach(id -> client.await(id, "succeeded"));
            var cancelled = client.probe("{}");
            client.post("/v1/jobs/" + cancelled + "/cancel", "");
            ids.add(cancelled);
            // Whatever it still had to tell is gone with it.
            worker.close();
            kafka = EmbeddedKafkaServer.start(folder, port);

            await().atMost(PATIENCE)
                    .untilAsserted(() -> assertThat(ended(installation)).containsAll(ids));
        } finally {
            kafka.close();
        }
    }

    private static void awaitEvent(Installation installation, String job, String type) {
        await(type).atMost(PATIENCE).until(() -> types(installation, job).contains(type));
    }

    static List<String> types(Installation installation, String job) {
        return of(installation, job).stream()
                .map(event -> event.get("type").asString())
                .toList();
    }

    private static List<JsonNode> of(Installation installation, String job) {
        return firstTold(installation)
                .filter(event -> event.get("job").asString().equals(job))
                .toList();
    }

    /** What is told again has the id of the first time. */
    private static Stream<JsonNode> firstTold(Installation installation) {
        var seen = new HashSet<String>();
        return installation.events().stream()
                .filter(event -> seen.add(event.get("id").asString()));
    }

    private static List<String> ended(Installation installation) {
        return installation.events().stream()
                .filter(event -> event.get("number").asInt() % 10 >= 8)
                .map(event -> event.get("job").asString())
                .toList();
    }
}
