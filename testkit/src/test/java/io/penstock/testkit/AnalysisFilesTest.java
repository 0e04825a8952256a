package io.penstock.testkit;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.penstock.analyzer.Allowance;
import io.penstock.analyzer.Analyzer;
import io.penstock.analyzer.Found;
import io.penstock.analyzer.Issues;
import io.penstock.analyzer.Settings;
import io.penstock.analyzer.analysis.Analysis;
import io.penstock.analyzer.analysis.Analyzers;
import io.penstock.analyzer.analysis.Bounds;
import io.penstock.analyzer.source.Language;
import io.penstock.analyzer.source.SourceFile;
import io.penstock.catalog.ai.Severity;
import io.penstock.catalog.analysis.AnalysisFiles;
import io.penstock.catalog.analysis.AnalysisFiles.Payload;
import io.penstock.catalog.analysis.AnalysisFiles.Result;
import io.penstock.catalog.analysis.AnalyzedFile;
import io.penstock.catalog.analysis.Finding;
import io.penstock.catalog.analysis.FunctionMetrics;
import io.penstock.catalog.analysis.PackedFile;
import io.penstock.catalog.analysis.Trouble;
import io.penstock.catalog.artifact.ArtifactId;
import io.penstock.catalog.json.Json;
import io.penstock.db.job.Job;
import io.penstock.db.job.State;
import io.penstock.worker.analysis.AnalysisFilesHandler;
import io.penstock.worker.analysis.AnalysisSettings;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Packs of source, good and bad. */
@Timeout(120)
class AnalysisFilesTest {

    private static final String JAVA = "class A {\n  void f() {\n    try { g(); } catch (Exception e) { }\n  }\n}\n";
    private static final String PYTHON = "def f(items=[]):\n    eval(items)  # TODO no\n";

    @AutoClose
    private final HandlerKit kit = HandlerKit.of(AnalysisFilesHandler.of(AnalysisSettings.USUAL));

    private static ArtifactId upload(HandlerKit kit, byte[] pack) {
        return kit.upload("pack.gz", "application/gzip", pack);
    }

