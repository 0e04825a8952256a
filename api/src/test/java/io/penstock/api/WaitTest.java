package io.penstock.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.penstock.api.wait.Waiters;
import io.penstock.db.job.JobId;
import io.penstock.db.job.State;
import io.penstock.db.testing.JobRows;
import io.penstock.dispatch.event.EventType;
import io.penstock.dispatch.event.JobEvent;
import io.penstock.dispatch.event.JobEvents;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WaitTest {

    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final String PROBE = "{\"kind\": \"probe\", \"payload\": {}}";

    /** It looks again after an hour only: who gets an answer before was woken. */
    @AutoClose
    private static final TestApi API = TestApi.start(TestApi.shared().url(), Map.of("penstock.wait.recheck", "1h"));

    private final TestApi api = API;
    private final TestClient client = api.newTenant();

    @Test
    void aViewHasATagThatIsAnotherWhenTheViewIs() {
        var id = row().scheduled().insert();
        var tag = client.get(path(id)).is(200).header("ETag");
        assertThat(tag).matches("\"[0-9a-f]{24}\"");
        assertThat(client.get(path(id)).header("ETag")).isEqualTo(tag);
        var same = client.send(client.request(path(id)).header("If-None-Match", tag))
                .is(304);
        assertThat(same.body()).isEmpty();
        assertThat(same.header("ETag")).isEqualTo(tag);

        client.cancel(id.toString()).is(200);

        var other = client.send(client.request(path(id)).header("If-None-Match", tag))
                .is(200);
        assertThat(other.text("/state")).isEqualTo("cancelled");
        assertThat(other.header("ETag")).isNotEqualTo(tag);
    }

    @Test
    void aTagMayBeOneOfSeveralAndWeak() {
        var id = row().scheduled().insert();
        var tag = client.get(path(id)).header("ETag");
        client.send(client.request(path(id)).header("If-None-Match", "\"a\", W/" + tag))
                .is(304);
        client.send(client.request(path(id)).header("If-None-Match", "*")).is(304);
        client.send(client.request(path(id)).header("If-None-Match", "\"a\"")).is(200);
    }

    @Test
    void whoWaitsIsAnsweredWhenTheJobChanges() {
        var id = row().scheduled().insert();
        var waiting = waiting(get(id, 30));
        client.cancel(id.toString()).is(200);
        var answer = waiting.join().is(200);
        assertThat(answer.text("/state")).isEqualTo("cancelled");
        assertThat(answer.header("Preference-Applied")).isEqualTo("wait=30");
    }

    @Test
    void anEventWakesWhoWaits() {
        var id = row().running().insert();
        var waiting = waiting(get(id, 30));
        execute(
                "UPDATE live SET state = 'scheduled', worker = NULL, place = NULL, due_at = now() + interval '1 hour' WHERE id = ?",
                id);
        tell(id);
        assertThat(waiting.join().is(200).text("/state")).isEqualTo("scheduled");
    }

    @Test
    void withATagTheAnswerWaitsForAnotherView() {
        var id = row().scheduled().insert();
        var old = client.get(path(id)).header("ETag");
        client.cancel(id.toString()).is(200);
        var answer = client.send(
                client.request(path(id)).header("If-None-Match", old).header("Prefer", "wait=30"));
        assertThat(answer.is(200).text("/state")).isEqualTo("cancelled");
    }

    @Test
    void withoutNewsTheAnswerComesWhenTheTimeIsOver() {
        var id = row().running().insert();
        var answer = client.send(get(id, 1)).is(200);
        assertThat(answer.header("Preference-Applied")).isEqualTo("wait=1");
        var same = client.send(get(id, 1).header("If-None-Match", answer.header("ETag")))
                .is(304);
        assertThat(same.header("Preference-Applied")).isEqualTo("wait=1");
    }

    @Test
    void aJobThatHasEndedIsNotWaitedFor() {
        var id = row().failed().insert();
        var answer = client.send(get(id, 60)).is(200);
        client.send(get(id, 60).header("If-None-Match", answer.header("ETag"))).is(304);
    }

    @ParameterizedTest
    @ValueSource(strings = {"wait=3600", "WAIT = 99", "respond-async, wait=61; x=y", "a=b,wait=\"70\",wait=2"})
    void nobodyWaitsLongerThanAMinute(String prefer) {
        var id = row().failed().insert();
        assertThat(client.send(client.request(path(id)).header("Prefer", prefer))
                        .is(200)
                        .header("Preference-Applied"))
                .isEqualTo("wait=60");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "wait",
                "wait=",
                "wait=-1",
                "wait=1.5",
                "wait=abc",
                "wait=0",
                "respond-async",
                "await=3",
                "x=wait=3"
            })
    void aWishThatIsNotUnderstoodIsLeftAside(String prefer) {
        var id = row().running().insert();
        assertThat(client.send(client.request(path(id)).header("Prefer", prefer))
                        .is(200)
                        .headers()
                        .map())
                .doesNotContainKey("Preference-Applied");
    }

    @Test
    void aSubmitIsAnsweredWithTheEndedJob() {
        var waiting = waiting(submit(30, "a-key"));
        await().atMost(PATIENCE).until(() -> client.get("/v1/jobs").at("/data").size() == 1);
        var id = client.get("/v1/jobs").text("/data/0/id");
        client.cancel(id).is(200);
        var answer = waiting.join().is(200);
        assertThat(answer.text("/state")).isEqualTo("cancelled");
        assertThat(answer.header("Location")).isEqualTo("/v1/jobs/" + id);
        assertThat(answer.header("Preference-Applied")).isEqualTo("wait=30");

        var again = client.send(submit(30, "a-key")).is(200);
        assertThat(again.header("Idempotency-Replayed")).isEqualTo("true");
        assertThat(again.text("/id")).isEqualTo(id);
        assertThat(client.submit(PROBE, "a-key").is(202).text("/state")).isEqualTo("queued");
    }

    @Test
    void aSubmitWhoseJobTakesLongerIsAccepted() {
        var answer = client.send(submit(1, "another-key")).is(202);
        assertThat(answer.text("/state")).isEqualTo("queued");
        assertThat(answer.header("Preference-Applied")).isEqualTo("wait=1");
    }

    /** It was queued when it was made; who waited is told what became of it. */
    @Test
    void aSubmitWhoseTimeIsOverIsAnsweredWithTheJobAsItStands() {
        var made = client.submit(PROBE, "a-third-key").is(202);
        assertThat(made.text("/state")).isEqualTo("queued");
        execute(
                "UPDATE live SET state = 'scheduled', place = NULL, due_at = now() + interval '1 hour' WHERE id = ?",
                JobId.parse(made.text("/id")).orElseThrow());

        var answer = client.send(submit(1, "a-third-key")).is(202);

        assertThat(answer.text("/state")).isEqualTo("scheduled");
    }

    @Test
    void aSubmitThatIsOnlyCheckedIsNotWaitedFor() {
        client.send(client.request("/v1/jobs?validate_only=true")
                        .header("Content-Type", "application/json")
                        .header("Prefer", "wait=60")
                        .POST(BodyPublishers.ofString(PROBE)))
                .is(200);
    }

    @Test
    void aProcessThatStopsLetsNobodyWait() {
        var id = row().running().insert();
        var stopping = TestApi.start(api.url(), Map.of("penstock.wait.recheck", "1h"));
        var client2 = new TestClient(stopping.port(), client.tenant(), client.authorization());
        var waiting =
                CompletableFuture.supplyAsync(() -> client2.send(get(client2, id, 60)), Thread::startVirtualThread);
        await().atMost(PATIENCE).until(() -> stopping.bean(Waiters.class).size() == 1);
        stopping.close();
        assertThat(waiting.join().is(200).text("/state")).isEqualTo("running");
    }

    private CompletableFuture<Answer> waiting(HttpRequest.Builder request) {
        int before = api.bean(Waiters.class).size();
        var answer = CompletableFuture.supplyAsync(() -> client.send(request), Thread::startVirtualThread);
        await("it waits").atMost(PATIENCE).until(() -> api.bean(Waiters.class).size() > before);
        return answer;
    }

    private HttpRequest.Builder submit(int seconds, String key) {
        return client.request("/v1/jobs")
                .header("Content-Type", "application/json")
                .header("Idempotency-Key", key)
                .header("Prefer", "wait=" + seconds)
                .POST(BodyPublishers.ofString(PROBE));
    }

    private HttpRequest.Builder get(JobId id, int seconds) {
        return get(client, id, seconds);
    }

    private static HttpRequest.Builder get(TestClient client, JobId id, int seconds) {
        return client.request(path(id)).header("Prefer", "wait=" + seconds);
    }

    private void tell(JobId id) {
        api.bean(JobEvents.class)
                .send(List.of(new JobEvent(
                        EventType.SNOOZED,
                        id,
                        client.tenant(),
                        "probe",
                        1,
                        State.SCHEDULED,
                        null,
                        Instant.now(),
                        null)))
                .join();
    }

    private void execute(String sql, JobId id) {
        api.database().jdbi().useHandle(handle -> handle.execute(sql, id.uuid()));
    }

    private JobRows row() {
        return JobRows.in(api.database()).tenant(client.tenant());
    }

    private static String path(JobId id) {
        return "/v1/jobs/" + id;
    }
}
