package io.penstock.standalone.path;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.penstock.standalone.role.Role;
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
}
