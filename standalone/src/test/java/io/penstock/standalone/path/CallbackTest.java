package io.penstock.standalone.path;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.penstock.db.webhook.SigningSecret;
import io.penstock.standalone.path.Receiver.Got;
import io.penstock.standalone.role.Role;
import java.net.http.HttpRequest.BodyPublishers;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** Callbacks, from the end of a job to a receiver that listens. */
class CallbackTest {

    private static Installation installation;
    private static Receiver receiver;
    private static ApiClient client;

    @BeforeAll
    static void start() throws Exception {
        installation = new Installation();
        receiver = new Receiver();
        client = installation.client(
                installation.start(List.of(Role.values()), Map.of("penstock.http.allow", "127.0.0.1")));
    }

    @AfterAll
    static void stop() throws Exception {
        installation.close();
        receiver.close();
    }

    private static String submit(String payload, String more, String path) {
        return client.submit("{\"kind\": \"probe\", \"payload\": %s%s, \"callback\": {\"url\": \"%s\"}}"
                .formatted(payload, more, receiver.url(path)));
    }

    private static Got awaitCall(String job, int nr) {
        await(job + " is told " + nr + " times")
                .atMost(Duration.ofSeconds(30))
                .until(() -> receiver.of(job).size() >= nr);
        return receiver.of(job).get(nr - 1);
    }

    private static JsonNode awaitDelivery(String job, String state) {
        await(job + " has a delivery that is " + state)
                .atMost(Duration.ofSeconds(30))
                .until(() -> deliveries(job).valueStream().anyMatch(d -> is(d, state)));
        return deliveries(job).get(0);
    }

    private static boolean is(JsonNode delivery, String state) {
        return delivery.get("state").asString().equals(state);
    }

    private static JsonNode deliveries(String job) {
        return ApiClient.json(client.get("/v1/webhooks/deliveries?job=" + job)).get("data");
    }

    private static void awaitSubmitted(String call) {
        await(call + " is told of as every job")
                .atMost(Duration.ofSeconds(30))
                .until(() -> EventsTest.types(installation, call).contains("job.submitted"));
    }

    @Test
    void theReceiverIsToldOfTheEndAndCanTellThatItIsTrue() {
        var secret = new SigningSecret(ApiClient.json(client.post("/v1/webhooks/secret/rotate", ""))
                .get("secret")
                .asString());
        var job = submit("{\"note\": \"not for the receiver\"}", ", \"tags\": {\"team\": \"a\"}", "/ok");

        var got = awaitCall(job, 1);

        var at = Instant.ofEpochSecond(Long.parseLong(got.header("webhook-timestamp")));
        assertThat(got.header("webhook-signature").split(" "))
                .contains(secret.sign(got.header("webhook-id"), at, got.body()));
        assertThat(got.json().get("type").asString()).isEqualTo("job.succeeded");
        assertThat(got.json().at("/data/tags/team").asString()).isEqualTo("a");
        assertThat(got.body()).doesNotContain("not for the receiver");
        var delivery = awaitDelivery(job, "delivered");
        assertThat(delivery.get("id").asString()).isEqualTo(got.header("webhook-id"));
        var call = delivery.get("delivery_job_id").asString();
        client.await(call, "succeeded");
        awaitSubmitted(call);
        assertThat(receiver.of(job)).hasSize(1);
    }

    @Test
    void everyJobIsToldOfOnce() {
        var jobs = IntStream.range(0, 40)
                .mapToObj(i -> submit("{\"fail_times\": %d, \"permanent\": true}".formatted(i % 2), "", "/many"))
                .toList();

        jobs.forEach(job -> awaitDelivery(job, "delivered"));

        assertThat(jobs).allSatisfy(job -> {
            assertThat(deliveries(job)).hasSize(1);
            assertThat(receiver.of(job)).hasSize(1);
            assertThat(receiver.of(job).getFirst().json().at("/data/state").asString())
                    .isEqualTo(client.state(job));
        });
    }

    @Test
    void aJobThatNeverRanIsToldOfToo() {
        var job = submit("{}", ", \"run_at\": \"2040-01-01T00:00:00Z\"", "/ok");
        client.post("/v1/jobs/" + job + "/cancel", "");
        assertThat(awaitCall(job, 1).json().get("type").asString()).isEqualTo("job.cancelled");
    }

    @Test
    void theReceiverIsToldOnceOfTheEndOfABatch() {
        var probe = "{\"kind\": \"probe\", \"payload\": {\"fail_times\": %d, \"permanent\": true}}\n";
        var lines = probe.formatted(0).repeat(3) + probe.formatted(1) + "{}\n";
        var accepted = client.stream(
                "?tag.team=a&callback=" + receiver.url("/batch"), BodyPublishers.ofString(lines), "a-batch");
        assertThat(accepted.statusCode()).isEqualTo(202);
        var batch = ApiClient.json(accepted).get("id").asString();

        var got = awaitCall(batch, 1);

        assertThat(got.json().get("type").asString()).isEqualTo("batch.finished");
        assertThat(got.json().at("/data/state").asString()).isEqualTo("finished");
        assertThat(got.json().at("/data/tags/team").asString()).isEqualTo("a");
        assertThat(got.json().at("/data/counts/succeeded").asInt()).isEqualTo(3);
        assertThat(got.json().at("/data/counts/failed").asInt()).isEqualTo(1);
        assertThat(got.json().at("/data/counts/invalid").asInt()).isEqualTo(1);
        var delivery = ApiClient.json(client.get("/v1/webhooks/deliveries?page_size=500"))
                .get("data")
                .valueStream()
                .filter(d -> d.get("id").asString().equals(got.header("webhook-id")))
                .findFirst();
        client.await(delivery.orElseThrow().get("delivery_job_id").asString(), "succeeded");
        assertThat(receiver.of(batch)).hasSize(1);
    }

    @Test
    void aReceiverThatIsGoneIsLeftAloneUntilItIsEnabledAgain() throws Exception {
        try (var gone = new Receiver()) {
            gone.answer(410);
            var url = gone.url("/hook");
            var body = "{\"kind\": \"probe\", \"payload\": {}, \"callback\": {\"url\": \"%s\"}}".formatted(url);
            var first = client.submit(body);
            var delivery = awaitDelivery(first, "disabled");
            var second = client.submit(body);
            awaitDelivery(second, "disabled");
            assertThat(gone.of(second)).isEmpty();
            assertThat(client.get("/v1/webhooks/endpoints").body()).contains(url);

            gone.answer(204);
            client.post("/v1/webhooks/endpoints/enable", "{\"url\": \"%s\"}".formatted(url));
            client.post("/v1/webhooks/deliveries/" + delivery.get("id").asString() + "/redeliver", "");

            var again = awaitDelivery(first, "delivered");
            awaitSubmitted(again.get("delivery_job_id").asString());
            assertThat(gone.of(first)).hasSize(2);
            assertThat(gone.of(first))
                    .extracting(Got::body)
                    .containsOnly(gone.of(first).getFirst().body());
            assertThat(gone.of(first))
                    .extracting(got -> got.header("webhook-id"))
                    .containsOnly(delivery.get("id").asString());
        }
    }
}
