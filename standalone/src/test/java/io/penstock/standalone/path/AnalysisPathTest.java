package io.penstock.standalone.path;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.penstock.catalog.json.Json;
import io.penstock.source.testing.Commits;
import io.penstock.source.testing.GitServer;
import io.penstock.standalone.role.Role;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** Analyses over the whole path, with schedulers and workers that are killed. */
class AnalysisPathTest {

    private static final Duration PATIENCE = Duration.ofMinutes(2);

    private final Installation installation = new Installation();

    @TempDir
    Path folder;

    GitServer git;

    @BeforeEach
    void start() {
        git = GitServer.start(folder.resolve("git"));
    }

    @AfterEach
    void stop() throws Exception {
        installation.close();
        git.close();
    }

    private Map<String, Object> settings() {
        return Map.of(
                "penstock.artifacts.folder",
                folder.resolve("artifacts").toString(),
                "penstock.analyses.allow",
                "127.0.0.1");
    }

    private Map<String, String> environment() {
        return Map.of(
                "PENSTOCK_ARTIFACTS_FOLDER",
                folder.resolve("artifacts").toString(),
                "PENSTOCK_ANALYSES_ALLOW",
                "127.0.0.1");
    }

    private static String python(int nr) {
        return """
                def load%d(items=[]):
                    return items
                """.formatted(nr);
    }

    private Commits files(int count) {
        return files(0, count);
    }

    private Commits files(int first, int count) {
        var commit = git.commit();
        for (int nr = first; nr < count; nr++) {
            commit.file("mill/load%03d.py".formatted(nr), python(nr));
        }
        return commit;
    }

    private String begin(ApiClient client, String more) {
        var answer = client.post("/v1/analyses", "{\"source\": {\"git\": \"%s\"}%s}".formatted(git.url(), more));
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(202);
        return Json.mapper().readTree(answer.body()).get("id").asString();
    }

    private static JsonNode read(ApiClient client, String path) {
        return Json.mapper().readTree(client.get(path).body());
    }

    private static JsonNode awaitEnd(ApiClient client, String id) {
        return await(id + " has ended")
                .atMost(PATIENCE)
                .until(() -> read(client, "/v1/analyses/" + id), it -> it.hasNonNull("finished_at"));
    }

    private static List<JsonNode> findings(ApiClient client, String id, String query) {
        return read(client, "/v1/analyses/" + id + "/findings?page_size=500" + query)
                .get("data")
                .valueStream()
                .toList();
    }

    @Test
    void aRepositoryIsLookedThroughAndTheNextTimeOnlyWhatChanged() {
        var commit = files(90).to("main");
        var client =
                installation.client(installation.start(List.of(Role.API, Role.WORKER, Role.SCHEDULER), settings()));
        var first = begin(client, ", \"fail_on\": \"critical\", \"exclude\": [\"load001.py\"]");
        var ended = awaitEnd(client, first);
        assertThat(ended.get("state").asString()).as(ended.toString()).isEqualTo("succeeded");
        assertThat(ended.get("revision").asString()).isEqualTo(commit);
        assertThat(ended.get("passed").asBoolean()).isTrue();
        assertThat(ended.get("files").toString()).isEqualTo("{\"files\":89,\"done\":89,\"reused\":0,\"failed\":0}");
        assertThat(ended.get("left_out").toString()).isEqualTo("{\"excluded\":1}");
        assertThat(findings(client, first, "&rule=python/mutable-default")).hasSize(89);
        var batch = "/v1/batches/" + ended.get("batch_id").asString();
        await().atMost(PATIENCE)
                .until(() -> read(client, batch).get("state").asString().equals("finished"));

        files(1, 90)
                .file("mill/load000.py", "eval(input())\n")
                .file("new.py", python(7))
                .to("main");
        var second = begin(
                client,
                ", \"exclude\": [\"load001.py\"], \"fail_on\": [{\"severity\": \"medium\", \"new_only\": true}]");
        var next = awaitEnd(client, second);
        assertThat(next.get("files").toString()).isEqualTo("{\"files\":90,\"done\":90,\"reused\":89,\"failed\":0}");
        assertThat(next.get("compared_with").asString()).isEqualTo(first);
        assertThat(next.get("passed").asBoolean()).isFalse();
        assertThat(installation.count("SELECT count(*) FROM job")).isEqualTo(19);
        assertThat(read(client, "/v1/analyses/" + second + "/report.json")
                        .get("files")
                        .size())
                .isEqualTo(90);
        assertThat(read(client, "/v1/analyses/" + second + "/report.sarif")
                        .get("version")
                        .asString())
                .isEqualTo("2.1.0");
        assertThat(client.get("/v1/analyses/" + second + "/report.html").body()).startsWith("<!DOCTYPE html>");
        await("only the reports stay")
                .atMost(PATIENCE)
                .until(() -> installation.count("SELECT count(*) FROM artifact WHERE state = 'ready'") == 6);
    }

