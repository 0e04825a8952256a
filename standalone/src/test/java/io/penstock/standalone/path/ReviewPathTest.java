package io.penstock.standalone.path;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.penstock.catalog.json.Json;
import io.penstock.source.testing.GitServer;
import io.penstock.standalone.role.Role;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** Analyses whose worst files a model looks at, which costs 0.4 a file and is expected to cost some 22. */
class ReviewPathTest {

    private static final Duration PATIENCE = Duration.ofMinutes(2);

    private static final String PRICES = """
            {"prices": [{"provider": "openai-compatible", "model": "m", "from": "2026-01-01", "input": 10000, "output": 20000}]}""";

    private static final String SAYS = """
            {"findings": [{"line": 2, "severity": "high", "category": "Correctness", "message": "It forgets an item.", "suggestion": "Copy it."}]}""";

    private final Installation installation = new Installation();

    @TempDir
    Path folder;

    private GitServer git;
    private Model model;
    private ApiClient client;

    @BeforeEach
    void start() throws Exception {
        git = GitServer.start(folder.resolve("git"));
        model = new Model(SAYS);
        var settings = new HashMap<>(model.settings());
        settings.put(
                "penstock.ai.prices",
                Files.writeString(folder.resolve("prices.json"), PRICES).toString());
        settings.put("penstock.artifacts.folder", folder.resolve("artifacts").toString());
        settings.put("penstock.analyses.allow", "127.0.0.1");
        client = installation.client(installation.start(List.of(Role.API, Role.WORKER, Role.SCHEDULER), settings));
        var commit = git.commit();
        for (int nr = 0; nr < 5; nr++) {
            commit.file("mill/load%d.py".formatted(nr), python(nr));
        }
        commit.to("main");
    }

    @AfterEach
    void stop() throws Exception {
        installation.close();
        model.close();
        git.close();
    }

    private static String python(int nr) {
        return "def load%d(items):\n    return items\n".formatted(nr);
    }

    private JsonNode run(String more) {
        var answer = client.post("/v1/analyses", "{\"source\": {\"git\": \"%s\"}, %s}".formatted(git.url(), more));
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(202);
        var path = "/v1/analyses/"
                + Json.mapper().readTree(answer.body()).get("id").asString();
        return await().atMost(PATIENCE)
                .until(() -> Json.mapper().readTree(client.get(path).body()), it -> it.hasNonNull("finished_at"));
    }

    private List<String> reviewed(JsonNode analysis) {
        return Json.mapper()
                .readTree(client.get("/v1/analyses/" + analysis.get("id").asString() + "/findings?rule=ai/correctness")
                        .body())
                .get("data")
                .valueStream()
                .map(finding -> finding.get("path").asString())
                .toList();
    }

    @Test
    void whatAModelSaysIsKeptAsLongAsItsFileStaysTheSame() {
        var first = run("\"review\": {\"focus\": [\"correctness\"]}, \"max_cost\": 200");
        assertThat(first.get("state").asString()).as(first.toString()).isEqualTo("succeeded");
        assertThat(reviewed(first))
                .as(client.get("/v1/jobs?kind=ai.analyze").body())
                .hasSize(5);
        assertThat(model.calls()).isEqualTo(5);
        assertThat(first.at("/summary/review_cost").decimalValue()).isEqualByComparingTo("2");

        var commit = git.commit();
        for (int nr = 0; nr < 5; nr++) {
            commit.file("mill/load%d.py".formatted(nr), python(nr == 3 ? 33 : nr));
        }
        commit.to("main");
        var second = run("\"review\": {}, \"max_cost\": 200");
        assertThat(reviewed(second)).hasSize(5);
        assertThat(model.calls()).isEqualTo(6);
        assertThat(second.at("/summary/review_cost").decimalValue()).isEqualByComparingTo("0.4");
    }

    @Test
    void itCostsNoMoreThanItMay() {
        var analysis = run("\"review\": {\"files\": \"worst\"}, \"max_cost\": 23");
        assertThat(analysis.get("state").asString()).isEqualTo("succeeded");
        assertThat(model.calls()).isBetween(1, 4);
        assertThat(reviewed(analysis)).hasSize(model.calls());
        assertThat(run("\"review\": {\"files\": \"worst\"}, \"max_cost\": 0.1, \"name\": \"poor\"")
                        .at("/summary/review_cost")
                        .decimalValue())
                .isZero();
    }
}
