package io.penstock.standalone.analysis;

import io.penstock.catalog.ai.Severity;
import io.penstock.client.terminal.Colours;
import io.penstock.client.terminal.Progress;
import io.penstock.client.terminal.Shown;
import io.penstock.client.terminal.Tone;
import io.penstock.report.compare.Counts;
import io.penstock.report.summary.Words;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;

/** What the user is told in the end. */
final class Told {

    private static final int HOT_SPOTS = 5;

    private final PrintWriter out;
    private final PrintWriter err;
    private final Progress progress;
    private final Colours colours;

    Told(PrintWriter out, PrintWriter err, Progress progress, Colours colours) {
        this.out = out;
        this.err = err;
        this.progress = progress;
        this.colours = colours;
    }

    void error(String sentence) {
        progress.clear();
        err.println(sentence);
        err.flush();
    }

    void summary(JsonNode analysis, List<JsonNode> worst) {
        progress.clear();
        var summary = analysis.path("summary");
        out.println(extent(summary));
        out.println("Findings: " + counts(summary.path("findings")) + changes(summary.path("changes")));
        failures(summary.path("failures"));
        worst(worst, counted(summary.path("findings")));
        hotSpots(summary.path("hot_spots"));
        verdict(summary.path("verdict"));
        out.println("Analysis " + analysis.path("id").asString(""));
        out.flush();
    }

    private static String extent(JsonNode summary) {
        long files = summary.path("files").asLong(0);
        long reused = summary.path("reused_files").asLong(0);
        var took = Duration.parse(summary.path("times").path("took").asString("PT0S"));
        return "%s with %s, %s reused (%d%%), %s"
                .formatted(
                        Words.count(files, "file"),
                        Words.count(summary.path("lines").asLong(0), "line"),
                        Words.number(reused),
                        files == 0 ? 0 : 100 * reused / files,
                        took.toSeconds() < 10
                                ? String.format(Locale.ROOT, "%.1f s", took.toMillis() / 1000.0)
                                : Shown.seconds(took.toSeconds()));
    }

    private String counts(JsonNode counts) {
        var told = Counts.WORST_FIRST.stream()
                .filter(severity -> of(counts, severity) > 0)
                .map(severity -> colours.in(tone(severity), Words.number(of(counts, severity)) + " " + severity))
                .collect(Collectors.joining(", "));
        return told.isEmpty() ? "none" : told;
    }

    private static Tone tone(Severity severity) {
        return switch (severity) {
            case CRITICAL, HIGH -> Tone.BAD;
            case MEDIUM -> Tone.DOUBTFUL;
            case LOW, INFO -> Tone.BUSY;
        };
    }

    private static long of(JsonNode counts, Severity severity) {
        return counts.path(severity.toString()).asLong(0);
    }

    private static long counted(JsonNode counts) {
        return Counts.WORST_FIRST.stream()
                .mapToLong(severity -> of(counts, severity))
                .sum();
    }

    private static String changes(JsonNode changes) {
        return changes.isObject()
                ? "; %s new and %s fixed since %s"
                        .formatted(
                                Words.number(counted(changes.path("new"))),
                                Words.number(counted(changes.path("fixed"))),
                                changes.path("analysis_id").asString(""))
                : "";
    }

    private void failures(JsonNode failures) {
        long files = failures.path("files").asLong(0);
        if (files > 0) {
            out.println("Not looked at, or not by all analyzers: %s (%s)"
                    .formatted(
                            Words.count(files, "file"),
                            failures.path("by_code").properties().stream()
                                    .map(code -> Words.number(code.getValue().asLong(0)) + " " + code.getKey())
                                    .collect(Collectors.joining(", "))));
        }
    }

    private void worst(List<JsonNode> worst, long all) {
        if (worst.isEmpty()) {
            return;
        }
        out.println();
        out.println(worst.size() < all ? "The worst %d:".formatted(worst.size()) : "They are:");
        for (var finding : worst) {
            var label = finding.path("severity").asString("");
            out.println("  %s  %s:%d  %s  %s"
                    .formatted(
                            colours.in(tone(Severity.valueOf(label.toUpperCase(Locale.ROOT))), "%-8s".formatted(label)),
                            Shown.text(finding.path("path").asString("")),
                            finding.path("line").asInt(0),
                            Shown.text(finding.path("rule").asString("")),
                            Shown.shortened(finding.path("message").asString(""))));
        }
    }

    private void hotSpots(JsonNode spots) {
        if (spots.isEmpty()) {
            return;
        }
        out.println();
        out.println("Hot spots:");
        spots.valueStream()
                .limit(HOT_SPOTS)
                .forEach(spot -> out.println("  %s  %s, complexity %s, %s"
                        .formatted(
                                Shown.text(spot.path("path").asString("")),
                                Words.count(counted(spot.path("findings")), "finding"),
                                Words.number(spot.path("complexity").asLong(0)),
                                Words.count(spot.path("score").asLong(0), "point"))));
        out.println();
    }

    private void verdict(JsonNode verdict) {
        verdict.path("checks").forEach(check -> {
            boolean passed = check.path("outcome").asString("").equals("passed");
            var sentence = Shown.text(check.path("sentence").asString(""));
            out.println(
                    passed
                            ? colours.in(Tone.GOOD, "Passed: ") + sentence
                            : colours.in(Tone.BAD, "Failed: ") + sentence);
        });
    }
}
