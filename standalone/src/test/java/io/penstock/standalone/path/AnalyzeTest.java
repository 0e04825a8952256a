package io.penstock.standalone.path;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.penstock.catalog.json.Json;
import io.penstock.source.testing.GitServer;
import io.penstock.standalone.role.Role;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.context.ConfigurableApplicationContext;

/** The command as its user and a build meet it: a process, its files and its exit code. */
class AnalyzeTest {

    private static final Duration PATIENCE = Duration.ofMinutes(2);

    private final Installation installation = new Installation();

    @TempDir
    Path temporary;

    Path folder;

    @BeforeEach
    void folder() throws IOException {
        folder = Files.createDirectories(temporary.toRealPath().resolve("mill"));
        for (int nr = 0; nr < 30; nr++) {
            Files.writeString(folder.resolve("load%02d.py".formatted(nr)), """
                    def load%d(items=[]):
                        return items
                    """.formatted(nr));
        }
    }

    @AfterEach
    void close() throws Exception {
        installation.close();
    }

    private ConfigurableApplicationContext start(Role... roles) {
        return installation.start(
                List.of(roles),
                Map.of(
                        "penstock.artifacts.folder",
                        temporary.resolve("artifacts").toString(),
                        "penstock.analyses.allow",
                        "127.0.0.1"));
    }

    private PenstockProcess analyze(String url, Object... arguments) {
        var all = new ArrayList<>(List.of("analyze"));
        for (var argument : arguments) {
            all.add(argument.toString());
        }
        return PenstockProcess.start(
                Map.of("PENSTOCK_URL", url, "PENSTOCK_API_KEY", installation.key()), all.toArray(String[]::new));
    }

    private static void awaitAnalysis(ApiClient client) {
        await("an analysis that hands out files")
                .atMost(PATIENCE)
                .until(() -> client.get("/v1/analyses?state=running").body().contains("\"collect\""));
    }

    @Test
    void onAServerItWritesReportsTellsWhatIsWorstAndEndsWithTheVerdict() throws Exception {
        var url = Installation.url(start(Role.API, Role.WORKER, Role.SCHEDULER));
        var json = temporary.resolve("r.json");
        var sarif = temporary.resolve("r.sarif");
        var html = folder.resolve("r.html");
        try (var first = analyze(url, folder, "--json", json, "--sarif", sarif, "--html", html, "--fail-on", "high")) {
            assertThat(first.exitCode()).as(first.output()).isEqualTo(1);
            assertThat(first.output())
                    .contains(
                            "30 files with 60 lines, 0 reused (0%)",
                            "Findings: 30 high",
                            "The worst 10:",
                            "high      load00.py:1  python/mutable-default",
                            "Hot spots:",
                            "Failed: 30 findings of severity high or worse",
                            "Sending",
                            "of 30 files")
                    .doesNotContain("\r", "\u001B", installation.key());
        }
        assertThat(Json.mapper().readTree(Files.readString(json)).get("files").size())
                .isEqualTo(30);
        assertThat(Json.mapper()
                        .readTree(Files.readString(sarif))
                        .get("version")
                        .asString())
                .isEqualTo("2.1.0");
        assertThat(Files.readString(html)).startsWith("<!DOCTYPE html>");

        Files.writeString(folder.resolve("load00.py"), "eval(input())\n");
        try (var second = analyze(url, folder, "--quiet", "--fail-on", "high", "--new-only", "--html", html)) {
            assertThat(second.exitCode()).as(second.output()).isEqualTo(1);
            assertThat(second.output())
                    .startsWith("30 files with 59 lines, 29 reused (96%)")
                    .contains("1 new and 1 fixed since ana_", "Failed: 1 new finding");
        }
        try (var third = analyze(url, folder, "--fail-on", "critical", "--disable", "python/eval")) {
            assertThat(third.exitCode()).as(third.output()).isZero();
            assertThat(third.output()).contains("Findings: 29 high", "Passed: No findings");
        }
        try (var refused = analyze(url, folder, "--disable", "evil")) {
            assertThat(refused.exitCode()).as(refused.output()).isEqualTo(2);
        }
        assertThat(uploads()).isZero();
    }

    /** Those that stayed. */
    private long uploads() {
        return installation.count("SELECT count(*) FROM artifact WHERE name = 'source.zip' AND state = 'ready'");
    }

    @Test
    void aRepositoryIsFetchedByTheServer() throws Exception {
        var url = Installation.url(start(Role.API, Role.WORKER, Role.SCHEDULER));
        try (var git = GitServer.start(temporary.resolve("git"))) {
            git.commit().file("a.py", "a = 1\n").to("main");
            try (var passed = analyze(url, git.url(), "--ref", "main")) {
                assertThat(passed.exitCode()).as(passed.output()).isZero();
                assertThat(passed.output()).contains("1 file with 1 line", "Findings: none");
            }
            try (var unknown = analyze(url, git.url(), "--ref", "nowhere")) {
                assertThat(unknown.exitCode()).as(unknown.output()).isEqualTo(2);
                assertThat(unknown.output()).contains("nowhere").doesNotContain("Exception");
            }
            try (var nothing = analyze(url, git.url(), "--include", "*.java")) {
                assertThat(nothing.exitCode()).as(nothing.output()).isEqualTo(2);
                assertThat(nothing.output())
                        .contains("include matches none of the 1 files, which end in .py (1).")
                        .doesNotContain("Exception", "The analysis ana_");
            }
            assertThat(installation.count("SELECT count(*) FROM analysis")).isOne();
        }
    }

