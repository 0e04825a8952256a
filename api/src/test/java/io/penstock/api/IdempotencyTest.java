package io.penstock.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Collections;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class IdempotencyTest {

    private static final String BODY = """
            {"kind": "probe", "payload": {"note": "a b"}, "run_at": "2035-01-31T08:00:00.123456789Z"}""";

    private final TestApi api = TestApi.shared();
    private final TestClient client = api.newTenant();
    private final String key = UUID.randomUUID().toString();

    @Test
    void theSameRequestGetsTheSameAnswer() {
        var first = client.submit(BODY, key).is(202);
        var second = client.submit(BODY, key).is(202).fits("Job");
        assertThat(first.header("Idempotency-Replayed")).isEmpty();
        assertThat(second.header("Idempotency-Replayed")).isEqualTo("true");
        assertThat(second.body()).isEqualTo(first.body());
        assertThat(second.header("Location")).isEqualTo(first.header("Location"));
        assertThat(jobs()).hasSize(1);
    }

    @Test
    void whiteSpaceDoesNotMakeAnotherRequest() {
        var first = client.submit(BODY, key).is(202);
        var second =
                client.submit("\n " + BODY.replace(": ", " :\t") + "\n", key).is(202);
        assertThat(second.body()).isEqualTo(first.body());
    }

    @Test
    void theAnswerStaysTheSameWhateverBecameOfTheJob() {
        var first = client.submit(BODY, key).is(202);
        client.cancel(first.text("/id")).is(200);
        var second = client.submit(BODY, key).is(202);
        assertThat(second.body()).isEqualTo(first.body());
        assertThat(client.get(second.header("Location")).text("/state")).isEqualTo("cancelled");
    }

    @Test
    void anotherRequestWithTheSameKeyIsRefused() {
        var first = client.submit(BODY, key).is(202);
        for (var other : List.of(BODY.replace("a b", "a  b"), BODY.replace("probe\"", "probe\", \"priority\": 5"))) {
            var refused = client.submit(other, key).isProblem(422, "idempotency_key_reused");
            assertThat(refused.text("/detail")).contains(first.text("/id"), "Use a new key");
        }
        assertThat(jobs()).hasSize(1);
    }

    @Test
    void aKeyBelongsToItsTenant() {
        var mine = client.submit(BODY, key).is(202);
        var theirs = api.newTenant().submit(BODY, key).is(202);
        assertThat(theirs.text("/id")).isNotEqualTo(mine.text("/id"));
        assertThat(theirs.header("Idempotency-Replayed")).isEmpty();
    }

    @Test
    void aRefusedRequestLeavesItsKeyFree() {
        client.submit("{\"kind\": \"probe\", \"payload\": {\"take_ms\": -1}}", key)
                .is(400);
        client.submit(BODY, key).is(202);
    }

    @Test
    void twinsAreOneJob() throws Exception {
        var answers = together(16, () -> client.submit(BODY, key).is(202));
        assertThat(answers.map(Answer::body).collect(Collectors.toSet())).hasSize(1);
        assertThat(jobs()).hasSize(1);
    }

    @Test
    void oneOfTwinsThatDifferWins() throws Exception {
        var number = new AtomicInteger();
        var answers = together(16, () -> client.submit(BODY.replace("a b", "" + number.incrementAndGet()), key))
                .toList();
        assertThat(answers).filteredOn(answer -> answer.status() == 202).hasSize(1);
        assertThat(answers)
                .filteredOn(answer -> answer.status() != 202)
                .hasSize(15)
                .allSatisfy(answer -> answer.isProblem(422, "idempotency_key_reused"));
        assertThat(jobs()).hasSize(1);
    }

    @Test
    void aJobThatIsNoLongerKeptIsGone() {
        client.submit(BODY, key).is(202);
        api.database().jdbi().useHandle(handle -> {
            handle.execute("DELETE FROM live WHERE tenant = ?", client.tenant());
            handle.execute("DELETE FROM job WHERE tenant = ?", client.tenant());
        });
        client.submit(BODY, key).isProblem(410, "job_gone");
    }

    @Test
    void aKeyMayHaveAllPrintableCharacters() {
        var all = IntStream.range(0x21, 0x7f).mapToObj(Character::toString).collect(Collectors.joining());
        var longest = all + " " + "k".repeat(255 - 1 - all.length());
        var first = client.submit(BODY, longest).is(202);
        assertThat(client.submit(BODY, longest).is(202).body()).isEqualTo(first.body());
    }

    private List<?> jobs() {
        return client.get("/v1/jobs").at("/data").valueStream().toList();
    }

    private static Stream<Answer> together(int times, Callable<Answer> task) throws InterruptedException {
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            return threads.invokeAll(Collections.nCopies(times, task)).stream().map(Future::resultNow);
        }
    }
}