    @Test
    void whoeverIsKilledEachFileIsThereOnce() throws InterruptedException {
        files(300).to("main");
        var client = installation.client(installation.start(List.of(Role.API), settings()));
        var worker = installation.startProcess("worker", environment());
        var id = begin(client, "");
        for (var step : List.of("inventory", "submit", "collect")) {
            var scheduler = installation.startProcess("scheduler", environment());
            await(step)
                    .atMost(PATIENCE)
                    .until(() -> Stream.of(step, "collect", "report")
                            .anyMatch(at -> read(client, "/v1/analyses/" + id)
                                    .path("step")
                                    .asString("")
                                    .equals(at)));
            scheduler.kill();
        }
        worker.kill();
        installation.startProcess("worker", environment());
        installation.startProcess("scheduler", environment());
        installation.startProcess("scheduler", environment());

        var ended = awaitEnd(client, id);
        assertThat(ended.get("files").toString()).isEqualTo("{\"files\":300,\"done\":300,\"reused\":0,\"failed\":0}");
        assertThat(ended.get("tries").asInt()).isGreaterThan(1);
        assertThat(installation.count("SELECT count(*) FROM job"))
                .isEqualTo(installation.count("SELECT count(*) FROM analysis_pack"))
                .isEqualTo(60);
        assertThat(findings(client, id, "&rule=python/mutable-default")).hasSize(300);
        assertThat(read(client, "/v1/analyses/" + id + "/report.json")
                        .get("files")
                        .size())
                .isEqualTo(300);
        await("one run of the steps comes to the end")
                .atMost(PATIENCE)
                .until(() ->
                        installation.count("SELECT count(*) FROM spring_batch_job_execution WHERE status = 'COMPLETED'")
                                == 1);
    }

    @Test
    void whatIsCancelledEndsWithItsJobs() {
        files(50).to("main");
        var context = installation.start(List.of(Role.API, Role.SCHEDULER), settings());
        var client = installation.client(context);
        var id = begin(client, "");
        await().atMost(PATIENCE).until(() -> installation.count("SELECT count(*) FROM analysis_pack") == 10);
        assertThat(client.post("/v1/analyses/" + id + "/cancel", "{}").statusCode())
                .isEqualTo(202);
        assertThat(awaitEnd(client, id).get("state").asString()).isEqualTo("cancelled");
        await().atMost(PATIENCE)
                .until(() -> installation.count("SELECT count(*) FROM outcome WHERE state = 'cancelled'") == 10);
        assertThat(client.post("/v1/analyses/" + id + "/cancel", "{}").statusCode())
                .isEqualTo(200);
        assertThat(client.get("/v1/analyses/" + id + "/report.json").statusCode())
                .isEqualTo(409);
    }

