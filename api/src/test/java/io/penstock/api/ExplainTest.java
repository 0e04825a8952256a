package io.penstock.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.db.job.JobId;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ExplainTest {

    private final TestClient client = TestApi.shared().newTenant();
    private final String limit = "limit-" + JobId.next().uuid();

    private String submit(String terms) {
        return client.submit("{\"kind\": \"probe\", \"payload\": {}" + terms + "}")
                .text("/id");
    }

    @Test
    void aClosedLimitAndTheJobsBeforeItAreTold() {
        client.post("/v1/limits", "{\"name\": \"" + limit + "\", \"concurrency\": {\"max\": 1}}")
                .is(201);
        client.post(
                        "/v1/limits/" + limit + "/close",
                        "{\"reason\": \"They moved\", \"until\": \"2999-01-01T00:00:00Z\"}")
                .is(200);
        submit(", \"limits\": [\"" + limit + "\"]");
        var id = submit(", \"limits\": [\"" + limit + "\"]");

        var explained = client.get("/v1/jobs/" + id + "/explain").is(200).fits("Explanation");

        assertThat(explained
                        .at("/reasons")
                        .valueStream()
                        .map(reason -> reason.at("/reason").asString()))
                .startsWith("closed", "turn");
        assertThat(explained.text("/reasons/0/limit")).isEqualTo(limit);
        assertThat(explained.text("/reasons/0/detail"))
                .isEqualTo("Limit " + limit + " is closed until 2999-01-01T00:00:00Z: They moved");
        assertThat(explained.text("/next_eligible_at")).isEqualTo("2999-01-01T00:00:00Z");
        assertThat(explained.at("/ahead").asInt()).isEqualTo(1);
    }

    @Test
    void aJobWhoseTimeComesLaterSaysWhen() {
        var id = submit(", \"run_at\": \"2999-01-01T00:00:00Z\"");
        var explained = client.get("/v1/jobs/" + id + "/explain").is(200).fits("Explanation");
        assertThat(explained.text("/reasons/0/reason")).isEqualTo("due");
        assertThat(explained.text("/reasons/0/until")).isEqualTo("2999-01-01T00:00:00Z");
    }

    @Test
    void aJobOfAnotherTenantIsNotExplained() {
        var id = submit("");
        TestApi.shared().newTenant().get("/v1/jobs/" + id + "/explain").isProblem(404, "job_not_found");
        client.get("/v1/jobs/job_5/explain").isInvalidAt("/id");
    }

    @Test
    void gatesAtWhichJobsWaitAreListed() {
        client.post("/v1/limits", "{\"name\": \"" + limit + "\", \"concurrency\": {\"max\": 1}}")
                .is(201);
        client.post("/v1/limits/" + limit + "/close", "{\"reason\": \"so that it waits\"}")
                .is(200);
        submit(", \"limits\": [\"" + limit + "\"]");

        var page = client.get("/v1/gates?limit=" + limit).is(200).fits("GateLoadPage");

        assertThat(page.at("/data").size()).isEqualTo(1);
        assertThat(page.at("/data/0/waiting").asInt()).isEqualTo(1);
        client.get("/v1/gates/" + page.at("/data/0/id").asInt()).is(200).fits("GateLoad");
        client.get("/v1/gates?page_size=1&lane=http").is(200).fits("GateLoadPage");
    }

    @ParameterizedTest
    @ValueSource(strings = {"lane=fax", "limit=%00", "limit=A", "page_token=x", "page_size=0", "lanes=http"})
    void aSlipInAQueryIsRefused(String query) {
        client.get("/v1/gates?" + query).isInvalidAt("/" + query.substring(0, query.indexOf('=')));
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "999999999", "99999999999", "x"})
    void anUnknownGateIsNotFound(String id) {
        client.get("/v1/gates/" + id).isProblem(404, "gate_not_found");
    }
}
