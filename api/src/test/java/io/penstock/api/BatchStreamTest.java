package io.penstock.api;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.penstock.db.testing.TestDatabase;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.http.HttpRequest.BodyPublishers;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Requests that come bit by bit, break off, or meet. */
class BatchStreamTest {

    private final TestApi api = TestApi.shared();
    private final TestClient client = api.newTenant();

    private static String line(int nr) {
        return "{\"custom_id\": \"item-%d\", \"kind\": \"probe\", \"payload\": {}}\n".formatted(nr);
    }

    private static String lines(int from, int to) {
        return IntStream.rangeClosed(from, to).mapToObj(BatchStreamTest::line).collect(Collectors.joining());
    }

    /** A request whose body is sent by hand. */
    private final class Sending implements AutoCloseable {

        private final Socket socket = new Socket(InetAddress.getLoopbackAddress(), client.port());

        Sending(String key) throws IOException {
            socket.setSoTimeout(20_000);
            write("""
                    POST /v1/batches HTTP/1.1
                    Host: penstock
                    Authorization: %s
                    Content-Type: application/x-ndjson
                    Transfer-Encoding: chunked
                    %s

                    """.formatted(client.authorization(), key.isEmpty() ? "X: y" : "Idempotency-Key: " + key)
                    .replace("\n", "\r\n"));
        }

        void send(String text) throws IOException {
            write("%x\r\n%s\r\n".formatted(text.getBytes(UTF_8).length, text));
        }

        private void write(String text) throws IOException {
            socket.getOutputStream().write(text.getBytes(UTF_8));
            socket.getOutputStream().flush();
        }

        /** The status line of the answer. */
        String end() throws IOException {
            write("0\r\n\r\n");
            return answer();
        }

        String answer() throws IOException {
            var line = new StringBuilder();
            for (int c = socket.getInputStream().read();
                    c != '\r' && c >= 0;
                    c = socket.getInputStream().read()) {
                line.append((char) c);
            }
            return line.toString();
        }

        /** Hangs up without a word. */
        void breakOff() throws IOException {
            socket.setSoLinger(true, 0);
            socket.close();
        }

        @Override
        public void close() throws IOException {
            socket.close();
        }
    }

    private Answer newest() {
        return newest(client);
    }

    private static Answer newest(TestClient of) {
        var id = of.get("/v1/batches").at("/data/0/id");
        return of.get("/v1/batches/" + id.asString("none"));
    }

    private void awaitItems(int count) {
        await().until(() -> newest().status() == 200 && newest().at("/total").asInt() == count);
    }

    private List<String> jobs(Answer batch) {
        return client.get("/v1/batches/" + batch.text("/id") + "/items?page_size=500")
                .at("/data")
                .valueStream()
                .map(item -> item.at("/job_id").stringValue())
                .toList();
    }

    @Test
    void whatHasComeIsStoredAndReadableBeforeTheRest() throws IOException {
        try (var sending = new Sending("k")) {
            sending.send(lines(1, 3) + line(4).substring(0, 10));
            awaitItems(3);
            assertThat(newest().fits("Batch").text("/state")).isEqualTo("receiving");
            assertThat(newest().at("/complete").asBoolean()).isFalse();
            assertThat(client.get("/v1/batches/" + newest().text("/id") + "/results")
                            .at("/data"))
                    .isEmpty();
            sending.send(line(4).substring(10) + line(5));
            assertThat(sending.end()).startsWith("HTTP/1.1 202");
        }
        assertThat(newest().text("/state")).isEqualTo("running");
        assertThat(newest().at("/total").asInt()).isEqualTo(5);
    }

    @Test
    void aHundredThousandLinesAreStoredWhileTheyCome() {
        try (var database = TestDatabase.fresh();
                var own = TestApi.start(database.url())) {
            var sender = own.newTenant();
            var lines = linesAsTheyAreRead(
                    100_000,
                    () -> await().atMost(Duration.ofMinutes(1))
                            .until(() -> newest(sender).at("/total").asInt() > 50_000));
            var batch = sender.send(sender.request("/v1/batches")
                            .timeout(Duration.ofMinutes(2))
                            .header("Content-Type", "application/x-ndjson")
                            .POST(BodyPublishers.ofByteArrays(lines)))
                    .is(202)
                    .fits("Batch");
            assertThat(batch.at("/total").asInt()).isEqualTo(100_000);
            assertThat(batch.at("/counts/queued").asInt()).isEqualTo(100_000);
            assertThat(batch.at("/complete").asBoolean()).isTrue();
        }
    }

    /** A hundred at a time, and the last hundred only after that. */
    private static Iterable<byte[]> linesAsTheyAreRead(int count, Runnable beforeTheLast) {
        return () -> IntStream.iterate(1, nr -> nr <= count, nr -> nr + 100)
                .peek(nr -> {
                    if (nr + 100 > count) {
                        beforeTheLast.run();
                    }
                })
                .mapToObj(nr -> lines(nr, nr + 99).getBytes(UTF_8))
                .iterator();
    }

