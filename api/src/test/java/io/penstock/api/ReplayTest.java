package io.penstock.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.db.job.JobId;
import io.penstock.db.testing.JobRows;
import java.net.http.HttpRequest.BodyPublishers;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ReplayTest {

    private final TestApi api = TestApi.shared();
    private final TestClient client = api.newTenant();

    private JobRows row() {
        return JobRows.in(api.database()).tenant(client.tenant());
    }

    private Answer replay(JobId id, String json) {
        return client.post("/v1/jobs/" + id + "/replay", json);
    }

    private Answer keyed(JobId id, String json) {
        return client.send(client.request("/v1/jobs/" + id + "/replay")
                .header("Content-Type", "application/json")
                .header("Idempotency-Key", "incident-42")
                .POST(BodyPublishers.ofString(json)));
    }

    private void had(JobId id, String effect) {
        api.database()
                .jdbi()
                .useHandle(handle -> handle.execute(
                        "INSERT INTO effect (job, key, attempt, intent_at, receipt, receipt_at) VALUES (?, ?, 1, now() - interval '1 second', '1', now())",
                        id.uuid(),
                        effect));
    }

    @Test
    void whatFailedRunsOnceMoreAndItsRunsAreListed() {
        var id = row().failed().insert();
        var job = replay(id, "{\"reason\": \"The provider is back.\"}").is(202).fits("Job");
        assertThat(job.text("/id")).isEqualTo(id.toString());
        assertThat(job.text("/state")).isEqualTo("queued");
        assertThat(job.at("/run").asInt()).isEqualTo(2);
        var runs = client.get("/v1/jobs/" + id + "/runs").is(200).fits("Runs");
        assertThat(runs.at("/data").size()).isEqualTo(2);
        assertThat(runs.text("/data/0/state")).isEqualTo("failed");
        assertThat(runs.text("/data/0/error/code")).isEqualTo("provider_error");
        assertThat(runs.text("/data/0/reason")).isEqualTo("The provider is back.");
        assertThat(runs.text("/data/1/state")).isEqualTo("queued");
        assertThat(runs.at("/data/1/replayed_at").isNull()).isTrue();
    }

    @Test
    void noBodyIsNeeded() {
        var id = row().failed().insert();
        var answer = client.send(client.request("/v1/jobs/" + id + "/replay").POST(BodyPublishers.noBody()));
        assertThat(answer.is(202).at("/run").asInt()).isEqualTo(2);
    }

    @Test
    void underItsKeyItIsReplayedOnce() {
        var id = row().failed().insert();
        assertThat(keyed(id, "{}").is(202).header("Idempotency-Replayed")).isEmpty();
        assertThat(keyed(id, "{}").is(202).header("Idempotency-Replayed")).isEqualTo("true");
        keyed(id, "{\"priority\": 1}").isProblem(422, "idempotency_key_reused");
    }

    @Test
    void anotherPayloadIsCheckedAndBothAreReadable() {
        var id = row().failed().payload("{\"take_ms\":1}").insert();
        replay(id, "{\"payload\": {\"take_s\": 2}, \"reason\": \"A typo.\"}").isInvalidAt("/payload/take_s");
        replay(id, "{\"payload\": {\"take_ms\": 2}, \"reason\": \"A typo.\"}").is(202);
        var path = "/v1/jobs/" + id + "/payload";
        assertThat(client.get(path).is(200).body()).isEqualTo("{\"take_ms\":2}");
        assertThat(client.get(path + "?run=2").is(200).body()).isEqualTo("{\"take_ms\":2}");
        assertThat(client.get(path + "?run=1").is(200).body()).isEqualTo("{\"take_ms\":1}");
        client.get(path + "?run=3").isProblem(400, "invalid_request");
        client.get(path + "?run=x").isProblem(400, "invalid_request");
        api.newTenant().get(path).isProblem(404, "job_not_found");
    }

    @Test
    void effectsAreRepeatedByNameOnly() {
        var id = row().failed().insert();
        had(id, "charge");
        assertThat(replay(id, "{\"payload\": {}, \"reason\": \"A typo.\"}")
                        .isProblem(409, "effects_had")
                        .text("/detail"))
                .contains("charge");
        replay(id, "{\"repeat_effects\": [\"mail\"], \"reason\": \"Lost.\"}").isProblem(409, "no_such_effect");
        replay(id, "{\"repeat_effects\": [\"charge\"], \"reason\": \"Lost.\"}").is(202);
    }

    @Test
    void whatIsNotToBeReplayedIsRefused() {
        replay(row().succeeded().insert(), "{}").isProblem(409, "job_succeeded");
        replay(row().running().insert(), "{}").isProblem(409, "not_ended");
        replay(row().running().insert(), "{\"payload\": {}, \"reason\": \"A typo.\"}")
                .isProblem(409, "not_ended");
        replay(row().failed().insert(), "{\"run\": 2}").isProblem(409, "run_overtaken");
        replay(JobId.next(), "{}").isProblem(404, "job_not_found");
        var others = row().failed().insert();
        api.newTenant().post("/v1/jobs/" + others + "/replay", "{}").isProblem(404, "job_not_found");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            {"payload": {}}                                       | /reason           | must be given with payload, route or repeat_effects
            {"route": "fast"}                                     | /reason           | must be given with payload, route or repeat_effects
            {"repeat_effects": ["charge"]}                        | /reason           | must be given with payload, route or repeat_effects
            {"payload": {}, "route": "fast", "reason": "a"}       | /route            | must not be given with payload, which says it itself
            {"priority": 10}                                      | /priority         | must be less than or equal to 9
            {"run": 0}                                            | /run              | must be greater than or equal to 1
            {"deadline": "2020-01-01T00:00:00Z"}                  | /deadline         | must lie in the future
            {"reason": " "}                                       | /reason           | must say why
            {"run_at": "2090-01-02T00:00:00Z", "deadline": "2090-01-01T00:00:00Z"} | /deadline | must be later than run_at
            {"again": true}                                       | /again            | is not a known field
            """)
    void aBadReplayIsRefused(String json, String pointer, String rule) {
        assertThat(replay(row().failed().insert(), json).isInvalidAt(pointer).rules())
                .containsExactly(rule);
    }
}
