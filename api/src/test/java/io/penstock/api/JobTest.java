package io.penstock.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.db.job.JobId;
import io.penstock.db.testing.JobRows;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JobTest {

    private final TestApi api = TestApi.shared();
    private final TestClient client = api.newTenant();

    @Test
    void aRunningJobSaysSinceWhenAndWaitsForNothing() {
        var job = get(row().running().attempt(2).insert());
        assertThat(job.text("/state")).isEqualTo("running");
        assertThat(job.at("/wait_reason").isNull()).isTrue();
        assertThat(job.at("/started_at").isString()).isTrue();
        assertThat(job.at("/attempt").asInt()).isEqualTo(2);
        assertThat(job.at("/attempts")).hasSize(1);
    }

    @Test
    void aRetryingJobSaysWhyAndUntilWhen() {
        var job = get(row().retrying()
                .failure("provider_error", "The provider answered 500.")
                .insert());
        assertThat(job.text("/wait_reason")).isEqualTo("retry");
        assertThat(job.at("/next_eligible_at").isString()).isTrue();
        assertThat(job.text("/attempts/0/error/code")).isEqualTo("provider_error");
        assertThat(job.at("/error").isNull()).isTrue();
    }

    @Test
    void aDispatchedJobIsQueuedAndWaitsForAWorker() {
        var job = get(row().dispatched().insert());
        assertThat(job.text("/state")).isEqualTo("queued");
        assertThat(job.text("/wait_reason")).isEqualTo("worker");
    }

    @Test
    void aFailedJobSaysWhy() {
        var job = get(row().failed()
                .attempt(5)
                .failure("provider_error", "The provider answered 500.")
                .insert());
        assertThat(job.text("/state")).isEqualTo("failed");
        assertThat(job.text("/error/code")).isEqualTo("provider_error");
        assertThat(job.text("/error/message")).isEqualTo("The provider answered 500.");
        assertThat(job.at("/finished_at").isString()).isTrue();
        assertThat(job.at("/attempts")).hasSize(5);
    }

    @Test
    void aJobThatSucceededHasItsResult() {
        var id = row().succeeded().result("{\"attempt\":1,\"note\":\"é\"}").insert();
        var answer = client.get("/v1/jobs/" + id + "/result").is(200);
        assertThat(answer.header("Content-Type")).isEqualTo("application/json");
        assertThat(answer.body()).isEqualTo("{\"attempt\":1,\"note\":\"é\"}");
        assertThat(get(id).text("/state")).isEqualTo("succeeded");
    }

    @Test
    void theResultOfAnUnfinishedJobIsAskedForAgain() {
        for (var id : new JobId[] {
            row().queued().insert(),
            row().scheduled().insert(),
            row().running().insert(),
            row().retrying().insert()
        }) {
            var answer = client.get("/v1/jobs/" + id + "/result").isProblem(409, "result_not_ready");
            assertThat(answer.at("/retryable").asBoolean()).isTrue();
            assertThat(answer.text("/detail"))
                    .matches("It is (queued|scheduled|running|retrying)\\. Ask again later\\.");
        }
    }

    @Test
    void aJobThatEndedOtherwiseHasNoResult() {
        for (var id : new JobId[] {row().cancelled().insert(), row().failed().insert()}) {
            var answer = client.get("/v1/jobs/" + id + "/result").isProblem(409, "no_result");
            assertThat(answer.at("/retryable").asBoolean()).isFalse();
            assertThat(answer.text("/detail")).contains("GET /v1/jobs/" + id);
        }
    }

    @Test
    void aQueuedJobIsCancelled() {
        var id = client.submitted();
        var answer = client.cancel(id).is(200).fits("Job");
        assertThat(answer.text("/state")).isEqualTo("cancelled");
        assertThat(answer.at("/wait_reason").isNull()).isTrue();
        assertThat(answer.at("/finished_at").isString()).isTrue();
        assertThat(answer.at("/started_at").isNull()).isTrue();
        assertThat(client.get("/v1/jobs/" + id).body()).isEqualTo(answer.body());
    }

    @Test
    void toCancelTwiceIsToCancel() {
        var id = client.submitted();
        var first = client.cancel(id).is(200);
        assertThat(client.cancel(id).is(200).body()).isEqualTo(first.body());
    }

    @Test
    void whateverWaitsIsCancelled() {
        for (var id : new JobId[] {
            row().scheduled().insert(),
            row().dispatched().insert(),
            row().retrying().insert()
        }) {
            assertThat(client.cancel(id.toString()).is(200).fits("Job").text("/state"))
                    .isEqualTo("cancelled");
        }
    }

    @Test
    void aRunningJobIsAskedToStop() {
        var id = row().running().insert();
        var answer = client.cancel(id.toString()).is(202).fits("Job");
        assertThat(answer.text("/state")).isEqualTo("running");
        assertThat(answer.at("/cancel_requested_at").isString()).isTrue();
    }

    @Test
    void aJobWithAnUnknownOutcomeSaysSo() {
        var job = get(row().outcomeUnknown().insert());
        assertThat(job.text("/state")).isEqualTo("outcome_unknown");
        assertThat(job.text("/error/code")).isEqualTo("effect_unknown");
        assertThat(job.text("/attempts/0/worker")).startsWith("worker_");
    }

    @ParameterizedTest
    @ValueSource(strings = {"succeeded", "failed"})
    void aJobThatHasEndedStaysSo(String state) {
        var id = (state.equals("failed") ? row().failed() : row().succeeded()).insert();
        var answer = client.cancel(id.toString()).isProblem(409, "job_finished");
        assertThat(answer.text("/detail")).isEqualTo("It is " + state + " and stays so.");
        assertThat(get(id).text("/state")).isEqualTo(state);
    }

    private JobRows row() {
        return JobRows.in(api.database()).tenant(client.tenant());
    }

    private Answer get(JobId id) {
        return client.get("/v1/jobs/" + id).is(200).fits("Job");
    }
}