    @Test
    void aBrokenRequestIsFollowedByTheSameOne() throws IOException {
        try (var sending = new Sending("k")) {
            sending.send(lines(1, 200) + line(201).substring(0, 20));
            awaitItems(200);
            sending.breakOff();
        }
        var before = newest();
        assertThat(before.text("/state")).isEqualTo("receiving");
        var jobs = jobs(before);

        // Until the server has noticed, the first request holds the batch.
        await().until(() -> client.stream(lines(1, 400), "k").status() == 202);
        var after = newest();
        assertThat(after.text("/id")).isEqualTo(before.text("/id"));
        assertThat(after.at("/total").asInt()).isEqualTo(400);
        assertThat(after.at("/counts/queued").asInt()).isEqualTo(400);
        assertThat(jobs(after)).startsWith(jobs.toArray(String[]::new)).doesNotHaveDuplicates();
        assertThat(client.stream(lines(1, 400), "k").is(202).header("Idempotency-Replayed"))
                .isEqualTo("true");
    }

    @Test
    void whoGoesOnWithOtherItemsIsToldAndKeepsTheFirstOnes() throws IOException {
        try (var sending = new Sending("k")) {
            sending.send(line(1) + "{\"kind\": \"probe\", \"payload\": {}}\n");
            awaitItems(2);
            sending.breakOff();
        }
        await().until(() -> client.stream("\n", "k").status() == 400 && isFree());
        var changed = line(1).replace("{}", "{\"note\": \"changed\"}")
                + "{\"kind\": \"probe\", \"payload\": {\"note\": \"changed\"}}\n" + line(3);
        var answer = client.stream(changed, "k").is(202).fits("Batch");
        assertThat(answer.at("/errors").valueStream().map(e -> e.at("/code").stringValue()))
                .containsExactly("item_changed", "item_changed");
        assertThat(answer.at("/counts/queued").asInt()).isEqualTo(3);
        assertThat(answer.at("/total").asInt()).isEqualTo(3);
    }

    private boolean isFree() {
        return api.database()
                .jdbi()
                .withHandle(handle -> handle.createQuery("SELECT receiver IS NULL FROM batch WHERE tenant = :tenant")
                        .bind("tenant", client.tenant())
                        .mapTo(Boolean.class)
                        .one());
    }

    @Test
    void aSecondRequestIsSentAwayWhileTheFirstIsUnderWay() throws IOException {
        try (var sending = new Sending("k")) {
            sending.send(line(1));
            awaitItems(1);
            var busy = client.stream(lines(1, 2), "k").isProblem(409, "batch_busy");
            assertThat(busy.at("/retryable").asBoolean()).isTrue();
            assertThat(busy.text("/detail")).startsWith(newest().text("/id"));
            sending.send(line(2));
            assertThat(sending.end()).startsWith("HTTP/1.1 202");
        }
        assertThat(client.stream(lines(1, 2), "k").is(202).header("Idempotency-Replayed"))
                .isEqualTo("true");
    }

    @Test
    void whoIsSentAwayHearsItEvenFromTheMiddleOfALongRequest() throws IOException {
        try (var sending = new Sending("k")) {
            sending.send(line(1));
            awaitItems(1);
            client.stream(lines(1, 100_000), "k").isProblem(409, "batch_busy");
        }
    }

    @Test
    void aBatchThatIsCancelledStopsItsSender() throws IOException {
        try (var sending = new Sending("k")) {
            sending.send(line(1));
            awaitItems(1);
            client.post("/v1/batches/" + newest().text("/id") + "/cancel", "").is(202);
            sending.send(line(2));
            assertThat(sending.end()).startsWith("HTTP/1.1 409");
        }
        assertThat(newest().at("/total").asInt()).isEqualTo(1);
        client.stream(lines(1, 2), "k").isProblem(409, "batch_closed");
    }

    @Test
    void withoutAKeyWhatCameIsAllThereWillBe() throws IOException {
        try (var sending = new Sending("")) {
            sending.send(lines(1, 3));
            awaitItems(3);
            sending.breakOff();
        }
        await().until(() -> newest().text("/state").equals("running"));
        assertThat(newest().at("/complete").asBoolean()).isFalse();
        assertThat(newest().at("/counts/queued").asInt()).isEqualTo(3);
    }

    @Test
    void aRequestThatEndsEarlyIsToldSoAndWhatCameOfItIsStored() {
        var answer = RawHttp.talk(
                client.port(),
                "POST /v1/batches HTTP/1.1\nHost: penstock\nConnection: close\nAuthorization: "
                        + client.authorization()
                        + "\nContent-Type: application/x-ndjson\nIdempotency-Key: k\nContent-Length: 5000\n\n"
                        + line(1));
        answer.isProblem(400, "bad_request");
        assertThat(newest().at("/total").asInt()).isEqualTo(1);
        client.stream(line(1), "k").is(202);
    }

    @Test
    void oneOfTwinsWins() throws Exception {
        var body = lines(1, 1500);
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            Callable<Answer> send = () -> client.stream(body, "k");
            var answers = threads.invokeAll(Collections.nCopies(6, send)).stream()
                    .map(Future::resultNow)
                    .toList();
            assertThat(answers).allSatisfy(a -> assertThat(a.status()).isIn(202, 409));
            assertThat(answers).anySatisfy(a -> a.is(202));
        }
        assertThat(newest().at("/total").asInt()).isEqualTo(1500);
        assertThat(client.stream(body, "k").is(202).at("/counts/queued").asInt())
                .isEqualTo(1500);
    }
}
