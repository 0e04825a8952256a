package io.penstock.report.summary;

import io.penstock.analyzer.duplicate.Duplicate;
import io.penstock.catalog.analysis.AnalyzedFile;
import io.penstock.catalog.analysis.FailOn;
import io.penstock.catalog.json.Json;
import io.penstock.report.compare.Changes;
import io.penstock.report.compare.Counts;
import io.penstock.report.compare.Judged;
import io.penstock.report.subject.ComparedFile;
import io.penstock.report.subject.Subject;
import io.penstock.report.summary.Summary.ByLanguage;
import io.penstock.report.summary.Summary.ByRule;
import io.penstock.report.summary.Summary.HotSpot;
import io.penstock.report.summary.Summary.Times;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Takes all files one after the other, and makes the summary of them. */
public final class Tally {

    static final int MOST_SHOWN = 20;

    private static final Comparator<HotSpot> HOTTEST =
            Comparator.comparingLong(HotSpot::score).reversed().thenComparing(HotSpot::path);

    private static final Comparator<ByRule> WORST = Comparator.comparing(ByRule::severity)
            .thenComparingLong(ByRule::findings)
            .reversed()
            .thenComparing(ByRule::rule);

    private final Map<String, ByLanguage> languages = new HashMap<>();
    private final Map<String, ByRule> rules = new HashMap<>();
    private final Top<HotSpot> hotSpots = new Top<>(MOST_SHOWN, HOTTEST);
    private final FunctionTally functions = new FunctionTally();
    private final FailureTally failures = new FailureTally();
    private final ChangeTally changes = new ChangeTally();
    private final Copies copies = new Copies();
    private long reused;
    private long findingsLeftOut;

    public void add(ComparedFile file, Changes changed) {
        changes.add(file, changed);
        var now = file.now();
        if (now != null) {
            reused += file.reused() ? 1 : 0;
            add(file.path(), now, changed.present());
        }
    }

    private void add(String path, AnalyzedFile file, List<Judged> findings) {
        findingsLeftOut += file.leftOut();
        var counts = countRules(findings);
        var metrics = file.metrics();
        languages.merge(
                file.language(),
                metrics == null
                        ? new ByLanguage(file.language(), 1, 0, 0, 0, counts)
                        : new ByLanguage(
                                file.language(),
                                1,
                                metrics.lines(),
                                metrics.codeLines(),
                                metrics.functionCount(),
                                counts),
                ByLanguage::plus);
        if (metrics != null) {
            functions.add(path, metrics);
        }
        long score = Score.of(file, counts);
        if (score > 0) {
            hotSpots.add(new HotSpot(
                    path,
                    file.language(),
                    score,
                    counts,
                    metrics == null ? 0 : metrics.codeLines(),
                    metrics == null ? 0 : metrics.complexity()));
        }
        failures.add(path, file);
        copies.add(path, file);
    }

    private Counts countRules(List<Judged> findings) {
        var counts = Counts.NONE;
        var inFile = new HashMap<String, ByRule>();
        for (var judged : findings) {
            var finding = judged.finding();
            counts = counts.plus(finding.severity());
            inFile.merge(finding.rule(), new ByRule(finding.rule(), finding.severity(), 1, 0), ByRule::plus);
        }
        inFile.forEach((rule, count) ->
                rules.merge(rule, new ByRule(rule, count.severity(), count.findings(), 1), ByRule::plus));
        return counts;
    }

    /** What stands in several places, the largest block first. */
    public List<Duplicate> duplicates() {
        return copies.blocks();
    }

    public List<ByRule> rules() {
        return rules.values().stream().sorted(WORST).toList();
    }

    public Summary summary(Subject subject, List<FailOn> failOn, List<Duplicate> duplicates) {
        var all = languages.values().stream().reduce(new ByLanguage("", 0, 0, 0, 0, Counts.NONE), ByLanguage::plus);
        var since = changes.changes(subject);
        return fitted(new Summary(
                all.files(),
                reused,
                all.lines(),
                all.codeLines(),
                all.functions(),
                languages.values().stream()
                        .sorted(Comparator.comparingLong(ByLanguage::files)
                                .reversed()
                                .thenComparing(ByLanguage::language))
                        .toList(),
                all.findings(),
                findingsLeftOut,
                rules.size(),
                rules(),
                since,
                hotSpots.list(),
                functions.mostComplex(),
                functions.complexities(),
                copies.duplicated(duplicates, all.lines(), MOST_SHOWN),
                failures.failures(),
                subject.leftOut(),
                new Times(
                        subject.startedAt(),
                        subject.finishedAt(),
                        Duration.between(subject.startedAt(), subject.finishedAt()),
                        Share.of(reused, all.files())),
                subject.reviewCost(),
                Verdict.of(failOn, all.findings(), since)));
    }

    /** Paths and rules may be long. */
    private static Summary fitted(Summary whole) {
        var summary = whole;
        int items = 64;
        int rules = whole.rules().size();
        while (length(summary) >= Summary.LONGEST && items > 0) {
            items /= 2;
            rules = Math.min(rules, 16 * items);
            summary = whole.withAtMost(items, rules);
        }
        return summary;
    }

    private static int length(Summary summary) {
        return Json.write(summary).getBytes(StandardCharsets.UTF_8).length;
    }
}
