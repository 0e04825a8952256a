package io.penstock.standalone.path;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.penstock.standalone.role.Role;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** AI jobs over the whole path, with two workers and a model that costs 0.4 a call. */
class AiPathTest {

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private static final String PRICES = """
            {"prices": [{"provider": "openai-compatible", "model": "m", "from": "2026-01-01", "input": 10000, "output": 20000}]}""";

    @TempDir
    private Path folder;

    private Installation installation;
    private Model model;
    private ApiClient client;

    @BeforeEach
    void start() throws Exception {
        var prices = Files.writeString(folder.resolve("prices.json"), PRICES);
        model = new Model();
        installation = new Installation();
        var settings = new HashMap<>(model.settings());
        settings.put("penstock.ai.prices", prices.toString());
        client = installation.client(installation.start(List.of(Role.API, Role.WORKER), settings));
        installation.start(List.of(Role.SCHEDULER, Role.WORKER), settings);
    }

    @AfterEach
    void stop() throws Exception {
        installation.close();
        model.close();
    }

    private String submit(String payload, String more) {
        return client.submit("{\"kind\": \"ai.generate\", \"payload\": {\"language\": \"go\", \"content\": \"%s}%s}"
                .formatted(payload, more));
    }

    private JsonNode json(String path) {
        return ApiClient.json(client.get(path));
    }

    @Test
    void aBudgetHoldsJobsBackUntilThereIsMoneyAgain() {
        client.post("/v1/budgets", "{\"name\": \"ai\", \"kind\": \"ai.generate\", \"amount\": 1, \"per\": \"P1D\"}");
        var jobs = IntStream.range(0, 5)
                .mapToObj(i -> submit("Number " + i + "\"", ", \"cost\": 0.5"))
                .toList();

        await().atMost(PATIENCE).until(() -> inState(jobs, "succeeded").size() == 2);
        var waiting = inState(jobs, "queued");
        assertThat(waiting)
                .hasSize(3)
                .allMatch(id -> client.job(id).path("wait_reason").asString().equals("budget"));
        assertThat(model.calls()).isEqualTo(2);
        assertThat(json("/v1/budgets/ai").path("spent").decimalValue()).isEqualByComparingTo("0.8");

        client.put("/v1/budgets/ai", "{\"amount\": 3, \"per\": \"P1D\"}");
        jobs.forEach(id -> client.await(id, "succeeded"));

        assertThat(json("/v1/budgets/ai").path("spent").decimalValue()).isEqualByComparingTo("2");
        assertThat(model.calls()).isEqualTo(5);
        var usage = json("/v1/usage?kind=ai.generate");
        assertThat(usage.at("/total/calls").asInt()).isEqualTo(5);
        assertThat(usage.at("/total/output_tokens").asInt()).isEqualTo(50);
        assertThat(usage.at("/total/cost").decimalValue()).isEqualByComparingTo("2");
    }

    private List<String> inState(List<String> jobs, String state) {
        return jobs.stream().filter(id -> client.state(id).equals(state)).toList();
    }

    @Test
    void jobsWithTheSameQuestionShareOneCallAndItsAnswerIsGivenAgainUntilItIsDeleted() {
        var letGo = new CountDownLatch(1);
        model.waitFor(letGo);
        var jobs = Stream.generate(() -> submit("The same\", \"cache\": true", ""))
                .limit(8)
                .toList();
        await().atMost(PATIENCE).until(() -> inState(jobs, "running").size() == 8);

        letGo.countDown();
        jobs.forEach(id -> client.await(id, "succeeded"));

        assertThat(model.calls()).isEqualTo(1);
        assertThat(jobs.stream().map(id -> client.result(id).path("cache").asString()))
                .containsOnlyOnce("miss")
                .contains("hit");
        var cache = json("/v1/cache");
        assertThat(cache.path("entries").asInt()).isEqualTo(1);
        assertThat(cache.path("hits").asInt()).isEqualTo(7);
        assertThat(cache.path("misses").asInt()).isEqualTo(1);
        assertThat(cache.path("saved").decimalValue()).isEqualByComparingTo("2.8");

        assertThat(ApiClient.json(client.delete("/v1/cache")).path("deleted").asInt())
                .isEqualTo(1);
        var after = submit("The same\", \"cache\": true", "");
        client.await(after, "succeeded");
        assertThat(client.result(after).path("cache").asString()).isEqualTo("miss");
        assertThat(model.calls()).isEqualTo(2);
    }

