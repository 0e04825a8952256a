package io.penstock.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.db.job.JobId;
import java.net.http.HttpRequest.BodyPublishers;
import org.junit.jupiter.api.Test;

class LimitTest {

    private final TestClient client = TestApi.shared().newTenant();
    private final String name = "limit-" + JobId.next().uuid();

    private Answer make(String quota) {
        return client.post("/v1/limits", "{\"name\": \"" + name + "\", " + quota + "}")
                .is(201)
                .fits("Limit");
    }

    private Answer bare(String method, String path) {
        return client.send(client.request("/v1/limits/" + name + path).method(method, BodyPublishers.noBody()));
    }

    private Answer get() {
        return client.get("/v1/limits/" + name).is(200).fits("Limit");
    }

    @Test
    void aLimitIsMadeOnceAndRead() {
        var made = make("\"rate\": {\"permits\": 100, \"per\": \"PT1M\", \"burst\": 10}");
        assertThat(made.text("/name")).isEqualTo(name);
        assertThat(made.at("/left").asInt()).isEqualTo(10);
        assertThat(get().body()).isEqualTo(made.body());
        client.post("/v1/limits", "{\"name\": \"" + name + "\", \"concurrency\": {\"max\": 1}}")
                .is(409);
        assertThat(get().body()).isEqualTo(made.body());
    }

    @Test
    void aLimitIsListedByItsName() {
        make("\"concurrency\": {\"max\": 5}");
        var page = client.get("/v1/limits?page_size=500").is(200).fits("LimitPage");
        assertThat(page.at("/data").valueStream().map(limit -> limit.at("/name").stringValue()))
                .contains(name)
                .isSorted();
        make2();
        var first = client.get("/v1/limits?page_size=1").is(200);
        var second = client.get("/v1/limits?page_size=1&page_token=" + first.text("/next_page_token"))
                .is(200);
        assertThat(second.text("/data/0/name")).isGreaterThan(first.text("/data/0/name"));
    }

    private void make2() {
        client.post("/v1/limits", "{\"name\": \"" + name + "-2\", \"concurrency\": {\"max\": 1}}")
                .is(201);
    }

    @Test
    void aQuotaIsChanged() {
        make("\"rate\": {\"permits\": 100, \"per\": \"PT1M\"}");
        var changed = client.send(client.request("/v1/limits/" + name)
                        .header("Content-Type", "application/json")
                        .PUT(BodyPublishers.ofString("{\"units\": {\"permits\": 5000, \"per\": \"PT1H\"}}")))
                .is(200)
                .fits("Limit");
        assertThat(changed.at("/rate").isMissingNode()).isTrue();
        assertThat(changed.at("/units/permits").asInt()).isEqualTo(5000);
        assertThat(changed.at("/units/burst").asInt()).isEqualTo(5000);
    }

    @Test
    void aLimitIsClosedAndOpened() {
        make("\"concurrency\": {\"max\": 5}");
        var closed = client.post(
                        "/v1/limits/" + name + "/close",
                        "{\"until\": \"2099-01-01T00:00:00Z\", \"reason\": \"They moved house\"}")
                .is(200)
                .fits("Limit");
        assertThat(closed.text("/closed/until")).isEqualTo("2099-01-01T00:00:00Z");
        assertThat(closed.text("/closed/reason")).isEqualTo("They moved house");
        assertThat(closed.text("/closed/by")).isNotEmpty();
        assertThat(closed.at("/left").asInt()).isZero();
        var forGood = client.post("/v1/limits/" + name + "/close", "{\"reason\": \"For good\"}")
                .is(200);
        assertThat(forGood.at("/closed/until").isNull()).isTrue();
        assertThat(bare("POST", "/reopen").is(200).fits("Limit").at("/closed").isNull())
                .isTrue();
        assertThat(get().at("/left").asInt()).isEqualTo(5);
    }

    @Test
    void anotherNumberStandsInForAWhile() {
        make("\"rate\": {\"permits\": 100, \"per\": \"PT1M\"}");
        var more = client.post(
                        "/v1/limits/" + name + "/override",
                        "{\"permits\": 500, \"until\": \"2099-01-01T00:00:00Z\", \"reason\": \"A launch\"}")
                .is(200)
                .fits("Limit");
        assertThat(more.at("/permits_now").asInt()).isEqualTo(500);
        assertThat(more.at("/rate/permits").asInt()).isEqualTo(100);
        assertThat(bare("DELETE", "/override")
                        .is(200)
                        .fits("Limit")
                        .at("/permits_now")
                        .asInt())
                .isEqualTo(100);
    }

    @Test
    void aLimitIsDeletedOnce() {
        make("\"concurrency\": {\"max\": 5}");
        bare("DELETE", "").is(204);
        bare("DELETE", "").is(404);
        client.get("/v1/limits/" + name).is(404);
        bare("POST", "/reopen").is(404);
        bare("DELETE", "/override").is(404);
    }

    @Test
    void aJobNamesTheLimitsItNeedsAndSaysThatItWaitsForThem() {
        make("\"units\": {\"permits\": 100, \"per\": \"PT1H\"}");
        client.post("/v1/limits/" + name + "/close", "{\"reason\": \"Not now\"}")
                .is(200);
        var job = client.post(
                        "/v1/jobs",
                        "{\"kind\": \"probe\", \"payload\": {}, \"limits\": [\"%s\"], \"units\": {\"%s\": 70}}"
                                .formatted(name, name))
                .is(202);
        assertThat(job.text("/wait_reason")).isEqualTo("limit");
        var view = client.get("/v1/jobs/" + job.text("/id")).is(200).fits("Job");
        assertThat(view.text("/wait_reason")).isEqualTo("limit");
    }

    @Test
    void aReplaySaysThatTheJobWaitsForALimitAsTheFirstAnswerDid() {
        make("\"concurrency\": {\"max\": 1}");
        client.post("/v1/limits/" + name + "/close", "{\"reason\": \"Not now\", \"until\": \"2099-01-01T00:00:00Z\"}")
                .is(200);
        var json = "{\"kind\": \"probe\", \"payload\": {}, \"limits\": [\"%s\"]}".formatted(name);
        var first = client.submit(json, "k").is(202);
        assertThat(first.text("/next_eligible_at")).isEqualTo("2099-01-01T00:00:00Z");
        assertThat(client.submit(json, "k").is(202).body()).isEqualTo(first.body());
    }
}
