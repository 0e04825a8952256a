package io.penstock.standalone.path;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.penstock.catalog.json.Json;
import io.penstock.catalog.json.Sha256;
import io.penstock.standalone.role.Role;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.zip.GZIPOutputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** Analyses of archives that were uploaded, over the whole path. */
class ArchivePathTest {

    private static final Duration PATIENCE = Duration.ofMinutes(2);

    private static final Map<String, String> MILL = Map.of(
            "mill-1.2/.gitignore", "made/\n",
            "mill-1.2/src/gate.py", "def gate(items=[]):\n    return items\n",
            "mill-1.2/src/wheel.py", "def wheel(items=[]):\n    return items\n",
            "mill-1.2/made/wheel.py", "def made(items=[]):\n    return items\n",
            "mill-1.2/wheel.ico", "\0\0");

    private final Installation installation = new Installation();

    @TempDir
    Path folder;

    @AfterEach
    void stop() throws Exception {
        installation.close();
    }

    private ApiClient start(Role... roles) {
        return start(Map.of(), roles);
    }

    private ApiClient start(Map<String, Object> more, Role... roles) {
        var settings = new HashMap<>(more);
        settings.put("penstock.artifacts.folder", folder.resolve("artifacts").toString());
        return installation.client(installation.start(List.of(roles), settings));
    }

    private static byte[] zip(Map<String, String> files) throws IOException {
        var bytes = new ByteArrayOutputStream();
        try (var zip = new ZipOutputStream(bytes)) {
            for (var file : files.entrySet()) {
                zip.putNextEntry(new ZipEntry(file.getKey()));
                zip.write(file.getValue().getBytes(StandardCharsets.UTF_8));
            }
        }
        return bytes.toByteArray();
    }

    private static byte[] tarGz(Map<String, String> files) throws IOException {
        var bytes = new ByteArrayOutputStream();
        try (var tar = new TarArchiveOutputStream(new GZIPOutputStream(bytes))) {
            for (var file : files.entrySet()) {
                var content = file.getValue().getBytes(StandardCharsets.UTF_8);
                var entry = new TarArchiveEntry(file.getKey());
                entry.setSize(content.length);
                tar.putArchiveEntry(entry);
                tar.write(content);
                tar.closeArchiveEntry();
            }
        }
        return bytes.toByteArray();
    }

    private static JsonNode run(ApiClient client, String artifact, String more) {
        var answer = client.post("/v1/analyses", "{\"source\": {\"artifact\": \"%s\"}%s}".formatted(artifact, more));
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(202);
        var path = "/v1/analyses/" + ApiClient.json(answer).get("id").asString();
        return await().atMost(PATIENCE)
                .until(() -> ApiClient.json(client.get(path)), it -> it.hasNonNull("finished_at"));
    }

    private static String refusal(ApiClient client, byte[] archive, String more) {
        var answer = client.post(
                "/v1/analyses",
                "{\"source\": {\"artifact\": \"%s\"}%s}".formatted(client.upload("mill.zip", archive), more));
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(400);
        return ApiClient.json(answer).get("code").asString();
    }

    private static List<String> places(ApiClient client, JsonNode analysis) {
        var path = "/v1/analyses/" + analysis.get("id").asString() + "/findings?rule=python/mutable-default";
        return ApiClient.json(client.get(path))
                .get("data")
                .valueStream()
                .map(finding -> finding.get("path").asString() + ":"
                        + finding.get("line").asInt())
                .toList();
    }