    private BigDecimal spent() {
        return json("/v1/budgets/ai").path("spent").decimalValue();
    }

    private void budget(int amount) {
        client.post(
                "/v1/budgets",
                "{\"name\": \"ai\", \"kind\": \"ai.generate\", \"amount\": %d, \"per\": \"P1D\"}".formatted(amount));
    }

    /** The workers have told what their models cost. */
    private void awaitPrices() {
        await().atMost(PATIENCE).until(() -> installation.count("SELECT count(*) FROM token_price") == 1);
    }

    @Test
    void aJobThatNamesNoCostHasAnEstimateSetAside() {
        awaitPrices();
        budget(5);
        var letGo = new CountDownLatch(1);
        model.waitFor(letGo);
        var jobs = IntStream.range(0, 4)
                .mapToObj(i -> submit("Number " + i + "\", \"max_output_tokens\": 10", ""))
                .toList();

        await().atMost(PATIENCE).until(() -> model.calls() == 2);
        await().atMost(PATIENCE).until(() -> inState(jobs, "queued").size() == 2);
        assertThat(spent()).as("202 tokens are read and 10 written, twice").isEqualByComparingTo("4.44");
        assertThat(inState(jobs, "queued"))
                .allMatch(id -> client.job(id).path("wait_reason").asString().equals("budget"));

        letGo.countDown();
        jobs.forEach(id -> client.await(id, "succeeded"));
        assertThat(spent()).isEqualByComparingTo("1.6");
    }

    @Test
    void whoWaitsForASharedCallIsCancelledAndPaysNothing() {
        awaitPrices();
        budget(1000);
        var letGo = new CountDownLatch(1);
        model.waitFor(letGo);
        var asks = submit("The same\", \"cache\": true", "");
        await().atMost(PATIENCE).until(() -> model.calls() == 1);
        var waiting = Stream.generate(() -> submit("The same\", \"cache\": true", ""))
                .limit(5)
                .toList();
        waiting.forEach(id -> client.await(id, "running"));

        waiting.forEach(
                id -> assertThat(client.post("/v1/jobs/" + id + "/cancel", "").statusCode())
                        .isEqualTo(202));
        waiting.forEach(id -> client.await(id, "cancelled"));
        assertThat(client.state(asks)).isEqualTo("running");
        letGo.countDown();
        client.await(asks, "succeeded");

        assertThat(model.calls()).isEqualTo(1);
        assertThat(spent()).isEqualByComparingTo("0.4");
    }

    @Test
    void whenTheOneWhoAsksIsCancelledAnotherTakesOver() {
        var letGo = new CountDownLatch(1);
        model.waitFor(letGo);
        var asks = submit("The same\", \"cache\": true", "");
        await().atMost(PATIENCE).until(() -> model.calls() == 1);
        var waiting = Stream.generate(() -> submit("The same\", \"cache\": true", ""))
                .limit(4)
                .toList();
        waiting.forEach(id -> client.await(id, "running"));

        client.post("/v1/jobs/" + asks + "/cancel", "");
        client.await(asks, "cancelled");
        await().atMost(PATIENCE).until(() -> model.calls() == 2);
        letGo.countDown();
        waiting.forEach(id -> client.await(id, "succeeded"));

        assertThat(model.calls()).isEqualTo(2);
        assertThat(waiting.stream().map(id -> client.result(id).path("cache").asString()))
                .containsOnlyOnce("miss");
    }

    @Test
    void whoWaitsBehindItsGateForACachedAnswerIsCancelledAtOnce() {
        await().atMost(PATIENCE).until(() -> client.get("/v1/limits/m:calls").statusCode() == 200);
        client.post("/v1/limits/m:calls/close", "{\"until\": \"2099-01-01T00:00:00Z\", \"reason\": \"by hand\"}");
        var waiting = submit("The same\", \"cache\": true", "");
        client.await(client.probe("{}"), "succeeded");
        assertThat(client.state(waiting)).isEqualTo("queued");

        var answer = client.post("/v1/jobs/" + waiting + "/cancel", "");
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(client.state(waiting)).isEqualTo("cancelled");
        client.post("/v1/limits/m:calls/reopen", "");
        var next = submit("The same\", \"cache\": true", "");
        client.await(next, "succeeded");

        assertThat(client.result(next).path("cache").asString()).isEqualTo("miss");
        assertThat(model.calls()).isEqualTo(1);
    }
}
