package io.penstock.report.summary;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.catalog.ai.Severity;
import io.penstock.catalog.analysis.FailOn;
import io.penstock.report.compare.Counts;
import io.penstock.report.summary.Verdict.Outcome;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class VerdictTest {

    private static final Counts FOUND = new Counts(0, 3, 1200, 5, 9);

    private static Verdict verdict(Summary.@Nullable Changes changes, FailOn... failOn) {
        return Objects.requireNonNull(Verdict.of(List.of(failOn), FOUND, changes));
    }

    private static Summary.Changes changes(Counts fresh, Counts unknown) {
        return new Summary.Changes("ana", fresh, Counts.NONE, Counts.NONE, unknown, Counts.NONE, 0, 0, 0, 0, false);
    }

    private static String only(Verdict verdict) {
        return verdict.outcome() + ": " + verdict.checks().getFirst().sentence();
    }

    @Test
    void whatIsHeldToNothingHasNone() {
        assertThat(Verdict.of(List.of(), FOUND, null)).isNull();
    }

    @Test
    void moreThanMayBeThereFail() {
        assertThat(only(verdict(null, new FailOn(Severity.HIGH, null, null))))
                .isEqualTo("failed: 3 findings of severity high or worse; at most 0 may be there.");
        assertThat(only(verdict(null, new FailOn(Severity.MEDIUM, null, 1202))))
                .isEqualTo("failed: 1,203 findings of severity medium or worse; at most 1,202 may be there.");
    }

    @Test
    void asManyAsMayBeTherePass() {
        assertThat(only(verdict(null, new FailOn(Severity.HIGH, null, 3))))
                .isEqualTo("passed: 3 findings of severity high or worse; at most 3 may be there.");
        assertThat(only(verdict(null, new FailOn(Severity.CRITICAL, null, null))))
                .isEqualTo("passed: No findings of severity critical; at most 0 may be there.");
        assertThat(only(verdict(null, new FailOn(Severity.INFO, null, 2000))))
                .isEqualTo("passed: 1,217 findings; at most 2,000 may be there.");
    }

    @Test
    void oldOnesDoNotCountWhereOnlyNewOnesDo() {
        var changes = changes(new Counts(0, 0, 1, 0, 0), Counts.NONE);

        assertThat(only(verdict(changes, new FailOn(Severity.HIGH, true, null))))
                .isEqualTo("passed: No new findings of severity high or worse; at most 0 may be there.");
        assertThat(only(verdict(changes, new FailOn(Severity.MEDIUM, true, null))))
                .isEqualTo("failed: 1 new finding of severity medium or worse; at most 0 may be there.");
    }

    @Test
    void whatMayBeNewOrNotIsToldAndDoesNotCount() {
        var changes = changes(Counts.NONE, new Counts(0, 2, 0, 0, 0));

        assertThat(only(verdict(changes, new FailOn(Severity.HIGH, true, null))))
                .startsWith("passed: No new findings of severity high or worse; at most 0 may be there. 2 more may be");
        assertThat(only(verdict(changes, new FailOn(Severity.HIGH, false, 3)))).endsWith("may be there.");
    }

    @Test
    void withNothingToCompareWithNothingIsNew() {
        assertThat(only(verdict(null, new FailOn(Severity.HIGH, true, null))))
                .startsWith("passed: There is no analysis before");
    }

    @Test
    void oneThatFailsIsEnough() {
        var verdict = verdict(null, new FailOn(Severity.CRITICAL, null, 0), new FailOn(Severity.HIGH, null, 0));

        assertThat(verdict.outcome()).isEqualTo(Outcome.FAILED);
        assertThat(verdict.checks()).extracting(Verdict.Check::outcome).containsExactly(Outcome.PASSED, Outcome.FAILED);
    }
}
