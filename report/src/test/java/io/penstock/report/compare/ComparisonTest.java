package io.penstock.report.compare;

import static io.penstock.report.Analyzed.file;
import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.analyzer.analysis.Analyzers;
import io.penstock.catalog.ai.Severity;
import io.penstock.report.Analyzed;
import io.penstock.report.subject.ComparedFile;
import java.util.List;
import org.junit.jupiter.api.Test;

class ComparisonTest {

    private static final String PMD = "pmd/EmptyCatchBlock";
    private static final String SYNTAX = "java/weak-hash";

    private static Analyzed with(String... fingerprints) {
        var file = file("a/A.java");
        for (var fingerprint : fingerprints) {
            file.finding(PMD, Severity.MEDIUM, fingerprint);
        }
        return file;
    }

    private static Changes changes(ComparedFile file) {
        return Comparison.with(Analyzed.files(file), Analyzers.usual()).look(file);
    }

    private static List<String> told(List<Judged> judged) {
        return judged.stream()
                .map(one -> one.finding().fingerprint() + " " + one.status())
                .toList();
    }

    @Test
    void whatIsInBothIsUnchangedAndTheRestNewOrFixed() {
        var changes = changes(with("1", "2").text("now").after(with("2", "3").text("before")));

        assertThat(told(changes.present())).containsExactly("1 new", "2 unchanged");
        assertThat(told(changes.gone())).containsExactly("3 fixed");
    }

    @Test
    void whatIsThereTwiceIsMatchedTwice() {
        var more = changes(with("1", "1", "1").after(with("1")));
        assertThat(told(more.present())).containsExactly("1 unchanged", "1 new", "1 new");
        assertThat(more.gone()).isEmpty();

        var fewer = changes(with("1").after(with("1", "1", "1")));
        assertThat(told(fewer.present())).containsExactly("1 unchanged");
        assertThat(told(fewer.gone())).containsExactly("1 fixed", "1 fixed");
    }

    @Test
    void aFileThatDidNotChangeHasNothingNew() {
        assertThat(told(changes(with("1").failed("pmd", "too_slow").kept()).present()))
                .containsExactly("1 unchanged");
    }

    @Test
    void aFileThatCameIsNewAndOneThatWentIsFixed() {
        assertThat(told(changes(with("1").added()).present())).containsExactly("1 new");
        assertThat(told(changes(with("1").failed("pmd", "too_slow").gone()).gone()))
                .containsExactly("1 fixed");
    }

    @Test
    void withoutAnAnalysisBeforeNobodyKnows() {
        var comparison = Comparison.withNothing(Analyzers.usual());

        assertThat(told(comparison.look(with("1").added()).present())).containsExactly("1 null");
    }

    @Test
    void whatAFailedAnalyzerDoesNotFindIsNotFixed() {
        var now = file("A.java").failed("pmd", "too_slow");
        var before = file("A.java").finding(PMD, Severity.HIGH, "1").finding(SYNTAX, Severity.HIGH, "2");

        assertThat(told(changes(now.after(before)).gone())).containsExactly("1 unseen", "2 fixed");
    }

    @Test
    void whatAnAnalyzerFindsThatHadFailedIsNotNew() {
        var now = file("A.java").finding(PMD, Severity.HIGH, "1").finding(SYNTAX, Severity.HIGH, "2");

        assertThat(told(changes(now.after(file("A.java").failed("pmd", "too_slow")))
                        .present()))
                .containsExactly("1 unknown", "2 new");
        assertThat(told(changes(now.after(file("A.java").failed("secrets", "too_slow")))
                        .present()))
                .containsExactly("1 new", "2 new");
        assertThat(told(changes(now.after(file("A.java").failedAltogether("too_large")))
                        .present()))
                .containsExactly("1 unknown", "2 unknown");
    }

    @Test
    void whatBothFindIsUnchangedThoughTheAnalyzerFailed() {
        var now = file("A.java").finding(PMD, Severity.HIGH, "1").failed("pmd", "crashed");

        assertThat(told(changes(now.after(file("A.java").finding(PMD, Severity.HIGH, "1")))
                        .present()))
                .containsExactly("1 unchanged");
    }

    @Test
    void whereFindingsWereLeftOutNobodyKnowsEither() {
        var full = with("1").leftOut(7);

        assertThat(told(changes(full.after(with("2"))).gone())).containsExactly("2 unseen");
        assertThat(told(changes(with("2").after(full)).present())).containsExactly("2 unknown");
    }

    @Test
    void aFileThatMovedKeepsItsFindings() {
        var gone = file("z/Old.java")
                .text("same")
                .finding(PMD, Severity.LOW, "1")
                .finding(PMD, Severity.LOW, "2")
                .gone();
        var came = file("a/New.java")
                .text("same")
                .finding(PMD, Severity.LOW, "1")
                .finding(PMD, Severity.LOW, "3")
                .added();
        var other = file("b/Other.java")
                .text("other")
                .finding(PMD, Severity.LOW, "1")
                .added();
        var comparison = Comparison.with(Analyzed.files(came, other, gone), Analyzers.usual());

        assertThat(told(comparison.look(came).present())).containsExactly("1 unchanged", "3 new");
        assertThat(comparison.look(came).movedFrom()).isEqualTo("z/Old.java");
        assertThat(told(comparison.look(gone).gone())).containsExactly("2 fixed");
        assertThat(comparison.look(gone).moved()).isTrue();
        assertThat(told(comparison.look(other).present())).containsExactly("1 new");
        assertThat(comparison.look(other).movedFrom()).isNull();
    }

    @Test
    void ofSeveralCopiesEachMovesOnce() {
        var gone =
                file("a/Old.java").text("same").finding(PMD, Severity.LOW, "1").gone();
        var first =
                file("b/One.java").text("same").finding(PMD, Severity.LOW, "1").added();
        var second =
                file("c/Two.java").text("same").finding(PMD, Severity.LOW, "1").added();
        var comparison = Comparison.with(Analyzed.files(gone, first, second), Analyzers.usual());

        assertThat(told(comparison.look(first).present())).containsExactly("1 unchanged");
        assertThat(told(comparison.look(second).present())).containsExactly("1 new");
    }

    @Test
    void ofTooManyThatAreGoneTheFirstAreFoundAgain() {
        var moves = Moves.in(
                Analyzed.files(
                        file("a/1").text("one").gone(),
                        file("a/2").text("two").gone(),
                        file("b/1").text("one").added(),
                        file("b/2").text("two").added()),
                1);

        assertThat(moves.from("b/1")).isEqualTo("a/1");
        assertThat(moves.from("b/2")).isNull();
        assertThat(moves.isMoved("a/2")).isFalse();
    }
}
