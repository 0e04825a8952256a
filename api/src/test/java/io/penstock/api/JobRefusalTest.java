package io.penstock.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.db.job.JobId;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JobRefusalTest {

    private final TestClient client = TestApi.shared().newTenant();

    @ParameterizedTest
    @ValueSource(
            strings = {
                "1",
                "job_",
                "0199e1d2c3b47a5e8f901234567890ab",
                "bat_0199e1d2c3b47a5e8f901234567890ab",
                "job_0199e1d2c3b47a5e8f901234567890a",
                "job_0199e1d2c3b47a5e8f901234567890abc",
                "job_0199e1d2c3b47a5e8f901234567890ag",
                "job_0199E1D2C3B47A5E8F901234567890AB",
                "job_0199e1d2c3b44a5e8f901234567890ab",
                "job_0199e1d2-c3b4-7a5e-8f90-1234567890ab",
                "%20",
                "%F0%9F%98%80"
            })
    void anIdOfAnotherFormIsRefused(String id) {
        var answer = client.get("/v1/jobs/" + id).isInvalidAt("/id");
        assertThat(answer.rules()).containsExactly("must be a job's id: job_ and 32 hexadecimal digits");
        client.get("/v1/jobs/" + id + "/result").isInvalidAt("/id");
        client.cancel(id).isInvalidAt("/id");
    }

    @Test
    void thereIsNoJobThatNobodySubmitted() {
        var id = JobId.next().toString();
        assertThat(client.get("/v1/jobs/" + id).isProblem(404, "job_not_found").text("/detail"))
                .isEqualTo("No job of yours has the id " + id + ".");
        client.get("/v1/jobs/" + id + "/result").isProblem(404, "job_not_found");
        client.cancel(id).isProblem(404, "job_not_found");
    }

    @Test
    void aJobOfAnotherTenantIsNotThere() {
        var other = TestApi.shared().newTenant();
        var id = other.submitted();
        client.get("/v1/jobs/" + id).isProblem(404, "job_not_found");
        client.get("/v1/jobs/" + id + "/result").isProblem(404, "job_not_found");
        client.cancel(id).isProblem(404, "job_not_found");
        assertThat(client.get("/v1/jobs").at("/data")).isEmpty();
        assertThat(other.get("/v1/jobs/" + id).text("/state")).isEqualTo("queued");
    }
}
