package io.penstock.api;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.catalog.json.Json;
import io.penstock.db.aside.Asides;
import io.penstock.db.aside.Room;
import io.penstock.db.job.JobId;
import io.penstock.db.testing.TestDatabase;
import java.io.ByteArrayInputStream;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class LongBodyTest {

    private static final String START = "{\"kind\": \"http.request\", \"payload\": ";
    private static final String AROUND = "{\"method\":\"POST\",\"url\":\"https://example.com/\",\"body\":\"\"}";

    private static TestDatabase database;
    private static TestApi api;
    private static TestClient client;

    /** There is room for little here, so that it can be filled. */
    @BeforeAll
    static void start() {
        database = TestDatabase.fresh();
        api = TestApi.start(database.url(), Map.of("penstock.aside.in-memory", "3MB", "penstock.api.max-body", "2MB"));
        client = api.newTenant();
    }

    @AfterAll
    static void stop() {
        api.close();
        database.close();
    }

    /** Whatever came of a request, what it had is given back. */
    @AfterEach
    void allTheRoomIsFreeAgain() {
        api.bean(Room.class).tryTake(api.bean(Room.class).size()).orElseThrow().close();
    }

    private static String payload(int bytes) {
        return AROUND.replace("\"\"", '"' + "x".repeat(bytes - AROUND.length()) + '"');
    }

    private static String job(int bytes) {
        return START + payload(bytes) + "}";
    }

    private static Answer send(TestClient client, BodyPublisher body) {
        return client.send(client.request("/v1/jobs")
                .header("Content-Type", "application/json")
                .POST(body));
    }

    private static BodyPublisher chunked(String body) {
        var bytes = body.getBytes(UTF_8);
        return BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(bytes));
    }

    private static String stored(TestApi api, Answer answer) throws Exception {
        var id = JobId.parse(answer.is(202).text("/id")).orElseThrow();
        try (var in = Asides.PAYLOADS.open(api.database().jdbi(), id)) {
            return new String(in.readAllBytes(), UTF_8);
        }
    }

    @Test
    void aLongPayloadIsTaken() throws Exception {
        assertThat(stored(api, client.submit(job(1 << 20)))).isEqualTo(payload(1 << 20));
        assertThat(stored(api, send(client, chunked(job(1 << 20))))).isEqualTo(payload(1 << 20));
    }

    @Test
    void theSameLongRequestIsAnsweredWithTheSameJob() {
        var first = client.submit(job(300 << 10), "long").is(202);
        var again = client.submit(job(300 << 10).replace(": ", " :  "), "long").is(202);
        assertThat(again.text("/id")).isEqualTo(first.text("/id"));
        assertThat(again.header("Idempotency-Replayed")).isEqualTo("true");
        client.submit(job((300 << 10) + 1), "long").isProblem(422, "idempotency_key_reused");
    }

    @Test
    void whatIsWrongWithALongOneIsSaidAsOfAShortOne() {
        client.submit(job(300 << 10).replace("POST", "NOPE")).isInvalidAt("/payload/method");
        client.submit(job(300 << 10) + "}").isInvalidAt("");
        client.submit(job(300 << 10).replace("}}", "\\ud800}}")).isInvalidAt("");
        client.submit(START + "{}, \"nope\": \"" + "x".repeat(300 << 10) + "\"}")
                .isInvalidAt("/nope");
    }

    @Test
    void aBodyMayBeAsLargeAsTheLimitAndNoLarger() {
        var json = "{\"kind\": \"probe\", \"payload\": {}}";
        var full = json + " ".repeat((2 << 20) - json.length());
        client.submit(full).is(202);
        send(client, chunked(full)).is(202);
        for (var body : new BodyPublisher[] {BodyPublishers.ofString(full + " "), chunked(full + " ")}) {
            assertThat(send(client, body).isProblem(413, "too_large").text("/detail"))
                    .isEqualTo("A request body has at most 2097152 bytes.");
        }
    }

    @Test
    void whenThereIsNoRoomCallersComeBackLater() {
        int before = api.count("job");
        try (var _ = api.bean(Room.class).tryTake(2 << 20).orElseThrow()) {
            for (var body : new BodyPublisher[] {BodyPublishers.ofString(job(1200 << 10)), chunked(job(1200 << 10))}) {
                var answer = send(client, body).isProblem(503, "no_room");
                assertThat(answer.header("Retry-After")).isEqualTo("2");
                assertThat(answer.at("/retryable").asBoolean()).isTrue();
            }
            client.submit("{\"kind\": \"probe\", \"payload\": {}}").is(202);
        }
        assertThat(api.count("job")).isEqualTo(before + 1);
        client.submit(job(1200 << 10)).is(202);
    }

    /** Three bytes of text may be an object of a hundred. */
    @Test
    void manySmallValuesTakeTheRoomOfALongText() {
        var many = START + "[" + "[],".repeat(150_000) + "[]]}";
        assertThat(client.submit(many).isProblem(413, "too_large").text("/detail"))
                .isEqualTo("The request body has more values than this server has memory for.");
        var some = START + "[" + "[],".repeat(50_000) + "[]" + " ".repeat(256 << 10) + "]}";
        client.submit(some).isInvalidAt("/payload");
        try (var _ = api.bean(Room.class).tryTake(2 << 20).orElseThrow()) {
            client.submit(some).isProblem(503, "no_room");
        }
    }

    @Test
    void aPayloadHasAtMost64MiB() throws Exception {
        try (var large = TestApi.start(database.url())) {
            var tenant = large.newTenant();
            var answer = tenant.submit(job(Json.LONGEST)).is(202);
            assertThat(Asides.PAYLOADS.length(
                            large.database().jdbi(),
                            JobId.parse(answer.text("/id")).orElseThrow()))
                    .hasValue(Json.LONGEST);
            var refused = send(tenant, chunked(job(Json.LONGEST + 1))).isProblem(413, "too_large");
            assertThat(refused.text("/detail")).isEqualTo("/payload has at most 67108864 bytes as JSON.");
            assertThat(refused.text("/errors/0/pointer")).isEqualTo("/payload");
            // Its text is too long by itself.
            tenant.submit(job(Json.LONGEST + AROUND.length() + 1)).isProblem(413, "too_large");
        }
    }
}
