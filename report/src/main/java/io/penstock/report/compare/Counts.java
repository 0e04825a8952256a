package io.penstock.report.compare;

import io.penstock.catalog.ai.Severity;
import io.penstock.catalog.analysis.Finding;
import java.util.List;
import java.util.stream.Stream;

/** How many findings there are of each severity. */
public record Counts(long critical, long high, long medium, long low, long info) {

    public static final List<Severity> WORST_FIRST =
            Stream.of(Severity.values()).toList().reversed();

    public static final Counts NONE = new Counts(0, 0, 0, 0, 0);

    public static Counts of(List<Finding> findings) {
        var counts = NONE;
        for (var finding : findings) {
            counts = counts.plus(finding.severity());
        }
        return counts;
    }

    public Counts plus(Severity severity) {
        return switch (severity) {
            case CRITICAL -> new Counts(critical + 1, high, medium, low, info);
            case HIGH -> new Counts(critical, high + 1, medium, low, info);
            case MEDIUM -> new Counts(critical, high, medium + 1, low, info);
            case LOW -> new Counts(critical, high, medium, low + 1, info);
            case INFO -> new Counts(critical, high, medium, low, info + 1);
        };
    }

    public Counts plus(Counts more) {
        return new Counts(
                critical + more.critical, high + more.high, medium + more.medium, low + more.low, info + more.info);
    }

    public long of(Severity severity) {
        return switch (severity) {
            case CRITICAL -> critical;
            case HIGH -> high;
            case MEDIUM -> medium;
            case LOW -> low;
            case INFO -> info;
        };
    }

    public long all() {
        return ofOrWorse(Severity.INFO);
    }

    public long ofOrWorse(Severity least) {
        long all = 0;
        for (var severity : WORST_FIRST) {
            all += severity.compareTo(least) >= 0 ? of(severity) : 0;
        }
        return all;
    }
}
