package io.penstock.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.db.job.JobId;
import org.junit.jupiter.api.Test;

class HopsTest {

    private final TestApi api = TestApi.shared();
    private final TestClient client = api.newTenant();

    private String submit() {
        return client.submit("{\"kind\": \"probe\", \"payload\": {}}").is(202).text("/id");
    }

    @Test
    void whereAttemptsWentIsTold() {
        var id = submit();
        api.database()
                .jdbi()
                .useHandle(handle -> handle.createUpdate("""
                        INSERT INTO attempt (id, attempt, worker, error_code, error, started_at, hops)
                        VALUES (:id, 1, 1, 'a', 'b', now(), '[{"deployment": "small", "outcome": "rate", "ms": 5, "tokens": 0}]')""")
                        .bind("id", JobId.parse(id).orElseThrow().uuid())
                        .execute());

        var hops = client.get("/v1/jobs/" + id + "/hops").is(200).fits("Hops");

        assertThat(hops.at("/data").size()).isEqualTo(1);
        assertThat(hops.text("/data/0/deployment")).isEqualTo("small");
        assertThat(hops.at("/data/0/attempt").asInt()).isEqualTo(1);
    }

    @Test
    void aJobThatAsksNoModelHasNone() {
        assertThat(client.get("/v1/jobs/" + submit() + "/hops")
                        .is(200)
                        .fits("Hops")
                        .at("/data")
                        .isEmpty())
                .isTrue();
    }

    @Test
    void aJobOfAnotherTenantIsNotTold() {
        var id = submit();
        api.newTenant().get("/v1/jobs/" + id + "/hops").isProblem(404, "job_not_found");
    }
}