    private static byte[] gzip(byte[] content) {
        var packed = new ByteArrayOutputStream();
        try (var gzip = new GZIPOutputStream(packed)) {
            gzip.write(content);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return packed.toByteArray();
    }

    private static byte[] lines(Stream<String> lines) {
        return gzip(lines.collect(Collectors.joining("\n")).getBytes(UTF_8));
    }

    private static byte[] pack(PackedFile... files) {
        return lines(Stream.of(files).map(Json::write));
    }

    private static PackedFile file(String path, String text) {
        return PackedFile.of(path, null, text);
    }

    private Job run(byte[] pack) {
        return kit.run(AnalysisFiles.KIND, Payload.of(upload(kit, pack)));
    }

    private Result result(Job job) {
        assertThat(job.state()).isEqualTo(State.SUCCEEDED);
        return kit.result(job.id(), AnalysisFiles.KIND);
    }

    private static String message(Job job) {
        assertThat(job.state()).isEqualTo(State.FAILED);
        var failure = requireNonNull(job.failure());
        return failure.code() + ": " + failure.message();
    }

    @Test
    void eachFileIsLookedAtByAllAnalyzers() {
        var job = run(pack(file("src/A.java", JAVA), file("a.py", PYTHON), file("notes.md", "nothing")));

        var result = result(job);
        assertThat(result.analyzerVersion()).isEqualTo(Analyzers.usual().version());
        assertThat(result.files())
                .extracting(AnalyzedFile::path, AnalyzedFile::language)
                .containsExactly(tuple("src/A.java", "java"), tuple("a.py", "python"), tuple("notes.md", "markdown"));
        assertThat(result.files()).allSatisfy(file -> assertThat(file.errors()).isEmpty());
        assertThat(result.files().get(0).findings())
                .extracting(Finding::rule, Finding::line)
                .containsExactly(tuple("java/empty-catch", 3), tuple("pmd/EmptyCatchBlock", 3));
        assertThat(result.files().get(1).findings())
                .extracting(Finding::rule, Finding::line)
                .containsExactly(tuple("python/mutable-default", 1), tuple("python/eval", 2), tuple("todo/todo", 2));
        assertThat(requireNonNull(result.files().get(1).metrics()).functions())
                .containsExactly(new FunctionMetrics("f", 1, 2, 1, 0));
        assertThat(result.files().get(2).metrics()).isNull();
        assertThat(result.files().get(0).sha256()).isEqualTo(file("", JAVA).sha256());
    }

    @Test
    void settingsAreThoseOfThePayload() {
        var pack = upload(kit, pack(file("A.java", JAVA), file("a.py", PYTHON)));
        var payload = new Payload(
                pack,
                List.of("syntax", "pmd"),
                List.of("python/eval"),
                Map.of("python/mutable-default", Severity.CRITICAL),
                null,
                List.of("UnusedLocalVariable"));

        var files = result(kit.run(AnalysisFiles.KIND, payload)).files();

        assertThat(files.get(0).findings()).extracting(Finding::rule).containsExactly("java/empty-catch");
        assertThat(files.get(1).findings())
                .extracting(Finding::rule, Finding::severity)
                .containsExactly(tuple("python/mutable-default", Severity.CRITICAL));
    }

    @Test
    void aHostileFileFailsAlone() {
        var result = result(run(pack(
                file("deep.java", "class A {".repeat(20_000)),
                file("long.py", "a".repeat(AnalysisSettings.USUAL.fileLength() + 1)),
                file("binary.py", "a\0b"),
                file("a.py", PYTHON))));

        assertThat(result.files().get(0).errors()).extracting(Trouble::analyzer).contains("pmd");
        assertThat(result.files().get(1).errors()).extracting(Trouble::code).containsExactly("too_large");
        assertThat(result.files().get(2).errors()).extracting(Trouble::code).containsExactly("not_text");
        assertThat(result.files().get(3).findings()).hasSize(3);
    }

    static Stream<Arguments> lies() {
        var good = Json.write(file("a.py", "a"));
        return Stream.of(
                lie("The pack is not gzip.", "no gzip".getBytes(UTF_8)),
                lie("The pack is not gzip.", new byte[0]),
                lie("The pack is broken gzip.", cut(pack(file("a.py", "abc".repeat(1000))))),
                lie("The pack has more than 16777216 bytes, unpacked.", gzip(new byte[100 << 20])),
                lie(
                        "The pack has more than 500 files.",
                        lines(IntStream.range(0, 501).mapToObj(nr -> Json.write(file(nr + ".py", "a"))))),
                lie("The pack's line 2/path stands in the pack before.", lines(Stream.of(good, good))),
                lie(
                        "The pack's line 1/sha256 is not that of the text.",
                        lines(Stream.of(good.replace("\"a\"", "\"b\"")))),
                lie(
                        "The pack's line 1/path must be relative, and have no part that is . or .. or empty.",
                        pack(file("../a.py", "a"))),
                lie(
                        "The pack's line 1/path must be relative, and have no part that is . or .. or empty.",
                        pack(file("a/./b.py", "a"))),
                lie(
                        "The pack's line 1/path must be relative, and have no part that is . or .. or empty.",
                        pack(file("/etc/passwd", "a"))),
                lie("The pack's line 1/path must be a path with / between its parts.", pack(file("..\\a.py", "a"))),
                lie("The pack's line 1/path must be a path with / between its parts.", pack(file("a\nb.py", "a"))),
                lie(
                        "The pack's line 1/language must be a language as the analyzers call it.",
                        pack(PackedFile.of("a.py", "No Language", "a"))),
                lie(
                        "The pack's line 1/text has half of a surrogate pair.",
                        lines(Stream.of(good.replace("\"a\"", "\"\\ud800\"")))),
                lie("The pack's line 1/more is not a known field.", lines(Stream.of("{\"more\": 1}"))),
                lie("The pack's line 1 is not well-formed JSON at line 1, column 1.", lines(Stream.of("}"))));
    }

    private static Arguments lie(String rule, byte[] pack) {
        return Arguments.argumentSet(rule, "pack_invalid: " + rule, pack);
    }

    private static byte[] cut(byte[] pack) {
        return Arrays.copyOf(pack, pack.length - 20);
    }

    @ParameterizedTest
    @MethodSource("lies")
    void aPackThatLiesIsRefused(String refusal, byte[] pack) {
        assertThat(message(run(pack))).isEqualTo(refusal);
    }

    @Test
    void aFileOfManyEmptyMembersIsRefused() {
        var member = gzip(new byte[0]);
        var all = new ByteArrayOutputStream();
        IntStream.range(0, 100_000).forEach(nr -> all.writeBytes(member));

        assertThat(message(run(all.toByteArray()))).isEqualTo("pack_invalid: The pack is broken gzip.");
    }

    @Test
    void whatThereIsNotIsRefused() {
        var pack = upload(kit, pack(file("a.py", "a")));

        assertThat(message(kit.run(AnalysisFiles.KIND, new Payload(pack, List.of("magic"), null, null, null, null))))
                .startsWith("settings_invalid: There is no analyzer magic: there are pmd, syntax,");
        assertThat(message(kit.run(AnalysisFiles.KIND, new Payload(pack, null, null, null, null, List.of("NoRule")))))
                .isEqualTo("settings_invalid: PMD has no rule NoRule for Java.");
    }

    /** Waits at each file until the test lets it go on. */
    private record Waits(CountDownLatch reached, CountDownLatch goOn) implements Analyzer {

        @Override
        public String name() {
            return "waits";
        }

        @Override
        public String version() {
            return "1";
        }

        @Override
        public boolean looksAt(Language language) {
            return true;
        }

        @Override
        public Found analyze(SourceFile file, Settings settings, Allowance allowance) {
            if (file.path().equals("b")) {
                reached.countDown();
                try {
                    goOn.await();
                } catch (InterruptedException e) {
                    throw new IllegalStateException(e);
                }
            }
            return Found.of(new Issues());
        }
    }

    private static HandlerKit waiting(Waits waits, Duration time) {
        var bounds = new Bounds(time, Duration.ofMillis(1), 1000, 1);
        return HandlerKit.of(new AnalysisFilesHandler(new Analysis(new Analyzers(List.of(waits)), bounds), 1));
    }

    private static final PackedFile[] THREE = {file("a", "a"), file("b", "b"), file("c", "c")};

    @Test
    void aCancelledJobStopsBetweenFiles() throws InterruptedException {
        var waits = new Waits(new CountDownLatch(1), new CountDownLatch(1));
        try (var kit = waiting(waits, Duration.ofMinutes(5))) {
            var id = kit.submit(AnalysisFiles.KIND, Payload.of(upload(kit, pack(THREE))));
            kit.start(id);
            waits.reached.await();
            kit.cancel(id);

            assertThat(kit.await(id).state()).isEqualTo(State.CANCELLED);
            assertThat(kit.abandoned()).isZero();
        } finally {
            waits.goOn.countDown();
        }
    }

    @Test
    void aWorkerThatCannotStopItsLooksHandsTheJobBack() {
        var waits = new Waits(new CountDownLatch(1), new CountDownLatch(1));
        try (var kit = waiting(waits, Duration.ofMillis(1))) {
            var id = kit.submit(AnalysisFiles.KIND, Payload.of(upload(kit, pack(THREE))));

            assertThat(kit.attempt(id).state()).isEqualTo(State.RETRYING);
            assertThat(kit.job(id).attempts().getFirst().failure().code()).isEqualTo("analyzers_stuck");
        } finally {
            waits.goOn.countDown();
        }
    }

    @Test
    void progressCountsFilesAndALaterAttemptBeginsAnew() {
        var id = kit.submit(AnalysisFiles.KIND, Payload.of(upload(kit, pack(THREE))));
        kit.start(id);
        kit.loseWorker();

        var job = kit.attempt(id);

        assertThat(result(job).files()).hasSize(3);
        assertThat(requireNonNull(job.progress()).done()).isEqualTo(3);
        assertThat(requireNonNull(job.progress()).total()).isEqualTo(3);
    }
}
