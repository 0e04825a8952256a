package io.penstock.report.summary;

import io.penstock.catalog.ai.Severity;
import io.penstock.catalog.analysis.AnalyzedFile;
import io.penstock.catalog.analysis.Metrics;
import io.penstock.report.compare.Counts;

/**
 * How much a file is worth looking at: its findings by their weight, what its functions are too complex, and a little for its size. docs/analysis.md
 * explains it.
 */
public final class Score {

    private static final int SIMPLE_ENOUGH = 10;
    private static final int LINES_A_POINT = 25;

    private Score() {}

    public static long of(AnalyzedFile file, Counts findings) {
        var metrics = file.metrics();
        return weight(findings) + (metrics == null ? 0 : tooComplex(metrics) + metrics.codeLines() / LINES_A_POINT);
    }

    private static long weight(Counts findings) {
        return Counts.WORST_FIRST.stream()
                .mapToLong(severity -> findings.of(severity) * weight(severity))
                .sum();
    }

    /** How many points a finding is. */
    public static long weight(Severity severity) {
        return switch (severity) {
            case CRITICAL -> 100;
            case HIGH -> 40;
            case MEDIUM -> 10;
            case LOW -> 3;
            case INFO -> 1;
        };
    }

    private static long tooComplex(Metrics metrics) {
        return metrics.functions().stream()
                .mapToLong(function -> Math.max(0, function.complexity() - SIMPLE_ENOUGH))
                .sum();
    }
}
