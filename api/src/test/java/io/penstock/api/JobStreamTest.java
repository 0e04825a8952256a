package io.penstock.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.penstock.api.SseReader.Event;
import io.penstock.api.wait.Waiters;
import io.penstock.db.job.JobId;
import io.penstock.db.job.Jobs;
import io.penstock.db.testing.JobRows;
import io.penstock.db.testing.WorkerRows;
import io.penstock.dispatch.event.EventType;
import io.penstock.dispatch.event.JobEvent;
import io.penstock.dispatch.event.JobEvents;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JobStreamTest {

    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final String UNKNOWN = "job_0199e1d2c3b47a5e8f901234567890ab";

    private final TestApi api = TestApi.shared();
    private final TestClient client = api.newTenant();

    @Test
    void aLateReaderIsToldEverything() throws IOException {
        var id = finishedWithChunks();
        try (var stream = read(id, null)) {
            var told = stream.awaitEnd();
            assertThat(stream.header("Content-Type")).startsWith("text/event-stream");
            assertThat(told)
                    .extracting(Event::type)
                    .containsExactly(
                            "job.submitted",
                            "job.started",
                            "chunk",
                            "chunk",
                            "job.retrying",
                            "job.started",
                            "chunk",
                            "progress",
                            "job.succeeded");
            assertThat(told.get(2).data()).isEqualTo("{\"attempt\":1,\"nr\":1,\"text\":\"one ä\\n\"}");
            assertThat(told.get(7).data()).startsWith("{\"done\":3,\"total\":4,\"note\":\"nearly\",\"at\":\"");
            assertThat(told.getLast().data()).contains("\"type\":\"job.succeeded\"", "\"attempt\":2", id.toString());
        }
    }

    @Test
    void whoComesBackMissesNothingAndIsToldNothingTwice() throws IOException {
        var id = finishedWithChunks();
        List<Event> all;
        try (var stream = read(id, null)) {
            all = stream.awaitEnd();
        }
        for (int i = 0; i < all.size() - 1; i++) {
            try (var again = read(id, all.get(i).id())) {
                assertThat(again.awaitEnd()).isEqualTo(all.subList(i + 1, all.size()));
            }
        }
    }

    @Test
    void whoWasToldTheEndNeedNotComeBack() throws IOException {
        var id = row().cancelled().insert();
        try (var stream = read(id, null)) {
            var end = stream.awaitEnd().getLast();
            assertThat(end.type()).isEqualTo("job.cancelled");
            assertThat(client.send(client.request(path(id)).header("Last-Event-ID", end.id()))
                            .is(204)
                            .body())
                    .isEmpty();
        }
    }

    @Test
    void manyPiecesComeInOrder() throws IOException {
        var id = row().running().insert();
        chunks(id, 1, IntStream.rangeClosed(1, 1234).mapToObj(String::valueOf).toList());
        finish(id);
        try (var stream = read(id, null)) {
            var told = stream.awaitEnd();
            assertThat(told.stream().filter(e -> e.type().equals("chunk")).map(Event::id))
                    .containsExactlyElementsOf(IntStream.rangeClosed(1, 1234)
                            .mapToObj(nr -> "12." + nr + ".0")
                            .toList());
        }
    }

    @Test
    void whatHappensIsToldAsItHappens() throws IOException {
        var id = row().running().insert();
        try (var stream = read(id, null)) {
            stream.await("job.started");
            chunks(id, 1, List.of("live"));
            tell(id, EventType.PROGRESS);
            assertThat(stream.await("chunk").data()).contains("live");
            assertThat(stream.hasEnded()).isFalse();
            finish(id);
            tell(id, EventType.SUCCEEDED);
            assertThat(stream.awaitEnd().getLast().type()).isEqualTo("job.succeeded");
        }
        await().atMost(PATIENCE).until(() -> api.bean(Waiters.class).size() == 0);
    }

    @Test
    void aCancelHereIsToldAtOnce() throws IOException {
        var id = client.submitted();
        try (var api2 = TestApi.start(
                        api.url(), Map.of("penstock.wait.recheck", "1h", "penstock.wait.heartbeat", "1h"));
                var stream = SseReader.open(at(api2), "/v1/jobs/" + id + "/events", null)) {
            stream.await("job.submitted");
            at(api2).cancel(id).is(200);
            assertThat(stream.awaitEnd().getLast().type()).isEqualTo("job.cancelled");
        }
    }

    @Test
    void withoutAnyEventTheRowsAreLookedAtNowAndThen() throws IOException {
        var id = row().running().insert();
        try (var quick = TestApi.start(api.url(), Map.of("penstock.wait.recheck", "200ms"));
                var stream = SseReader.open(at(quick), path(id), null)) {
            stream.await("job.started");
            finish(id);
            assertThat(stream.awaitEnd().getLast().type()).isEqualTo("job.succeeded");
        }
    }

    @Test
    void aResolvedJobIsToldSo() throws IOException {
        var id = row().outcomeUnknown().insert();
        try (var stream = read(id, null)) {
            var unknown = stream.awaitEnd().getLast();
            assertThat(unknown.type()).isEqualTo("job.outcome_unknown");
            client.post("/v1/jobs/" + id + "/resolve", "{\"state\": \"succeeded\", \"reason\": \"I looked.\"}")
                    .is(200);
            try (var again = read(id, unknown.id())) {
                assertThat(again.awaitEnd()).extracting(Event::type).containsExactly("job.resolved");
            }
        }
    }

    @Test
    void anotherProcessGoesOnWhereOneWasStopped() throws IOException {
        var id = row().running().insert();
        Event last;
        try (var first = TestApi.start(api.url());
                var stream = SseReader.open(at(first), path(id), null)) {
            last = stream.await("job.started");
            first.close();
            assertThat(stream.awaitEnd()).isNotEmpty();
        }
        chunks(id, 1, List.of("meanwhile"));
        finish(id);
        try (var stream = read(id, last.id())) {
            assertThat(stream.awaitEnd()).extracting(Event::type).containsExactly("chunk", "job.succeeded");
        }
    }

    @Test
    void aStreamWithNothingToSayShowsThatItLives() throws IOException {
        var id = row().running().insert();
        try (var quick = TestApi.start(api.url(), Map.of("penstock.wait.heartbeat", "100ms"));
                var stream = SseReader.open(at(quick), path(id), null)) {
            await().atMost(PATIENCE)
                    .until(() -> stream.blocks().stream()
                                    .filter(b -> b.type().isEmpty())
                                    .count()
                            > 3);
            assertThat(stream.events()).hasSize(2);
        }
    }

    @Test
    void aReaderThatTakesNothingIsCutOff() throws IOException {
        var id = row().running().insert();
        chunks(id, 1, IntStream.range(0, 300).mapToObj(i -> "x".repeat(100_000)).toList());
        try (var impatient = TestApi.start(api.url(), Map.of("server.tomcat.connection-timeout", "500ms"));
                var socket = new Socket(InetAddress.getLoopbackAddress(), impatient.port())) {
            socket.getOutputStream()
                    .write(("GET " + path(id) + " HTTP/1.1\r\nHost: x\r\nAuthorization: "
                                    + at(impatient).authorization() + "\r\n\r\n")
                            .getBytes(StandardCharsets.US_ASCII));
            var waiters = impatient.bean(Waiters.class);
            await("it is served").atMost(PATIENCE).until(() -> waiters.size() == 1);
            await("it is cut off").atMost(PATIENCE).until(() -> waiters.size() == 0);
        }
    }

    @Test
    void onlyOnesOwnJobsAreFollowed() {
        var id = row().running().insert();
        client.get("/v1/jobs/" + UNKNOWN + "/events").isProblem(404, "job_not_found");
        api.newTenant().get(path(id)).isProblem(404, "job_not_found");
        client.get("/v1/jobs/nonsense/events").isInvalidAt("/id");
        api.stranger().get(path(id)).isProblem(401, "no_key");
    }

    @ParameterizedTest
    @ValueSource(strings = {"x", "1", "1.2", "1.2.3.4", "-1.0.0", "1.2.3x", "99999999999.0.0"})
    void aPositionThatIsNoneIsRefused(String lastEventId) {
        var id = row().running().insert();
        var answer = client.send(client.request(path(id)).header("Last-Event-ID", lastEventId))
                .isProblem(400, "invalid_request");
        assertThat(answer.text("/detail")).contains("Last-Event-ID");
    }

    @Test
    void headDoesNotFollow() {
        var id = row().running().insert();
        var answer = client.send(client.request(path(id)).HEAD()).is(200);
        assertThat(answer.header("Content-Type")).startsWith("text/event-stream");
    }

    @Test
    void onlyAStreamIsServed() {
        var answer = client.send(client.request(path(row().running().insert())).header("Accept", "application/json"))
                .isProblem(406, "not_acceptable");
        assertThat(answer.text("/detail")).isEqualTo("This route answers with text/event-stream only.");
    }

    private TestClient at(TestApi other) {
        return new TestClient(other.port(), client.tenant(), client.authorization());
    }

    private JobId finishedWithChunks() {
        int worker = WorkerRows.in(api.database()).alive();
        var id = row().succeeded()
                .attempt(2)
                .since(Instant.now().plusSeconds(1))
                .finishedBy(worker)
                .insert();
        execute("UPDATE attempt SET finished_at = started_at + interval '10 ms' WHERE id = ?", id);
        chunks(id, 1, List.of("one ä\n", "two"));
        chunks(id, 2, List.of("three"));
        execute("INSERT INTO progress (job, done, total, note) VALUES (?, 3, 4, 'nearly')", id);
        return id;
    }

    private void chunks(JobId id, int attempt, List<String> texts) {
        for (int i = 0; i < texts.size(); i++) {
            int nr = i + 1;
            var text = texts.get(i);
            api.database()
                    .jdbi()
                    .useHandle(handle -> handle.execute(
                            "INSERT INTO chunk (job, attempt, nr, text) VALUES (?, ?, ?, ?)",
                            id.uuid(),
                            attempt,
                            nr,
                            text));
        }
    }

    private void finish(JobId id) {
        execute("""
                WITH gone AS (DELETE FROM live WHERE id = ? RETURNING *)
                INSERT INTO outcome (tenant, id, state, attempt, worker, started_at, result)
                SELECT tenant, id, 'succeeded', attempt, worker, since, '{}' FROM gone""", id);
    }

    private void tell(JobId id, EventType type) {
        var job = new Jobs(api.database().jdbi()).find(client.tenant(), id).orElseThrow();
        api.bean(JobEvents.class)
                .send(List.of(
                        new JobEvent(type, id, client.tenant(), "probe", 1, job.state(), null, Instant.now(), null)))
                .join();
    }

    private void execute(String sql, JobId id) {
        api.database().jdbi().useHandle(handle -> handle.execute(sql, id.uuid()));
    }

    private JobRows row() {
        return JobRows.in(api.database()).tenant(client.tenant());
    }

    private SseReader read(JobId id, @Nullable String lastEventId) {
        return SseReader.open(client, path(id), lastEventId);
    }

    private static String path(JobId id) {
        return "/v1/jobs/" + id + "/events";
    }
}
