package io.penstock.analyzer.analysis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;
import static org.awaitility.Awaitility.await;

import io.penstock.analyzer.Allowance;
import io.penstock.analyzer.Analyzer;
import io.penstock.analyzer.Found;
import io.penstock.analyzer.Issues;
import io.penstock.analyzer.LookFailed;
import io.penstock.analyzer.Settings;
import io.penstock.analyzer.source.Language;
import io.penstock.analyzer.source.SourceFile;
import io.penstock.analyzer.source.Span;
import io.penstock.catalog.ai.Severity;
import io.penstock.catalog.analysis.AnalyzedFile;
import io.penstock.catalog.analysis.Finding;
import io.penstock.catalog.analysis.Thresholds;
import io.penstock.catalog.analysis.Trouble;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class AnalysisTest {

    private static final Bounds SHORT = new Bounds(Duration.ofMillis(1), Duration.ofMillis(1), 1000, 1);

    /** Does what the test says. */
    private record Does(String name, Work work) implements Analyzer {

        interface Work {
            void look(SourceFile file, Issues issues, Allowance allowance);
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
            var issues = new Issues();
            work.look(file, issues, allowance);
            return Found.of(issues);
        }
    }

    /** Finds each line that says so. */
    private static final Does FINDS = new Does("finds", (file, issues, allowance) -> {
        for (int nr = 1; nr <= file.lines(); nr++) {
            if (file.line(nr).contains("wrong")) {
                issues.add("finds/wrong", Severity.MEDIUM, "It says: " + file.line(nr), new Span(nr, 1, nr, 2));
            }
        }
    });

    private static Analysis analysis(Bounds bounds, Analyzer... analyzers) {
        return new Analysis(new Analyzers(List.of(analyzers)), bounds);
    }

    private static AnalyzedFile look(String text, Settings settings, Analyzer... analyzers) throws Exception {
        return analysis(Bounds.USUAL, analyzers).look(SourceFile.of("a.txt", null, text), "00", settings);
    }

    private static Settings settings(Set<String> analyzers, Set<String> disabled, Map<String, Severity> severities) {
        return new Settings(analyzers, disabled, severities, Thresholds.USUAL, Set.of());
    }

    @Test
    void anAnalyzerFailsAlone() throws Exception {
        var found = look(
                "wrong",
                Settings.USUAL,
                new Does("a", (file, issues, allowance) -> {
                    throw new IllegalStateException("quotes the file");
                }),
                new Does("b", (file, issues, allowance) -> recurse(1)),
                new Does("c", (file, issues, allowance) -> {
                    throw new LookFailed("not_parsed", "It is no such thing.");
                }),
                new Does("d", (file, issues, allowance) -> {
                    throw new OutOfMemoryError();
                }),
                FINDS);

        assertThat(found.findings()).extracting(Finding::rule).containsExactly("finds/wrong");
        assertThat(found.errors())
                .extracting(Trouble::analyzer, Trouble::code, Trouble::message)
                .containsExactly(
                        tuple("a", "crashed", "It failed: IllegalStateException."),
                        tuple("b", "too_deep", "The file is nested too deeply."),
                        tuple("c", "not_parsed", "It is no such thing."),
                        tuple("d", "out_of_memory", "There was not enough memory for the file."));
    }

    @SuppressWarnings("InfiniteRecursion")
    private static int recurse(int depth) {
        return recurse(depth + 1) + 1;
    }

    @Test
    void whoStopsWhenTheTimeIsOverIsToldAsTooSlow() throws Exception {
        var analysis = analysis(
                new Bounds(Duration.ofMillis(1), Duration.ofMinutes(1), 1000, 1),
                new Does("endless", (file, issues, allowance) -> {
                    while (true) {
                        allowance.check();
                    }
                }));

        var found = analysis.look(SourceFile.of("a.txt", null, "a"), "00", Settings.USUAL);

        assertThat(found.errors()).extracting(Trouble::code).contains("too_slow");
        assertThat(analysis.stuck()).isZero();
    }

    @Test
    void whoDoesNotStopIsGivenUpAndNoMoreBeginWhileTooManyDoNot() throws Exception {
        var end = new CountDownLatch(1);
        var analysis = analysis(SHORT, new Does("stubborn", (file, issues, allowance) -> awaitStubbornly(end)));
        var file = SourceFile.of("a.txt", null, "a");

        assertThatThrownBy(() -> analysis.look(file, "00", Settings.USUAL)).isInstanceOf(Stuck.class);
        assertThat(analysis.stuck()).isEqualTo(1);
        assertThatThrownBy(() -> analysis.look(file, "00", Settings.USUAL)).isInstanceOf(Stuck.class);

        end.countDown();
        await().until(() -> analysis.stuck() == 0);
    }

    private static void awaitStubbornly(CountDownLatch end) {
        while (end.getCount() > 0) {
            try {
                end.await();
            } catch (InterruptedException e) {
                // That is what is stubborn.
            }
        }
    }

    @Test
    void filesThatAreLongOrNoTextAreNotLookedAt() throws Exception {
        var analysis = analysis(SHORT, FINDS);

        var tooLong = analysis.look(SourceFile.of("a.txt", null, "wrong".repeat(201)), "00", Settings.USUAL);
        var binary = analysis.look(SourceFile.of("a.txt", null, "wrong\0"), "00", Settings.USUAL);

        assertThat(tooLong.errors())
                .containsExactly(new Trouble(null, "too_large", "The file has more than 1000 characters."));
        assertThat(tooLong.findings()).isEmpty();
        assertThat(binary.errors()).containsExactly(new Trouble(null, "not_text", "The file is not text."));
    }

    @Test
    void settingsChooseAnalyzersLeaveRulesOutAndChangeSeverities() throws Exception {
        var other = new Does(
                "other",
                (file, issues, allowance) -> issues.add("other/rule", Severity.LOW, "Other", new Span(1, 1, 1, 2)));

        assertThat(look("wrong", Settings.USUAL, FINDS, other).findings()).hasSize(2);
        assertThat(look("wrong", settings(Set.of("other"), Set.of(), Map.of()), FINDS, other)
                        .findings())
                .extracting(Finding::rule)
                .containsExactly("other/rule");
        assertThat(look("wrong", settings(Set.of(), Set.of("finds/wrong"), Map.of()), FINDS)
                        .findings())
                .isEmpty();
        assertThat(look("wrong", settings(Set.of(), Set.of(), Map.of("finds/wrong", Severity.CRITICAL)), FINDS)
                        .findings())
                .extracting(Finding::severity)
                .containsExactly(Severity.CRITICAL);
    }

    @Test
    void whatThereIsNotIsRefused() {
        assertThat(Analyzers.usual().refusal(settings(Set.of("pmd", "magic"), Set.of(), Map.of())))
                .hasValue("There is no analyzer magic: there are pmd, syntax, duplicates, secrets, todo.");
        assertThat(Analyzers.usual().refusal(Settings.USUAL)).isEmpty();
    }

    @Test
    void aFingerprintStaysWhenLinesMoveAndTellsEqualLinesApart() throws Exception {
        var before = look("a\n  wrong = 1\nwrong = 2\nwrong = 1\n", Settings.USUAL, FINDS)
                .findings();
        var after = look("new\na\nwrong  =  1\nb\nwrong = 1\n", Settings.USUAL, FINDS)
                .findings();

        assertThat(before).extracting(Finding::fingerprint).doesNotHaveDuplicates();
        assertThat(after)
                .extracting(Finding::fingerprint)
                .containsExactly(before.get(0).fingerprint(), before.get(2).fingerprint());
    }

    @Test
    void noFindingShowsASecretNorIsItsFingerprintMadeOfOne() throws Exception {
        var one = look("wrong: password = \"gr1nd-Ston3-97\"", Settings.USUAL, FINDS)
                .findings();
        var other = look("wrong: password = \"w4ter-Whe3l-61\"", Settings.USUAL, FINDS)
                .findings();

        assertThat(one).extracting(Finding::message).containsExactly("It says: wrong: password = \"**************\"");
        assertThat(one).isEqualTo(other);
    }

    @Test
    void aMessageIsCutBetweenLetters() throws Exception {
        var found = look("wrong " + "a".repeat(484) + "😀".repeat(9), Settings.USUAL, FINDS)
                .findings();

        assertThat(found)
                .extracting(Finding::message)
                .allSatisfy(message -> assertThat(message).hasSize(501).endsWith("a?…"));
    }

    @Test
    void ofVeryManyFindingsTheWorstAreTold() throws Exception {
        var many = new Does("many", (file, issues, allowance) -> {
            for (int nr = 1; nr <= Issues.MOST + 10; nr++) {
                issues.add("many/a", nr == 900 ? Severity.HIGH : Severity.LOW, "Of many", new Span(1, nr, 1, nr));
            }
        });

        var found = look("a", Settings.USUAL, many);

        assertThat(found.findings())
                .hasSize(Findings.MOST)
                .extracting(Finding::column)
                .contains(900);
        assertThat(found.leftOut()).isEqualTo(Issues.MOST + 10 - Findings.MOST);
    }

    @Test
    void theVersionNamesEachAnalyzerAndItsOwn() {
        assertThat(Analyzers.usual().version())
                .matches("1 pmd-7\\.\\d+\\.\\d+-25-[0-9a-f]{8} syntax-1-[0-9a-f]{8} duplicates-1 secrets-1 todo-1");
    }
}
