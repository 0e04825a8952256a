package io.penstock.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.penstock.db.job.JobId;
import java.net.http.HttpRequest.BodyPublishers;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SubmitTest {

    private final TestApi api = TestApi.shared();
    private final TestClient client = api.newTenant();

    @Test
    void aSubmittedJobIsStoredWhenItIsAnswered() {
        var answer = client.submit("""
                        {"kind": "probe", "payload": {"take_ms": 5, "note": "é ☕ 😀"}, "priority": 9}""").is(202).fits("Job");
        var id = answer.text("/id");
        assertThat(answer.header("Location")).isEqualTo("/v1/jobs/" + id);
        assertThat(answer.header("Content-Type")).isEqualTo("application/json");
        assertThat(answer.header("Idempotency-Replayed")).isEmpty();
        assertThat(answer.text("/kind")).isEqualTo("probe");
        assertThat(answer.text("/state")).isEqualTo("queued");
        assertThat(answer.text("/wait_reason")).isEqualTo("turn");
        assertThat(answer.at("/priority").asInt()).isEqualTo(9);
        assertThat(answer.at("/attempt").asInt()).isZero();
        assertThat(answer.at("/max_attempts").asInt()).isEqualTo(5);
        assertThat(payload(id)).isEqualTo("{\"take_ms\":5,\"note\":\"é ☕ 😀\"}");
        var stored = client.get(answer.header("Location")).is(200).fits("Job");
        assertThat(stored.text("/state")).isEqualTo("queued");
        assertThat(stored.text("/created_at")).isEqualTo(answer.text("/created_at"));
        assertThat(Instant.parse(answer.text("/created_at"))).isCloseTo(Instant.now(), within(1, ChronoUnit.MINUTES));
    }

    @Test
    void whatIsNotGivenHasItsDefault() {
        var answer = client.submit("""
                {"kind": "probe", "payload": {"take_ms": null}, "priority": null, "run_at": null}""").is(202);
        assertThat(answer.at("/priority").asInt()).isEqualTo(5);
        assertThat(answer.at("/run_at").isNull()).isTrue();
    }

    @Test
    @ExtendWith(NothingStored.class)
    void toValidateStoresNothing() {
        var answer = client.post("/v1/jobs?validate_only=true", """
                        {"kind": "probe", "payload": {}}""").is(200).fits("Validated");
        assertThat(answer.body()).isEqualTo("{\"valid\":true}");
        client.post("/v1/jobs?validate_only=true", """
                {"kind": "probe", "payload": {"take_ms": -1}}""").isInvalidAt("/payload/take_ms");
    }

    @Test
    void notToValidateOnlyIsToSubmit() {
        client.post("/v1/jobs?validate_only=false", """
                {"kind": "probe", "payload": {}}""").is(202);
    }

    @Test
    void aJobForLaterIsScheduled() {
        var time = Instant.now().plus(Duration.ofDays(3)).truncatedTo(ChronoUnit.MICROS);
        var answer = client.submit("""
                        {"kind": "probe", "payload": {}, "run_at": "%s"}""".formatted(time)).is(202).fits("Job");
        for (var view :
                new Answer[] {answer, client.get(answer.header("Location")).fits("Job")}) {
            assertThat(view.text("/state")).isEqualTo("scheduled");
            assertThat(view.text("/wait_reason")).isEqualTo("run_at");
            assertThat(Instant.parse(view.text("/next_eligible_at"))).isEqualTo(time);
            assertThat(Instant.parse(view.text("/run_at"))).isEqualTo(time);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"1970-01-01T00:00:00Z", "0001-01-01T00:00:00Z", "2020-02-29t23:59:59.999999999z"})
    void aTimeThatHasPassedIsNow(String time) {
        var answer = client.submit("""
                {"kind": "probe", "payload": {}, "run_at": "%s"}""".formatted(time)).is(202);
        assertThat(answer.text("/state")).isEqualTo("queued");
        assertThat(answer.at("/next_eligible_at").isNull()).isTrue();
        assertThat(client.get(answer.header("Location")).text("/run_at")).isEqualTo(answer.text("/run_at"));
    }

    @Test
    void aTimeInAnotherZoneIsAnsweredInUtc() {
        var answer = client.submit("""
                {"kind": "probe", "payload": {}, "run_at": "2035-01-31T08:00:00.123456789+02:00"}""").is(202);
        assertThat(answer.text("/run_at")).isEqualTo("2035-01-31T06:00:00.123456Z");
    }

    @Test
    void theCharsetOfJsonIsOfNoConsequence() {
        client.send(client.request("/v1/jobs")
                        .header("Content-Type", "application/json; charset=ISO-8859-1")
                        .POST(BodyPublishers.ofString("{\"kind\": \"probe\", \"payload\": {\"note\": \"ü\"}}")))
                .is(202);
    }

    private String payload(String id) {
        var uuid = JobId.parse(id).orElseThrow().uuid();
        return api.database()
                .jdbi()
                .withHandle(handle -> handle.createQuery("SELECT payload FROM job WHERE id = ?")
                        .bind(0, uuid)
                        .mapTo(String.class)
                        .one());
    }
}