    @Test
    void aZipIsLookedThroughAndATarOfTheSameFilesIsKnown() throws Exception {
        var client = start(Role.API, Role.WORKER, Role.SCHEDULER);
        var zip = zip(MILL);
        var first = run(client, client.upload("mill.zip", zip), "");
        assertThat(first.get("state").asString()).as(first.toString()).isEqualTo("succeeded");
        assertThat(first.get("name").asString()).isEqualTo("mill.zip");
        assertThat(first.get("revision").asString())
                .isEqualTo(HexFormat.of().formatHex(Sha256.begin().digest(zip)));
        assertThat(first.get("files").toString()).isEqualTo("{\"files\":3,\"done\":3,\"reused\":0,\"failed\":0}");
        assertThat(first.get("left_out")).isEqualTo(Json.mapper().readTree("{\"binary\": 1, \"ignored\": 1}"));
        assertThat(places(client, first)).containsExactly("src/gate.py:1", "src/wheel.py:1");

        var next = run(
                client,
                client.upload("mill.tgz", tarGz(MILL)),
                ", \"name\": \"mill.zip\", \"fail_on\": {\"severity\": \"info\", \"new_only\": true}");
        assertThat(next.get("files").toString()).isEqualTo("{\"files\":3,\"done\":3,\"reused\":3,\"failed\":0}");
        assertThat(next.get("left_out")).isEqualTo(first.get("left_out"));
        assertThat(next.get("compared_with")).isEqualTo(first.get("id"));
        assertThat(next.get("passed").asBoolean()).isTrue();
        assertThat(places(client, next)).isEqualTo(places(client, first));
        assertThat(installation.count("SELECT count(*) FROM job")).isOne();
        await("what only the steps needed is gone")
                .atMost(PATIENCE)
                .until(() -> installation.count("SELECT count(*) FROM artifact WHERE state = 'ready'") == 2 + 2 * 3);
    }

    @Test
    void whatIsNoArchiveOrHasNothingForItIsRefusedBeforeAnythingBegins() throws Exception {
        var client = start(Role.API, Role.SCHEDULER);
        var whole = tarGz(MILL);
        assertThat(refusal(client, "no archive".getBytes(StandardCharsets.UTF_8), ""))
                .isEqualTo("archive_unknown");
        assertThat(refusal(client, Arrays.copyOf(whole, whole.length - 20), "")).isEqualTo("archive_broken");
        assertThat(refusal(client, zip(Map.of("../gate.py", "")), "")).isEqualTo("archive_unsafe");
        assertThat(refusal(client, zip(MILL), ", \"include\": [\"*.java\"]")).isEqualTo("nothing_selected");
        assertThat(installation.count("SELECT count(*) FROM analysis")).isZero();
        assertThat(installation.count("SELECT count(*) FROM artifact WHERE state = 'ready'"))
                .as("what was uploaded stays its client's")
                .isEqualTo(4);
    }

    @Test
    void whatTheCheckHadNoTimeForIsToldByTheFirstStepAndInTheHistoryOfTheSchedule() throws Exception {
        var client = start(Map.of("penstock.analyses.check-time", "1ns"), Role.API, Role.SCHEDULER);
        var archive = client.upload("mill.zip", zip(Map.of("../gate.py", "")));
        var ended = run(client, archive, "");
        assertThat(ended.get("state").asString()).isEqualTo("failed");
        assertThat(ended.at("/error/code").asString()).isEqualTo("archive_unsafe");
        assertThat(ended.get("tries").asInt()).isOne();

        var created = client.post(
                "/v1/schedules",
                "{\"name\": \"nightly\", \"every\": \"PT1H\", \"target\": {\"analysis\": {\"source\": {\"artifact\": \"%s\"}}}}"
                        .formatted(archive));
        assertThat(created.statusCode()).as(created.body()).isEqualTo(201);
        client.post("/v1/schedules/nightly/trigger", "{}");
        var history = await("the history says why")
                .atMost(PATIENCE)
                .until(
                        () -> ApiClient.json(client.get("/v1/schedules/nightly/firings")),
                        it -> it.at("/data/0/analysis_error").isObject());
        assertThat(history.at("/data/0/analysis_error/code").asString()).isEqualTo("archive_unsafe");
        assertThat(history.at("/data/0/analysis_error/message").asString()).contains("../gate.py");
        assertThat(installation.count("SELECT count(*) FROM job")).isZero();
    }
}
