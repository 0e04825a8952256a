package io.penstock.report.summary;

import io.penstock.catalog.ai.Severity;
import io.penstock.catalog.analysis.FailOn;
import io.penstock.report.compare.Counts;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Whether an analysis keeps what it is held to. */
public record Verdict(Outcome outcome, List<Check> checks) {

    public enum Outcome {
        PASSED,
        FAILED;

        /** As it is written in JSON. */
        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** @param findings how many there are of those that count */
    public record Check(FailOn failOn, long findings, Outcome outcome, String sentence) {}

    /** @return null when it is held to nothing */
    static @Nullable Verdict of(List<FailOn> failOn, Counts findings, Summary.@Nullable Changes changes) {
        if (failOn.isEmpty()) {
            return null;
        }
        var checks = failOn.stream().map(one -> check(one, findings, changes)).toList();
        boolean failed = checks.stream().anyMatch(check -> check.outcome == Outcome.FAILED);
        return new Verdict(failed ? Outcome.FAILED : Outcome.PASSED, checks);
    }

    private static Check check(FailOn failOn, Counts findings, Summary.@Nullable Changes changes) {
        if (!failOn.countsNewOnly()) {
            return check(failOn, findings, Counts.NONE);
        }
        return changes == null
                ? new Check(
                        failOn,
                        0,
                        Outcome.PASSED,
                        "There is no analysis before to compare with, so nothing counts as new.")
                : check(failOn, changes.fresh(), changes.unknown());
    }

    private static Check check(FailOn failOn, Counts counting, Counts unknown) {
        long counted = counting.ofOrWorse(failOn.severity());
        return new Check(
                failOn,
                counted,
                counted > failOn.most() ? Outcome.FAILED : Outcome.PASSED,
                sentence(failOn, counted) + unknown(unknown.ofOrWorse(failOn.severity())));
    }

    private static String sentence(FailOn failOn, long counted) {
        return (counted == 0 ? "No" : Words.number(counted))
                + (failOn.countsNewOnly() ? " new" : "")
                + (counted == 1 ? " finding" : " findings")
                + ofSeverity(failOn.severity())
                + "; at most " + Words.number(failOn.most()) + " may be there.";
    }

    private static String ofSeverity(Severity least) {
        return switch (least) {
            case INFO -> "";
            case CRITICAL -> " of severity critical";
            case LOW, MEDIUM, HIGH -> " of severity " + least + " or worse";
        };
    }

    private static String unknown(long unknown) {
        return unknown == 0
                ? ""
                : " " + Words.number(unknown)
                        + " more may be new or not: an analyzer had failed there, or the file had too many findings.";
    }
}
