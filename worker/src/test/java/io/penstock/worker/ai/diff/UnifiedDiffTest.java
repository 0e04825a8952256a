package io.penstock.worker.ai.diff;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class UnifiedDiffTest {

    private static final String TEXT = "one\ntwo\nthree\n\nfive\nsix\nseven\n";

    @Test
    void hunksAreAppliedWhereTheySay() {
        assertThat(
                        apply(
                                "@@ -1,3 +1,3 @@\n one\n-two\n+2\n three\n@@ -5,2 +5,3 @@ five\n five\n+five and a half\n six\n"))
                .isEqualTo(new Applied.Changed("one\n2\nthree\n\nfive\nfive and a half\nsix\nseven\n"));
    }

    @Test
    void linesAreAddedAndTakenAwayAtTheEnds() {
        assertThat(apply("@@ -0,0 +1 @@\n+zero\n@@ -7 +7,0 @@\n-seven\n"))
                .isEqualTo(new Applied.Changed("zero\none\ntwo\nthree\n\nfive\nsix\n"));
    }

    @Test
    void anEmptyLineMayHaveLostItsSpace() {
        assertThat(apply("@@ -3,3 +3,3 @@\n three\n\n-five\n+5\n"))
                .isEqualTo(new Applied.Changed("one\ntwo\nthree\n\n5\nsix\nseven\n"));
    }

    @Test
    void aTextWithoutALastLineBreakIsChanged() {
        var diff =
                "--- a\n+++ b\n@@ -1 +1 @@\n-old\n\\ No newline at end of file\n+new\n\\ No newline at end of file\n";

        assertThat(UnifiedDiff.apply(diff, "old")).isEqualTo(new Applied.Changed("new"));
    }

    @Test
    void aTextWithCarriageReturnsIsChanged() {
        assertThat(UnifiedDiff.apply("--- a\n+++ b\n@@ -1,2 +1,2 @@\n one\n-two\n+2\n", "one\r\ntwo\r\n"))
                .isEqualTo(new Applied.Changed("one\r\n2\n"));
    }

    @Test
    void nothingButItsHeadChangesNothing() {
        assertThat(apply("")).isEqualTo(new Applied.Changed(TEXT));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            @@ -1,3 +1,2 @@;-ONE; two; three                                      | Hunk 1 does not fit: line 1 of the text is another one.
            @@ -1,2 +1,2 @@; one; two; three                                      | Hunk 1 has other numbers of lines than its head says.
            @@ -1 +1 @@;-one;+1;+2                                                | Hunk 1 has other numbers of lines than its head says.
            @@ -1 +2 @@;-one;+1                                                   | Hunk 1 begins in the new text at line 1, not where its head says.
            @@ -5 +5 @@;-five;+5;@@ -1 +1 @@;-one;+1                              | Hunk 2 begins before the end of the one before it, or after the end of the text.
            @@ -99 +99 @@;-x;+y                                                   | Hunk 1 begins before the end of the one before it, or after the end of the text.
            @@ one @@; one                                                        | Hunk 1 must begin with a line like '@@ -1,3 +1,4 @@'.
            Here it is:;@@ -1 +1 @@;-one;+1                                       | Hunk 1 must begin with a line like '@@ -1,3 +1,4 @@'.
            @@ -1 +1 @@;-one;+1;That is all.                                      | Hunk 1 has a line that begins with neither a space nor - nor +.
            @@ -1 +1 @@                                                           | Hunk 1 is empty.
            """)
    void whatDoesNotFitIsRefused(String hunks, String why) {
        assertThat(apply(hunks.replace(";", "\n") + "\n")).isEqualTo(new Applied.Unfit(why));
    }

    @ParameterizedTest
    @CsvSource({"''", "Sandbox: a text", "@@ -1 +1 @@"})
    void whatIsNoDiffIsRefused(String text) {
        assertThat(UnifiedDiff.apply(text, TEXT)).isInstanceOf(Applied.Unfit.class);
    }

    private static Applied apply(String hunks) {
        return UnifiedDiff.apply("--- a/x\n+++ b/x\n" + hunks, TEXT);
    }
}