    @Test
    void anAnswerThatIsLostBeginsNoSecondAnalysis() throws Exception {
        var url = Installation.url(start(Role.API, Role.WORKER, Role.SCHEDULER));
        try (var front = new LossyFront(url);
                var command = analyze(front.url(), folder)) {
            assertThat(command.exitCode()).as(command.output()).isZero();
            assertThat(front.begun()).isGreaterThan(1);
        }
        assertThat(installation.count("SELECT count(*) FROM analysis")).isOne();
    }

    @Test
    void ctrlCCancelsItOnTheServer() throws Exception {
        var api = start(Role.API, Role.SCHEDULER);
        try (var command = analyze(Installation.url(api), folder)) {
            awaitAnalysis(installation.client(api));
            command.interrupt();
            assertThat(command.exitCode()).as(command.output()).isEqualTo(3);
            assertThat(command.output()).containsPattern("The analysis ana_[0-9a-f]{32} is cancelled");
        }
        assertThat(installation.count("SELECT count(*) FROM analysis WHERE state = 'cancelled'"))
                .isOne();
        assertThat(uploads()).isZero();
    }

    @Test
    void aServerThatGoesAwayInTheMiddleEndsItWith4AndTheId() throws Exception {
        var api = start(Role.API, Role.SCHEDULER);
        try (var command = analyze(Installation.url(api), folder, "--patience", 1)) {
            awaitAnalysis(installation.client(api));
            api.close();
            assertThat(command.exitCode()).as(command.output()).isEqualTo(4);
            assertThat(command.output()).containsPattern("The analysis ana_[0-9a-f]{32} goes on there");
        }
    }

    @Test
    void aKeyThatIsNoneEndsItWith2() throws Exception {
        var url = Installation.url(start(Role.API));
        try (var command = analyze(url, folder, "--api-key", "key-4711-key-4711")) {
            assertThat(command.exitCode()).as(command.output()).isEqualTo(2);
            assertThat(command.output()).doesNotContain("4711", "Exception");
        }
        assertThat(installation.count("SELECT count(*) FROM artifact")).isZero();
    }

    @Test
    void byItselfItKeepsWhatItFoundForTheNextTime() throws Exception {
        var data = temporary.resolve("data");
        try (var first = alone(data, "--fail-on", "critical")) {
            assertThat(first.exitCode()).as(first.output()).isZero();
            assertThat(first.output()).contains("0 reused (0%)", "Passed: No findings");
        }
        assertThat(data.resolve("penstock.log")).exists();
        assertThat(data.resolve(Path.of("postgres", "data", "postmaster.pid"))).doesNotExist();

        Files.writeString(folder.resolve("load00.py"), "eval(input())\n");
        try (var second = alone(data, "--fail-on", "high", "--new-only")) {
            assertThat(second.exitCode()).as(second.output()).isEqualTo(1);
            assertThat(second.output()).contains("29 reused (96%)", "1 new and 1 fixed since ana_");
        }
    }

    @Test
    void byItselfItFetchesTheRepositoryThatItsUserNamed() throws Exception {
        try (var git = GitServer.start(temporary.resolve("git"))) {
            git.commit().file("a.py", "eval(input())\n").to("main");
            try (var command = PenstockProcess.start(
                    Map.of(),
                    "analyze",
                    git.url(),
                    "--data",
                    temporary.resolve("data").toString(),
                    "--fail-on",
                    "high")) {
                assertThat(command.exitCode()).as(command.output()).isEqualTo(1);
                assertThat(command.output()).contains("1 file with 1 line", "a.py:1  python/eval");
            }
        }
    }

    @Test
    void ofTwoInOneFolderTheSecondSaysSo() throws Exception {
        var data = Files.createDirectories(temporary.resolve("data"));
        try (var other = FileChannel.open(data.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                var lock = other.lock();
                var command = alone(data)) {
            assertThat(command.exitCode()).as(command.output()).isEqualTo(2);
            assertThat(command.output()).contains("Another Penstock is running on", "--data");
            assertThat(lock.isValid()).isTrue();
        }
    }

    private PenstockProcess alone(Path data, String... more) {
        var all = new ArrayList<>(List.of("analyze", folder.toString(), "--data", data.toString()));
        all.addAll(List.of(more));
        return PenstockProcess.start(Map.of(), all.toArray(String[]::new));
    }
}
