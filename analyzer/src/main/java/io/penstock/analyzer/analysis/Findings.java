package io.penstock.analyzer.analysis;

import io.penstock.analyzer.Allowance;
import io.penstock.analyzer.Issue;
import io.penstock.analyzer.Settings;
import io.penstock.analyzer.secret.Secrets;
import io.penstock.analyzer.source.SourceFile;
import io.penstock.catalog.analysis.Finding;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Makes of all that was found in a file what is told of it. */
final class Findings {

    static final int MOST = 500;

    private static final int LONGEST_MESSAGE = 500;
    private static final int LONGEST_LINE = 2000;

    private static final Comparator<Issue> BY_PLACE = Comparator.<Issue>comparingInt(
                    issue -> issue.span().line())
            .thenComparingInt(issue -> issue.span().column())
            .thenComparing(Issue::rule)
            .thenComparing(Issue::message);

    private final SourceFile file;
    private final Settings settings;
    private final Allowance allowance;
    private final List<Issue> issues = new ArrayList<>();
    private int leftOut;

    Findings(SourceFile file, Settings settings, Allowance allowance) {
        this.file = file;
        this.settings = settings;
        this.allowance = allowance;
    }

    void add(List<Issue> some, int more) {
        for (var issue : some) {
            if (!settings.disabledRules().contains(issue.rule())) {
                var severity = settings.severities().getOrDefault(issue.rule(), issue.severity());
                issues.add(new Issue(issue.rule(), severity, issue.message(), issue.span()));
            }
        }
        leftOut += more;
    }

    int leftOut() {
        return leftOut + Math.max(0, issues.size() - MOST);
    }

    /** The worst ones, in the order of their places. */
    List<Finding> list() {
        issues.sort(BY_PLACE);
        var fingerprints = new Fingerprints();
        var lines = new HashMap<Integer, String>();
        var worst = issues.stream()
                .sorted(Comparator.comparing(Issue::severity).reversed())
                .limit(MOST)
                .sorted(BY_PLACE)
                .toList();
        return worst.stream().map(issue -> finding(issue, fingerprints, lines)).toList();
    }

    private Finding finding(Issue issue, Fingerprints fingerprints, Map<Integer, String> lines) {
        var span = issue.span();
        var line = lines.computeIfAbsent(span.line(), this::line);
        return new Finding(
                issue.rule(),
                issue.severity(),
                message(issue.message()),
                span.line(),
                span.column(),
                span.endLine(),
                span.endColumn(),
                fingerprints.of(issue.rule(), line));
    }

    private String line(int nr) {
        var line = file.line(nr);
        return Secrets.withoutSecrets(line.length() > LONGEST_LINE ? line.substring(0, LONGEST_LINE) : line, allowance);
    }

    /** A rule may quote what it found. A letter that was cut in two can be stored nowhere. */
    private String message(String message) {
        var cut = message.length() > LONGEST_MESSAGE ? message.substring(0, LONGEST_MESSAGE) + "…" : message;
        var whole = new String(cut.getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8);
        return Secrets.withoutSecrets(whole.replaceAll("[\\p{Cntrl}\\s]+", " ").strip(), allowance);
    }
}
