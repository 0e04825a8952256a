package io.penstock.standalone.path;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.MeterRegistry;
import io.penstock.db.job.JobId;
import io.penstock.standalone.role.Role;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.IntStream;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.springframework.context.ConfigurableApplicationContext;

/** The whole path, over HTTP and through real servers. */
class PathTest {

    private static Installation installation;
    private static ConfigurableApplicationContext process;
    private static ApiClient client;

    @BeforeAll
    static void start() {
        installation = new Installation();
        process = installation.start(Role.values());
        client = installation.client(process);
    }

    @AfterAll
    static void stop() throws Exception {
        installation.close();
    }

    @Test
    void aJobGoesFromSubmitToItsResult() {
        var id = client.probe("{\"take_ms\": 20, \"note\": \"hello\", \"return_bytes\": 3}");

        var job = client.await(id, "succeeded");

        assertThat(job.get("attempt").asInt()).isEqualTo(1);
        assertThat(job.get("started_at").isNull()).isFalse();
        assertThat(client.result(id).get("note").asString()).isEqualTo("hello");
        assertThat(client.result(id).get("filling").asString()).isEqualTo("xxx");
    }

    @Test
    void aFailedAttemptIsKeptAndTriedAgain() {
        var id = client.probe("{\"fail_times\": 1}");

        assertThat(client.await(id, "retrying").get("wait_reason").asString()).isEqualTo("retry");
        var job = client.await(id, "succeeded");

        assertThat(job.get("attempt").asInt()).isEqualTo(2);
        assertThat(job.get("attempts").get(0).get("error").get("code").asString())
                .isEqualTo("probe_failed");
        assertThat(client.result(id).get("attempt").asInt()).isEqualTo(2);
    }

    @Test
    void aPermanentFailureEndsAtOnce() {
        var id = client.probe("{\"fail_times\": 9, \"permanent\": true}");

        var job = client.await(id, "failed");

        assertThat(job.get("attempt").asInt()).isEqualTo(1);
        assertThat(job.get("error").get("code").asString()).isEqualTo("probe_failed");
        assertThat(client.get("/v1/jobs/" + id + "/result").statusCode()).isEqualTo(409);
    }

    @Test
    void aJobWaitsForItsTime() {
        var later = Clock.systemUTC().instant().plus(Duration.ofSeconds(2));
        var id = client.submit("{\"kind\": \"probe\", \"payload\": {}, \"run_at\": \"%s\"}".formatted(later));

        assertThat(client.job(id).get("state").asString()).isEqualTo("scheduled");
        var job = client.await(id, "succeeded");

        assertThat(java.time.Instant.parse(job.get("started_at").asString())).isAfterOrEqualTo(later);
    }

    @Test
    void manyJobsAllEndOnce() {
        var ids = IntStream.range(0, 300)
                .mapToObj(i -> client.probe("{\"take_ms\": 5}"))
                .toList();

        ids.forEach(id ->
                assertThat(client.await(id, "succeeded").get("attempt").asInt()).isEqualTo(1));
    }

    @Test
    void aHigherPriorityDoesNotLoseTheLower() {
        var low = client.submit("{\"kind\": \"probe\", \"payload\": {}, \"priority\": 0}");
        var high = client.submit("{\"kind\": \"probe\", \"payload\": {}, \"priority\": 9}");

        client.await(low, "succeeded");
        client.await(high, "succeeded");
    }

    @Test
    void recordsThatAreUnreadableUnknownOrDoubleChangeNothing() {
        var id = client.probe("{\"take_ms\": 300}");
        client.await(id, "running");
        var unreadable = counter("penstock.records.unreadable");
        var dropped = counter("penstock.records.dropped");

        put("no record of ours", "", "job_1 0 probe", JobId.next() + " 0 probe", id + " 0 probe", id + " 1 probe");

        await().untilAsserted(
                        () -> assertThat(counter("penstock.records.unreadable")).isEqualTo(unreadable + 3));
        await().untilAsserted(
                        () -> assertThat(counter("penstock.records.dropped")).isEqualTo(dropped + 3));
        assertThat(client.await(id, "succeeded").get("attempt").asInt()).isEqualTo(1);
        client.await(client.probe("{}"), "succeeded");
    }

    @Test
    void anHttpJobDoesNotReachThisMachine() {
        var id = client.submit("{\"kind\": \"http.request\", \"payload\": {\"url\": \"http://127.0.0.1:1/\"}}");

        assertThat(client.await(id, "failed").get("error").get("code").asString())
                .isEqualTo("address_not_allowed");
    }

    private static double counter(String name) {
        return process.getBean(MeterRegistry.class)
                .counter(name, "lane", "http")
                .count();
    }

    private static void put(String... records) {
        try (var producer = new KafkaProducer<>(
                Map.<String, Object>of(
                        "bootstrap.servers",
                        installation.kafka(),
                        "client.id",
                        UUID.randomUUID().toString()),
                new ByteArraySerializer(),
                new ByteArraySerializer())) {
            for (var record : List.of(records)) {
                var _ = producer.send(
                        new ProducerRecord<>(installation.topic("http"), record.getBytes(StandardCharsets.UTF_8)));
            }
        }
    }
}
