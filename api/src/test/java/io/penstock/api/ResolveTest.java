package io.penstock.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.db.job.JobId;
import io.penstock.db.testing.JobRows;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ResolveTest {

    private final TestApi api = TestApi.shared();
    private final TestClient client = api.newTenant();

    private JobRows row() {
        return JobRows.in(api.database()).tenant(client.tenant());
    }

    private Answer resolve(JobId id, String json) {
        return client.post("/v1/jobs/" + id + "/resolve", json);
    }

    @Test
    void whatSucceededAfterAllHasItsResult() {
        var id = row().outcomeUnknown().insert();
        var job = resolve(id, """
                {"state": "succeeded", "reason": "It is in the list,\\nat its end.", "result": {"charge": "ch_1"}}""").is(200).fits("Job");
        assertThat(job.text("/state")).isEqualTo("succeeded");
        assertThat(job.text("/resolution/reason")).isEqualTo("It is in the list,\nat its end.");
        assertThat(job.at("/error").isNull()).isTrue();
        assertThat(client.get("/v1/jobs/" + id + "/result").is(200).body()).isEqualTo("{\"charge\":\"ch_1\"}");
    }

    @Test
    void whatFailedAfterAllKeepsItsError() {
        var id = row().outcomeUnknown().insert();
        var job = resolve(id, """
                {"state": "failed", "reason": "It is not in the list."}""").is(200).fits("Job");
        assertThat(job.text("/state")).isEqualTo("failed");
        assertThat(job.text("/error/code")).isEqualTo("effect_unknown");
    }

    @Test
    void whatIsKnownIsNotResolved() {
        for (var id : new JobId[] {row().succeeded().insert(), row().running().insert()}) {
            resolve(id, "{\"state\": \"failed\", \"reason\": \"No.\"}").isProblem(409, "outcome_known");
        }
        var once = row().outcomeUnknown().insert();
        resolve(once, "{\"state\": \"failed\", \"reason\": \"No.\"}").is(200);
        resolve(once, "{\"state\": \"succeeded\", \"reason\": \"Yes.\"}").isProblem(409, "outcome_known");
    }

    @Test
    void theJobOfAnotherTenantIsNotThere() {
        var id = row().outcomeUnknown().insert();
        api.newTenant()
                .post("/v1/jobs/" + id + "/resolve", "{\"state\": \"failed\", \"reason\": \"No.\"}")
                .isProblem(404, "job_not_found");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            {"reason": "a"}                                      | /state  | must not be null
            {"state": "cancelled", "reason": "a"}                | /state  | must be succeeded or failed
            {"state": "failed"}                                  | /reason | must not be null
            {"state": "failed", "reason": " "}                   | /reason | must say how you know
            {"state": "failed", "reason": "a\\u0000b"}            | /reason | must not have control characters but tabs and line breaks
            {"state": "failed", "reason": "a", "result": {}}     | /result | is only for a job that succeeded
            {"state": "failed", "reason": "a", "why": "b"}       | /why    | is not a known field
            """)
    void aBadResolutionIsRefused(String json, String pointer, String rule) {
        var id = row().outcomeUnknown().insert();
        assertThat(resolve(id, json).isInvalidAt(pointer).rules()).containsExactly(rule);
    }
}