    @Test
    void whereNothingIsKnownOfAStepItIsDoneAgain() {
        files(50).to("main");
        var scheduler = installation.start(List.of(Role.API, Role.SCHEDULER), settings());
        var client = installation.client(scheduler);
        var id = begin(client, "");
        await().atMost(PATIENCE).until(() -> installation.count("SELECT count(*) FROM analysis_pack") == 10);
        scheduler.close();
        installation.database().jdbi().useHandle(handle -> {
            handle.execute("UPDATE spring_batch_step_execution SET status = 'UNKNOWN' WHERE status <> 'COMPLETED'");
            handle.execute("UPDATE spring_batch_job_execution SET status = 'UNKNOWN'");
        });
        var next = installation.client(installation.start(List.of(Role.API, Role.WORKER, Role.SCHEDULER), settings()));
        assertThat(awaitEnd(next, id).get("state").asString()).isEqualTo("succeeded");
    }

    @Test
    void whereAllJobsFailThereIsNoReport() {
        files(50).to("main");
        var client = installation.client(installation.start(List.of(Role.API, Role.SCHEDULER), settings()));
        var id = begin(client, "");
        await().atMost(PATIENCE).until(() -> installation.count("SELECT count(*) FROM analysis_pack") == 10);
        read(client, "/v1/jobs?tag.penstock:analysis=" + id)
                .get("data")
                .forEach(job -> client.post("/v1/jobs/" + job.get("id").asString() + "/cancel", "{}"));
        var ended = awaitEnd(client, id);
        assertThat(ended.get("state").asString()).isEqualTo("failed");
        assertThat(ended.get("error").get("code").asString()).isEqualTo("nothing_analyzed");
    }

    @Test
    void whoeverCancelsItsBatchEndsItToo() {
        files(50).to("main");
        var client = installation.client(installation.start(List.of(Role.API, Role.SCHEDULER), settings()));
        var id = begin(client, "");
        await().atMost(PATIENCE).until(() -> installation.count("SELECT count(*) FROM analysis_pack") == 10);
        var batch = read(client, "/v1/analyses/" + id).get("batch_id").asString();
        assertThat(client.post("/v1/batches/" + batch + "/cancel", "{}").statusCode())
                .isEqualTo(202);
        var ended = awaitEnd(client, id);
        assertThat(ended.get("state").asString()).isEqualTo("failed");
        assertThat(ended.get("error").get("code").asString()).isIn("nothing_analyzed", "batch_cancelled");
    }

    @Test
    void whatCannotBeReadIsRefusedBeforeAnythingBegins() {
        files(1).to("main");
        var client = installation.client(installation.start(List.of(Role.API, Role.SCHEDULER), settings()));
        var unknown = client.post(
                "/v1/analyses", "{\"source\": {\"git\": \"%s\", \"ref\": \"nowhere\"}}".formatted(git.url()));
        assertThat(unknown.statusCode()).isEqualTo(400);
        assertThat(unknown.body()).contains("git_ref_unknown", "/source/ref", "main");

        var nothing = client.post(
                "/v1/analyses", "{\"source\": {\"git\": \"%s\"}, \"include\": [\"*.java\"]}".formatted(git.url()));
        assertThat(nothing.statusCode()).isEqualTo(400);
        assertThat(nothing.body()).contains("nothing_selected", "/include", "which end in .py (1)");
        assertThat(installation.count("SELECT count(*) FROM analysis")).isZero();
    }

    @Test
    void aScheduleBeginsAnAnalysisAndTheNextOneWaitsForIt() {
        files(1).to("main");
        var client =
                installation.client(installation.start(List.of(Role.API, Role.WORKER, Role.SCHEDULER), settings()));
        var created = client.post(
                "/v1/schedules",
                "{\"name\": \"nightly\", \"every\": \"PT1H\", \"target\": {\"analysis\": {\"source\": {\"git\": \"%s\"}}}}"
                        .formatted(git.url()));
        assertThat(created.statusCode()).as(created.body()).isEqualTo(201);
        var firing = Json.mapper()
                .readTree(client.post("/v1/schedules/nightly/trigger", "{}").body());
        var ended = awaitEnd(client, firing.get("analysis_id").asString());
        assertThat(ended.get("state").asString()).isEqualTo("succeeded");
        assertThat(ended.get("tags").get("penstock:schedule").asString()).isEqualTo("nightly");
    }
}
