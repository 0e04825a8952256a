package io.penstock.report.summary;

import static io.penstock.report.Analyzed.file;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.penstock.analyzer.analysis.Analyzers;
import io.penstock.analyzer.duplicate.Duplicate.Place;
import io.penstock.catalog.ai.Severity;
import io.penstock.catalog.json.Json;
import io.penstock.report.Analyzed;
import io.penstock.report.compare.Counts;
import io.penstock.report.subject.ComparedFile;
import io.penstock.report.subject.Subject;
import io.penstock.report.summary.Summary.ByRule;
import io.penstock.report.summary.Summary.HotSpot;
import io.penstock.report.summary.Summary.MostComplex;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class SummaryTest {

    private static Summary summary(ComparedFile... files) {
        return summary(Analyzed.alone(), files);
    }

    private static Summary summary(Subject subject, ComparedFile... files) {
        return Results.of(subject, Analyzed.files(files), List.of(), Analyzers.usual())
                .summary();
    }

    @Test
    void itAddsUpFilesAndMeasures() {
        var summary = summary(
                file("A.java").lines(100).function("a", 3).function("b", 7).added(),
                file("B.java").lines(50).function("c", 20).kept(),
                file("README.md").kept(),
                file("Gone.java").lines(1000).gone());

        assertThat(summary.files()).isEqualTo(3);
        assertThat(summary.reusedFiles()).isEqualTo(2);
        assertThat(summary.lines()).isEqualTo(150);
        assertThat(summary.codeLines()).isEqualTo(120);
        assertThat(summary.functions()).isEqualTo(3);
        assertThat(summary.languages()).singleElement().satisfies(java -> {
            assertThat(java.language()).isEqualTo("java");
            assertThat(java.files()).isEqualTo(3);
            assertThat(java.lines()).isEqualTo(150);
        });
        assertThat(summary.times().took()).isEqualTo(Duration.ofSeconds(127));
        assertThat(summary.times().reused()).isEqualTo(0.6667);
        assertThat(summary.reviewCost()).isEqualTo(new BigDecimal("0.42"));
        assertThat(summary.leftOut()).isEqualTo(Map.of("binary", 12L, "ignored", 340L));
    }

    @Test
    void rulesAreThereTheWorstFirst() {
        var summary = summary(
                file("A.java")
                        .finding("todo/todo", Severity.INFO, "1")
                        .finding("todo/todo", Severity.INFO, "2")
                        .finding("java/weak-hash", Severity.MEDIUM, "3")
                        .added(),
                file("B.java")
                        .finding("secret/jwt", Severity.LOW, "4")
                        .finding("secret/jwt", Severity.HIGH, "5")
                        .finding("todo/todo", Severity.INFO, "6")
                        .leftOut(4)
                        .added());

        assertThat(summary.rules())
                .containsExactly(
                        new ByRule("secret/jwt", Severity.HIGH, 2, 1),
                        new ByRule("java/weak-hash", Severity.MEDIUM, 1, 1),
                        new ByRule("todo/todo", Severity.INFO, 3, 2));
        assertThat(summary.findings()).isEqualTo(new Counts(0, 1, 1, 1, 3));
        assertThat(summary.findingsLeftOut()).isEqualTo(4);
        assertThat(summary.ruleCount()).isEqualTo(3);
    }

    @Test
    void whatChangedIsCountedBySeverity() {
        var summary = summary(
                Analyzed.compared(),
                file("a/New.java")
                        .text("same")
                        .finding("todo/todo", Severity.INFO, "1")
                        .added(),
                file("b/Both.java")
                        .text("other")
                        .finding("java/weak-hash", Severity.MEDIUM, "2")
                        .failed("pmd", "too_slow")
                        .after(file("b/Both.java")
                                .finding("java/exit", Severity.MEDIUM, "3")
                                .finding("pmd/CloseResource", Severity.HIGH, "4")),
                file("c/Came.java").finding("java/eval", Severity.CRITICAL, "5").added(),
                file("d/Old.java")
                        .text("same")
                        .finding("todo/todo", Severity.INFO, "1")
                        .gone(),
                file("e/Went.java").finding("java/exit", Severity.LOW, "6").gone());

        assertThat(summary.changes())
                .isEqualTo(new Summary.Changes(
                        "ana_before",
                        new Counts(1, 0, 1, 0, 0),
                        new Counts(0, 0, 1, 1, 0),
                        new Counts(0, 0, 0, 0, 1),
                        Counts.NONE,
                        new Counts(0, 1, 0, 0, 0),
                        1,
                        1,
                        1,
                        1,
                        false));
    }

    @Test
    void withoutAnAnalysisBeforeThereAreNoChanges() {
        assertThat(summary(file("A.java").added()).changes()).isNull();
    }

    @Test
    void aHotSpotHasManyPoints() {
        var summary = summary(
                file("critical.java")
                        .finding("secret/jwt", Severity.CRITICAL, "1")
                        .added(),
                file("complex.java")
                        .lines(500)
                        .function("a", 10)
                        .function("b", 25)
                        .function("c", 11)
                        .added(),
                file("many.java")
                        .finding("java/a", Severity.HIGH, "1")
                        .finding("java/b", Severity.MEDIUM, "1")
                        .finding("java/c", Severity.LOW, "1")
                        .finding("java/d", Severity.INFO, "1")
                        .added(),
                file("quiet.java").lines(9).added());

        assertThat(summary.hotSpots())
                .extracting(HotSpot::path, HotSpot::score)
                .containsExactly(tuple("critical.java", 100L), tuple("many.java", 54L), tuple("complex.java", 32L));
    }

    @Test
    void twentyHotSpotsAndFunctionsAreKept() {
        var summary = summary(IntStream.rangeClosed(1, 30)
                .mapToObj(nr -> file("%02d.java".formatted(nr))
                        .lines(10)
                        .function("f" + nr, 10 + nr)
                        .added())
                .toArray(ComparedFile[]::new));

        assertThat(summary.hotSpots())
                .hasSize(20)
                .first()
                .extracting(HotSpot::path)
                .isEqualTo("30.java");
        assertThat(summary.mostComplex()).hasSize(20).first().isEqualTo(new MostComplex("30.java", "f30", 1, 9, 40, 2));
    }

    @Test
    void functionsAreCountedByTheirComplexity() {
        var summary = summary(file("A.java")
                .function("a", 1)
                .function("b", 5)
                .function("c", 6)
                .function("d", 50)
                .function("e", 51)
                .function("f", 4000)
                .added());

        assertThat(summary.complexities())
                .extracting(one -> one.from() + "-" + one.to() + ": " + one.functions())
                .containsExactly("1-5: 2", "6-10: 1", "11-15: 0", "16-20: 0", "21-30: 0", "31-50: 1", "51-null: 2");
    }

    @Test
    void blocksThatStandInSeveralPlacesAreFound() {
        var summary = summary(
                file("a.java").lines(40).passage(7, 1, 8).passage(8, 7, 15).added(),
                file("b.java").lines(20).passage(7, 5, 12).passage(8, 11, 19).added(),
                file("c.txt").passage(7, 2, 9).passage(8, 8, 16).added(),
                file("d.java").lines(40).passage(9, 1, 30).added());

        assertThat(summary.duplicates().blocks()).isEqualTo(1);
        assertThat(summary.duplicates().lines()).isEqualTo(45);
        assertThat(summary.duplicates().share()).isEqualTo(0.3);
        assertThat(summary.duplicates().largest()).singleElement().satisfies(block -> {
            assertThat(block.lines()).isEqualTo(15);
            assertThat(block.copies()).isEqualTo(3);
            assertThat(block.places()).first().isEqualTo(new Place("a.java", 1, 15));
        });
    }

    @Test
    void whatCouldNotBeAnalysedIsCountedByCode() {
        var summary = summary(IntStream.range(0, 30)
                .mapToObj(nr -> file(nr + ".java")
                        .failed("pmd", "too_slow")
                        .failed("syntax", nr % 2 == 0 ? "too_deep" : "crashed")
                        .added())
                .toArray(ComparedFile[]::new));

        assertThat(summary.failures().files()).isEqualTo(30);
        assertThat(summary.failures().byCode()).isEqualTo(Map.of("too_slow", 30L, "too_deep", 15L, "crashed", 15L));
        assertThat(summary.failures().examples()).hasSize(20);
    }

    @Test
    void itStaysSmallWhateverIsAnalysed() {
        var summary = summary(IntStream.range(0, 1000)
                .mapToObj(nr -> file("大".repeat(990) + nr)
                        .lines(100)
                        .function("f".repeat(5000), 100)
                        .finding("pmd/" + "R".repeat(90) + nr, Severity.HIGH, "1")
                        .failedAltogether("too_large")
                        .passage(1, 1, 50)
                        .passage(2, 40, 90)
                        .added())
                .toArray(ComparedFile[]::new));

        assertThat(Json.write(summary).getBytes(StandardCharsets.UTF_8)).hasSizeLessThan(Summary.LONGEST);
        assertThat(summary.ruleCount()).isEqualTo(1000);
        assertThat(summary.rules()).isNotEmpty();
        assertThat(summary.hotSpots()).isNotEmpty();
    }

    @Test
    void ofUsualRulesNoneIsLeftOut() {
        var all = file("A.java");
        IntStream.range(0, 300).forEach(nr -> all.finding("pmd/SomeRuleOfPmd" + nr, Severity.LOW, "1"));

        assertThat(summary(all.added()).rules()).hasSize(300);
    }

    @Test
    void itIsReadAsItWasWritten() {
        var summary = summary(
                Analyzed.compared(),
                file("A.java")
                        .lines(30)
                        .function("a", 12)
                        .finding("todo/todo", Severity.INFO, "1")
                        .failedAltogether("too_much")
                        .added());
        var json = Json.write(summary);

        assertThat(Json.readTrusted(json, Summary.class)).isEqualTo(summary);
        assertThat(json).contains("\"new\":{\"critical\":0,", "\"severity\":\"info\"", "\"took\":\"PT2M7S\"");
    }
}
