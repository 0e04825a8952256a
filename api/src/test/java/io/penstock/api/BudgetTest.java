package io.penstock.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.db.job.JobId;
import java.net.http.HttpRequest.BodyPublishers;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class BudgetTest {

    private final TestClient client = TestApi.shared().newTenant();
    private final String name = "budget-" + JobId.next().uuid();

    private Answer make(String name, String amount) {
        return client.post("/v1/budgets", "{\"name\": \"" + name + "\", " + amount + "}")
                .is(201)
                .fits("Budget");
    }

    private Answer make(String amount) {
        return make(name, amount);
    }

    private Answer put(String json) {
        return client.send(client.request("/v1/budgets/" + name)
                .header("Content-Type", "application/json")
                .PUT(BodyPublishers.ofString(json)));
    }

    private Answer delete() {
        return client.send(client.request("/v1/budgets/" + name).DELETE());
    }

    @Test
    void aBudgetIsMadeOnceAndRead() {
        var made = make("\"amount\": 250.5, \"per\": \"P1M\", \"soft\": 200");
        assertThat(made.at("/amount").decimalValue()).isEqualByComparingTo("250.5");
        assertThat(made.at("/soft").decimalValue()).isEqualByComparingTo("200");
        assertThat(made.at("/spent").decimalValue()).isZero();
        assertThat(made.at("/left").decimalValue()).isEqualByComparingTo("250.5");
        assertThat(made.text("/per")).isEqualTo("P1M");
        assertThat(Instant.parse(made.text("/period_start"))).isBefore(Instant.parse(made.text("/period_end")));
        assertThat(client.get("/v1/budgets/" + name).is(200).fits("Budget").body())
                .isEqualTo(made.body());
        assertThat(client.post("/v1/budgets", "{\"name\": \"" + name + "\", \"amount\": 1, \"per\": \"P1D\"}")
                        .is(409)
                        .text("/code"))
                .isEqualTo("budget_exists");
    }

    @Test
    void budgetsAndLimitsShareTheirNamesAndNothingElse() {
        make("\"amount\": 1, \"per\": \"P1D\"");
        client.get("/v1/limits/" + name).is(404);
        client.post("/v1/limits/" + name + "/close", "{\"reason\": \"x\"}").is(404);
        client.post("/v1/limits", "{\"name\": \"" + name + "\", \"concurrency\": {\"max\": 1}}")
                .is(409);
        client.post("/v1/limits", "{\"name\": \"" + name + "-l\", \"concurrency\": {\"max\": 1}}")
                .is(201);
        client.get("/v1/budgets/" + name + "-l").is(404);
        client.post("/v1/budgets", "{\"name\": \"" + name + "-l\", \"amount\": 1, \"per\": \"P1D\"}")
                .is(409);
        assertThat(client.get("/v1/limits?page_size=500").body()).doesNotContain("\"" + name + "\"");
        assertThat(client.get("/v1/budgets?page_size=500").body()).doesNotContain(name + "-l");
    }

    @Test
    void aBudgetIsListedByItsName() {
        make("\"amount\": 1, \"per\": \"P1W\"");
        make(name + "-2", "\"amount\": 0.000001, \"per\": \"P1D\"");
        var page = client.get("/v1/budgets?page_size=500").is(200).fits("BudgetPage");
        assertThat(page.at("/data")
                        .valueStream()
                        .map(budget -> budget.at("/name").stringValue()))
                .contains(name)
                .isSorted();
        var first = client.get("/v1/budgets?page_size=1").is(200);
        var second = client.get("/v1/budgets?page_size=1&page_token=" + first.text("/next_page_token"))
                .is(200);
        assertThat(second.text("/data/0/name")).isGreaterThan(first.text("/data/0/name"));
    }

    @Test
    void aBudgetIsChangedAndDeletedOnce() {
        make("\"amount\": 1, \"per\": \"P1D\", \"soft\": 0.5");
        var changed = put("{\"amount\": 3, \"per\": \"P1W\"}").is(200).fits("Budget");
        assertThat(changed.at("/amount").asInt()).isEqualTo(3);
        assertThat(changed.text("/per")).isEqualTo("P1W");
        assertThat(changed.at("/soft").isNull()).isTrue();
        delete().is(204);
        delete().is(404);
        put("{\"amount\": 3, \"per\": \"P1W\"}").is(404);
    }

    @Test
    void aJobThatCostsMoreThanIsLeftSaysThatItWaitsForABudget() {
        make("\"amount\": 0.05, \"per\": \"P1D\"");
        var dear = submit("0.050001");
        assertThat(dear.text("/wait_reason")).isEqualTo("budget");
        assertThat(dear.at("/next_eligible_at").isNull()).isTrue();
        assertThat(submit("0.05").text("/wait_reason")).isNotEqualTo("budget");
    }

    private Answer submit(String cost) {
        var job = client.post(
                        "/v1/jobs",
                        "{\"kind\": \"probe\", \"payload\": {}, \"limits\": [\"%s\"], \"cost\": %s}"
                                .formatted(name, cost))
                .is(202);
        return client.get("/v1/jobs/" + job.text("/id")).is(200).fits("Job");
    }
}
