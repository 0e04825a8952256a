package io.penstock.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.penstock.db.testing.TestDatabase;
import io.penstock.source.testing.GitServer;
import io.penstock.source.testing.Tars;
import io.penstock.source.testing.Zips;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.apache.commons.compress.archivers.tar.TarConstants;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Sources that cannot be read, or have nothing for who asks, are refused before anything begins. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class AnalysisSourceTest {

    private Path folder;
    private TestApi api;
    private GitServer git;
    private TestClient client;

    @BeforeAll
    void start(@TempDir Path temporary) {
        folder = temporary;
        api = TestApi.start(
                TestDatabase.fresh().url(),
                Map.of(
                        "penstock.analyses.allow", "127.0.0.1",
                        "penstock.analyses.checks-at-once", 1,
                        "penstock.analyses.check-time", "20s",
                        "penstock.analyses.files", 50,
                        "penstock.analyses.fetched", "100KB",
                        "penstock.analyses.unpacked", "20MB",
                        "penstock.analyses.folder", folder.resolve("work")));
        git = GitServer.start(folder.resolve("git"));
        git.commit()
                .file("mill/gate.py", "gate = 1\n")
                .file("wheel.md", "A wheel\n")
                .to("main");
        client = api.newTenant();
    }

    @AfterEach
    void nothingHasBegun() {
        int begun = api.count("analysis");
        int made = api.count("schedule");
        forgetAll();
        assertThat(begun).isZero();
        assertThat(made).isZero();
        assertThat(folder.resolve("work"))
                .satisfiesAnyOf(
                        work -> assertThat(work).doesNotExist(),
                        work -> assertThat(work).isEmptyDirectory());
    }

    @AfterAll
    void stop() {
        git.close();
        api.close();
    }

    private String upload(byte[] archive) {
        return new FormBody()
                .file("mill.zip", "application/octet-stream", archive)
                .send(client)
                .is(201)
                .text("/id");
    }

    private String ofArtifact(String artifact, String more) {
        return "{\"source\": {\"artifact\": \"%s\"}%s}".formatted(artifact, more);
    }

    private String ofGit(String more) {
        return "{\"source\": {\"git\": \"%s\"}%s}".formatted(git.url(), more);
    }

    /** What was let in, as it had to be. */
    private void begins(String request) {
        client.post("/v1/analyses", request).is(202);
        forgetAll();
    }

    private void forgetAll() {
        api.database().jdbi().useHandle(handle -> {
            handle.execute("DELETE FROM analysis");
            handle.execute("DELETE FROM schedule");
        });
    }

    private static Zips zip() {
        return new Zips().file("mill/gate.py", "gate = 1\n").file("mill/wheel.md", "A wheel\n");
    }

    private static Tars tar() {
        return new Tars().file("mill/gate.py", "gate = 1\n").file("mill/wheel.md", "A wheel\n");
    }

    private static byte[] noise(int length) {
        var noise = new byte[length];
        new Random(1).nextBytes(noise);
        return noise;
    }

    private static byte[] withAnotherSum() {
        var zip = zip().spoilt();
        return Zips.bytes(zip.putInt(Zips.header(zip, 0) + Zips.CRC, 1));
    }

    private static byte[] encrypted() {
        var zip = zip().spoilt();
        int flags = Zips.header(zip, 0) + Zips.FLAGS;
        return Zips.bytes(zip.putShort(flags, (short) (zip.getShort(flags) | 1)));
    }

    private static byte[] cut(byte[] archive, int less) {
        return Arrays.copyOf(archive, archive.length - less);
    }

    static Stream<Arguments> archivesThatCannotBeRead() {
        var artifact = "/source/artifact";
        var zeros = new byte[11 << 20];
        var many = new Zips();
        for (int nr = 0; nr < 51; nr++) {
            many.file("f" + nr, "x");
        }
        return Stream.of(
                Arguments.of("a zip without its end", cut(zip().bytes(), 10), "archive_broken", artifact, "has no end"),
                Arguments.of("a zip with a wrong sum", withAnotherSum(), "archive_broken", artifact, "mill/gate.py"),
                Arguments.of("a tar.gz that was cut off", cut(tar().gzip(), 20), "archive_broken", artifact, "The tar"),
                Arguments.of("a tar that was cut off", cut(tar().plain(), 2042), "archive_broken", artifact, "The tar"),
                Arguments.of(
                        "a way out of a zip", zip().file("../a.py", "").bytes(), "archive_unsafe", artifact, "../a.py"),
                Arguments.of(
                        "a way out of a tar", tar().file("/etc/a.py", "").gzip(), "archive_unsafe", artifact, "/etc/a"),
                Arguments.of(
                        "a way through a link",
                        tar().link("a", TarConstants.LF_SYMLINK)
                                .file("a/b.py", "")
                                .gzip(),
                        "archive_unsafe",
                        artifact,
                        "a is a folder and something else"),
                Arguments.of(
                        "nothing but a link",
                        new Tars().link("a.py", TarConstants.LF_SYMLINK).plain(),
                        "nothing_selected",
                        "/source",
                        "no files"),
                Arguments.of("a zip bomb", new Zips().file("a", zeros).bytes(), "archive_bomb", artifact, "200 times"),
                Arguments.of("a tar bomb", new Tars().file("a", zeros).gzip(), "archive_bomb", artifact, "200 times"),
                Arguments.of(
                        "too many bytes",
                        new Tars().file("a", noise(110_000)).plain(),
                        "archive_too_large",
                        artifact,
                        "102400 bytes"),
                Arguments.of("too many files", many.bytes(), "archive_too_large", artifact, "more than 50 files"),
                Arguments.of(
                        "no archive", "Rar!".getBytes(StandardCharsets.UTF_8), "archive_unknown", artifact, "no zip"),
                Arguments.of("gzip of no tar", Tars.gzip(noise(2000)), "archive_unknown", artifact, "of no tar"),
                Arguments.of("no byte", new byte[0], "archive_unknown", artifact, "no zip"),
                Arguments.of("an empty zip", new Zips().bytes(), "nothing_selected", "/source", "no files"),
                Arguments.of("an encrypted zip", encrypted(), "archive_encrypted", artifact, "mill/gate.py"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("archivesThatCannotBeRead")
    void anArchiveThatCannotBeReadIsRefused(String what, byte[] archive, String code, String pointer, String words) {
        var artifact = upload(archive);
        var refused = client.post("/v1/analyses", ofArtifact(artifact, "")).isProblem(400, code);
        assertThat(refused.pointers()).as(what).containsExactly(pointer);
        assertThat(refused.text("/detail")).contains(words).isEqualTo(refused.text("/errors/0/detail"));
        assertThat(refused.at("/retryable").asBoolean()).isFalse();

        var scheduled =
                client.post("/v1/schedules", nightly(ofArtifact(artifact, ""))).isProblem(400, code);
        assertThat(scheduled.pointers()).containsExactly("/target/analysis" + pointer);
    }

    private static String nightly(String analysis) {
        return "{\"name\": \"nightly\", \"every\": \"PT1H\", \"target\": {\"analysis\": %s}}".formatted(analysis);
    }

    @Test
    void globsThatMatchNothingInAnArchiveAreRefused() {
        for (var archive : new byte[][] {zip().bytes(), tar().gzip()}) {
            var artifact = upload(archive);
            var included = client.post("/v1/analyses", ofArtifact(artifact, ", \"include\": [\"*.java\"]"))
                    .isProblem(400, "nothing_selected");
            assertThat(included.pointers()).containsExactly("/include");
            assertThat(included.text("/detail"))
                    .isEqualTo("include matches none of the 2 files, which end in .md (1), .py (1).");
            var excluded = client.post("/v1/analyses", ofArtifact(artifact, ", \"exclude\": [\"*.py\", \"/*.md\"]"))
                    .isProblem(400, "nothing_selected");
            assertThat(excluded.pointers()).containsExactly("/exclude");
            begins(ofArtifact(artifact, ", \"include\": [\"*.py\"]"));
        }
    }

    @Test
    void globsThatMatchNothingInARepositoryAreRefused() {
        var refused = client.post("/v1/analyses", ofGit(", \"include\": [\"*.java\"]"))
                .isProblem(400, "nothing_selected");
        assertThat(refused.pointers()).containsExactly("/include");
        assertThat(client.post("/v1/schedules", nightly(ofGit(", \"include\": [\"*.java\"]")))
                        .isProblem(400, "nothing_selected")
                        .pointers())
                .containsExactly("/target/analysis/include");
        begins(ofGit(", \"include\": [\"*.py\"]"));
    }

    @Test
    void aCommitThatThereIsNotIsRefused() {
        var source = "{\"source\": {\"git\": \"%s\", \"ref\": \"%s\"}}".formatted(git.url(), "1".repeat(40));
        assertThat(client.post("/v1/analyses", source)
                        .isProblem(400, "git_ref_unknown")
                        .pointers())
                .containsExactly("/source/ref");
    }

    @Test
    void whatIsWrongWithAnAnalyzerOfAScheduleIsSaidWithItsPlace() {
        client.post("/v1/schedules", nightly(ofGit(", \"pmd_rules\": [\"NoSuchRule\"]")))
                .isInvalidAt("/target/analysis/pmd_rules");
    }

    @Test
    void aScheduleThatIsChangedIsCheckedToo() {
        var good = upload(zip().bytes());
        client.post("/v1/schedules", nightly(ofArtifact(good, ""))).is(201);
        var changed = client.send(client.request("/v1/schedules/nightly")
                .header("Content-Type", "application/json")
                .PUT(BodyPublishers.ofString(nightly(ofArtifact(upload(new byte[5]), "")))));
        changed.isProblem(400, "archive_unknown");
        assertThat(client.get("/v1/schedules/nightly").text("/target/analysis/source/artifact"))
                .isEqualTo(good);
        client.send(client.request("/v1/schedules/nightly").DELETE()).is(204);
    }

    @Test
    void whoSaysItAgainGetsTheSameAnswerAlthoughTheSourceIsGone() {
        var artifact = upload(zip().bytes());
        var first = withKey(ofArtifact(artifact, "")).is(202);
        client.send(client.request("/v1/artifacts/" + artifact + "?force=true").DELETE());
        client.get("/v1/artifacts/" + artifact).isProblem(404, "artifact_not_found");
        var again = withKey(ofArtifact(artifact, "")).is(202);
        assertThat(again.text("/id")).isEqualTo(first.text("/id"));
        assertThat(again.header("Idempotency-Replayed")).isEqualTo("true");
        withKey(ofArtifact(artifact, ", \"priority\": 1")).isProblem(422, "idempotency_key_reused");
        forgetAll();
    }

    private Answer withKey(String body) {
        return client.send(client.request("/v1/analyses")
                .header("Content-Type", "application/json")
                .header("Idempotency-Key", "once")
                .POST(BodyPublishers.ofString(body)));
    }

    @Test
    void whereTooManyAreLookedAtTheNextOneIsToldToComeAgain() throws Exception {
        var slow = GitServer.start(folder.resolve("slow"));
        slow.commit().file("a.py", "a = 1\n").to("main");
        slow.stallingPacks();
        var first = Thread.startVirtualThread(
                () -> client.post("/v1/analyses", "{\"source\": {\"git\": \"%s\"}}".formatted(slow.url())));
        try {
            await().until(() -> !slow.seen().isEmpty());
            var refused = api.newTenant().post("/v1/analyses", ofGit("")).isProblem(503, "source_not_checked");
            assertThat(refused.header("Retry-After")).isEqualTo("2");
            assertThat(refused.at("/retryable").asBoolean()).isTrue();
        } finally {
            slow.close();
            first.join();
        }
        client.post("/v1/analyses", ofGit(", \"include\": [\"*.java\"]")).isProblem(400, "nothing_selected");
    }
}
