package io.penstock.api;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.penstock.catalog.json.Json;
import io.penstock.db.aside.Asides;
import io.penstock.db.aside.Room;
import io.penstock.db.job.JobId;
import io.penstock.db.testing.TestDatabase;
import java.io.ByteArrayInputStream;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class LongBodyTest {

    private static final String START = "{\"kind\": \"http.request\", \"payload\": ";
    private static final String AROUND = "{\"method\":\"POST\",\"url\":\"https://example.com/\",\"body\":\"\"}";

    private static final String PROBE = "{\"kind\": \"probe\", \"payload\": {}}";

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
        var full = PROBE + " ".repeat((2 << 20) - PROBE.length());
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
            client.submit(PROBE).is(202);
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

    private static String errors(Answer batch) {
        return batch.at("/errors")
                .valueStream()
                .map(error -> error.at("/nr").asInt() + " "
                        + error.at("/errors/0/pointer").asString() + " "
                        + error.at("/errors/0/detail").asString())
                .collect(Collectors.joining("\n"));
    }

    private static List<String> jobs(Answer batch) {
        return client.get("/v1/batches/" + batch.text("/id") + "/items?page_size=500")
                .is(200)
                .at("/data")
                .valueStream()
                .map(item -> item.at("/job_id").asString())
                .toList();
    }

    /** There is more to come than there is room for: each has its room until it is stored. */
    @Test
    void linesMayBeAsLongAsBodies() throws Exception {
        var lines = new ArrayList<String>();
        for (int nr = 1; nr <= 20; nr++) {
            lines.add(nr % 5 == 0 ? PROBE : job((1 << 20) + nr));
        }
        var stream = String.join("\n", lines);
        var batch = client.stream(stream, "long lines").is(202);
        assertThat(batch.at("/counts/queued").asInt()).isEqualTo(20);
        var jobs = jobs(batch);
        for (int nr : new int[] {1, 7, 19}) {
            var id = JobId.parse(jobs.get(nr - 1)).orElseThrow();
            try (var in = Asides.PAYLOADS.open(api.database().jdbi(), id)) {
                assertThat(new String(in.readAllBytes(), UTF_8)).isEqualTo(payload((1 << 20) + nr));
            }
        }
        var again = client.stream(stream.replace("\"payload\": ", "\"payload\" :"), "long lines");
        assertThat(again.is(202).header("Idempotency-Replayed")).isEqualTo("true");
        client.stream(stream + PROBE, "long lines").isProblem(422, "idempotency_key_reused");
    }

    @Test
    void whatIsWrongWithALongLineDoesNotHoldTheOthersBack() {
        var batch = client.stream(String.join(
                        "\n",
                        PROBE,
                        job(300 << 10).replace("POST", "NOPE"),
                        job(300 << 10) + "}",
                        "{".repeat(300 << 10),
                        "x".repeat(3 << 20),
                        job(2 << 20),
                        START + "[" + "[],".repeat(150_000) + "[]]}",
                        START + payload(300 << 10),
                        PROBE,
                        job(300 << 10)))
                .is(202);
        assertThat(errors(batch)).isEqualTo("""
                2 /payload/method must be one of GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS
                3  is not well-formed JSON at line 1, column 307238
                4  is not well-formed JSON at line 1, column 2
                5  is not well-formed JSON at line 1, column 1
                6  has at most 2097152 bytes
                7  has more values than this server has memory for
                8  is not well-formed JSON at line 1, column 307237""");
        assertThat(batch.at("/counts/queued").asInt()).isEqualTo(3);
        assertThat(batch.at("/counts/invalid").asInt()).isEqualTo(7);
    }

    @Test
    void ofALongLineThatBreaksOffNothingIsTold() {
        var answer = RawHttp.talk(
                client.port(),
                "POST /v1/batches HTTP/1.1\nHost: penstock\nConnection: close\nAuthorization: " + client.authorization()
                        + "\nContent-Type: application/x-ndjson\nIdempotency-Key: broken\nContent-Length: 500000\n\n"
                        + PROBE + "\n" + job(400 << 10));
        answer.isProblem(400, "bad_request");
        var whole = client.stream(PROBE + "\n" + job(600 << 10), "broken").is(202);
        assertThat(whole.at("/counts/queued").asInt()).isEqualTo(2);
        assertThat(whole.at("/errors")).isEmpty();
    }

    @Test
    void aLongLineWaitsForItsRoom() {
        var lines = PROBE + "\n" + job(1200 << 10) + "\n" + PROBE;
        int before = api.count("job");
        try (var others = api.bean(Room.class).tryTake(2 << 20).orElseThrow()) {
            var answer = CompletableFuture.supplyAsync(() -> client.stream(lines), Thread::startVirtualThread);
            await().until(() -> api.count("job") == before + 1);
            others.close();
            assertThat(answer.join().is(202).at("/counts/queued").asInt()).isEqualTo(3);
        }
    }

    @Test
    void whoFindsNoRoomInTheEndGoesOnLater() {
        var lines = PROBE + "\n" + job(1200 << 10) + "\n" + PROBE;
        int before = api.count("job");
        try (var _ = api.bean(Room.class).tryTake(2 << 20).orElseThrow()) {
            client.stream(lines, "later").isProblem(503, "no_room");
            assertThat(api.count("job")).isEqualTo(before + 1);
        }
        assertThat(client.stream(lines, "later").is(202).at("/counts/queued").asInt())
                .isEqualTo(3);
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
