package io.penstock.standalone.path;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.penstock.standalone.role.Role;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** Batches, over HTTP and through real servers. */
class BatchPathTest {

    private static Installation installation;
    private static ApiClient client;

    @BeforeAll
    static void start() {
        installation = new Installation();
        client = installation.client(installation.start(Role.values()));
    }

    @AfterAll
    static void stop() throws Exception {
        installation.close();
    }

    private static String lines(int count, String payload) {
        return IntStream.rangeClosed(1, count)
                .mapToObj(nr -> "{\"custom_id\": \"item-%d\", \"kind\": \"probe\", \"payload\": %s}\n"
                        .formatted(nr, payload.formatted(nr)))
                .collect(Collectors.joining());
    }

    private static JsonNode batch(String id) {
        return ApiClient.json(client.get("/v1/batches/" + id));
    }

    private static JsonNode ended(String id) {
        await().atMost(Duration.ofSeconds(60))
                .until(() -> !batch(id).get("finished_at").isNull());
        return batch(id);
    }

    private static long sum(JsonNode batch) {
        return batch.get("counts").valueStream().mapToLong(JsonNode::asLong).sum();
    }

    @Test
    void aBatchRunsAndItsCountsSumUpAllTheWhile() {
        var sent = client.stream(lines(500, "{\"note\": \"%d\"}") + "{}\n", "runs");
        assertThat(sent.statusCode()).as(sent.body()).isEqualTo(202);
        var id = ApiClient.json(sent).get("id").asString();

        await().atMost(Duration.ofSeconds(60)).until(() -> {
            var now = batch(id);
            assertThat(sum(now)).isEqualTo(501);
            assertThat(now.get("total").asInt()).isEqualTo(501);
            return now.get("state").asString().equals("finished");
        });

        var counts = batch(id).get("counts");
        assertThat(counts.get("succeeded").asInt()).isEqualTo(500);
        assertThat(counts.get("invalid").asInt()).isEqualTo(1);
        var results = client.lines("/v1/batches/" + id + "/results");
        assertThat(results).hasSize(501);
        for (var result : results.subList(0, 500)) {
            assertThat(result.at("/result/note").asString())
                    .isEqualTo(result.get("nr").asString());
        }
    }

    @Test
    void aConnectionThatBreaksInTheMiddleLosesAndRepeatsNothing() throws IOException {
        var all = lines(3000, "{\"note\": \"%d\"}");
        sendAndBreakOff(all, all.length() / 2, "broken");
        int stored = installation.count(
                "SELECT count(*) FROM batch_item JOIN batch ON batch.id = batch_item.batch AND batch.key = 'broken'");
        assertThat(stored).isBetween(1, 2999);

        // Until the server has noticed that nobody sends any more, it answers 409 and that this may be tried again.
        await().atMost(Duration.ofSeconds(60)).until(() -> {
            var answer = client.stream(all, "broken");
            assertThat(answer.statusCode()).as(answer.body()).isIn(202, 409);
            return answer.statusCode() == 202;
        });

        var again = client.stream(all, "broken");
        assertThat(again.headers().firstValue("Idempotency-Replayed")).contains("true");
        var id = ApiClient.json(again).get("id").asString();
        assertThat(ended(id).at("/counts/succeeded").asInt()).isEqualTo(3000);
        assertThat(sum(batch(id))).isEqualTo(3000);
        var results = client.lines("/v1/batches/" + id + "/results");
        assertThat(results)
                .extracting(r -> r.get("custom_id").asString())
                .doesNotHaveDuplicates()
                .hasSize(3000);
        assertThat(results).extracting(r -> r.get("job_id").asString()).doesNotHaveDuplicates();
        assertThat(results)
                .allSatisfy(r -> assertThat(r.at("/result/attempt").asInt()).isEqualTo(1));
        assertThat(installation.count(
                        "SELECT count(*) FROM job JOIN batch ON batch.id = job.batch AND batch.key = 'broken'"))
                .isEqualTo(3000);
    }

    private static void sendAndBreakOff(String body, int after, String key) throws IOException {
        try (var socket = new Socket(InetAddress.getLoopbackAddress(), client.port())) {
            var head = client.head(
                    "POST /v1/batches HTTP/1.1",
                    "Content-Type: application/x-ndjson",
                    "Idempotency-Key: " + key,
                    "Content-Length: " + body.length());
            socket.getOutputStream().write((head + body.substring(0, after)).getBytes(UTF_8));
            socket.getOutputStream().flush();
            await().atMost(Duration.ofSeconds(30))
                    .until(() -> installation.count(
                                    "SELECT count(*) FROM batch_item JOIN batch ON batch.id = batch_item.batch AND batch.key = '"
                                            + key + "'")
                            > 0);
            socket.setSoLinger(true, 0);
        }
    }

    @Test
    void aCancelledBatchEndsWithTheJobsThatRan() {
        var id = ApiClient.json(client.stream(
                        lines(20, "{\"take_ms\": 60000}")
                                + lines(20, "{\"note\": \"%d\"}").replace("item-", "quick-"),
                        "cancelled"))
                .get("id")
                .asString();
        await().until(() -> batch(id).at("/counts/succeeded").asInt() == 20
                && batch(id).at("/counts/running").asInt() == 20);

        assertThat(client.post("/v1/batches/" + id + "/cancel", "").statusCode())
                .isEqualTo(202);
        var ended = ended(id);
        assertThat(ended.get("state").asString()).isEqualTo("cancelled");
        assertThat(ended.at("/counts/succeeded").asInt()).isEqualTo(20);
        assertThat(ended.at("/counts/cancelled").asInt()).isEqualTo(20);
    }
}
