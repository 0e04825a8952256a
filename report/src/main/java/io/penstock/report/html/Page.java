package io.penstock.report.html;

import io.penstock.catalog.ai.Severity;
import io.penstock.report.compare.Counts;
import io.penstock.report.html.Charts.Donut;
import io.penstock.report.html.Charts.Histogram;
import io.penstock.report.html.Charts.Language;
import io.penstock.report.html.Charts.Since;
import io.penstock.report.html.Charts.Slice;
import io.penstock.report.summary.Results;
import io.penstock.report.summary.Summary;
import io.penstock.report.summary.Summary.Block;
import io.penstock.report.summary.Summary.ByRule;
import io.penstock.report.summary.Summary.Failure;
import io.penstock.report.summary.Summary.MostComplex;
import io.penstock.report.summary.Verdict;
import io.penstock.report.summary.Verdict.Outcome;
import io.penstock.report.summary.Words;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What the template shows, in its words. */
record Page(
        String source,
        List<Fact> facts,
        @Nullable Judgement verdict,
        List<Tile> tiles,
        Donut donut,
        @Nullable Since since,
        List<Language> languages,
        Histogram histogram,
        boolean hasHotSpots,
        List<HotSpot> hotSpots,
        boolean compared,
        String rulesLead,
        List<Rule> rules,
        boolean hasFunctions,
        List<MostComplex> functions,
        String duplicatesLead,
        boolean hasDuplicates,
        List<Copy> duplicates,
        String failuresLead,
        boolean hasFailures,
        List<Failure> failures,
        String footer) {

    private static final int MOST_RULES = 500;

    record Fact(String name, String value) {}

    record Judgement(Outcome outcome, boolean passed, String title, List<Checked> checks) {}

    record Checked(boolean passed, String sentence) {}

    record Tile(String tone, String name, String value, String more) {}

    record Count(Severity severity, String count) {}

    record HotSpot(
            String path, String score, List<Slice> slices, List<Count> counts, String codeLines, String complexity) {}

    record Rule(
            String rule,
            Severity severity,
            String text,
            @Nullable String page,
            String findings,
            String files) {}

    record Copy(
            int lines,
            int copies,
            List<String> places,
            @Nullable String more) {}

    static Page of(Results results) {
        var summary = results.summary();
        var changes = summary.changes();
        return new Page(
                results.subject().source(),
                Facts.of(results.subject(), summary),
                judgement(summary.verdict()),
                Tiles.of(summary),
                Charts.donut(summary.findings()),
                changes == null ? null : Charts.since(changes),
                Charts.languages(summary.languages()),
                Charts.histogram(summary.complexities()),
                !summary.hotSpots().isEmpty(),
                hotSpots(summary.hotSpots()),
                changes != null,
                rulesLead(results.rules()),
                results.rules().stream()
                        .limit(MOST_RULES)
                        .map(rule -> rule(rule, results))
                        .toList(),
                !summary.mostComplex().isEmpty(),
                summary.mostComplex(),
                duplicatesLead(summary.duplicates()),
                summary.duplicates().blocks() > 0,
                summary.duplicates().largest().stream().map(Page::copy).toList(),
                failuresLead(summary.failures()),
                summary.failures().files() > 0,
                summary.failures().examples(),
                "Analysis %s, analyzers %s.%s"
                        .formatted(
                                results.subject().analysisId(),
                                results.subject().analyzerVersion(),
                                leftOut(summary)));
    }

    private static @Nullable Judgement judgement(@Nullable Verdict verdict) {
        if (verdict == null) {
            return null;
        }
        boolean passed = verdict.outcome() == Outcome.PASSED;
        return new Judgement(
                verdict.outcome(),
                passed,
                passed ? "Passed" : "Failed",
                verdict.checks().stream()
                        .map(check -> new Checked(check.outcome() == Outcome.PASSED, check.sentence()))
                        .toList());
    }

    private static List<HotSpot> hotSpots(List<Summary.HotSpot> hotSpots) {
        long most = hotSpots.isEmpty() ? 0 : hotSpots.getFirst().score();
        return hotSpots.stream().map(one -> hotSpot(one, most)).toList();
    }

    private static HotSpot hotSpot(Summary.HotSpot one, long most) {
        return new HotSpot(
                one.path(),
                Words.number(one.score()),
                Charts.points(one, most),
                counts(one.findings()),
                one.codeLines() == 0 ? "–" : Words.number(one.codeLines()),
                one.complexity() == 0 ? "–" : Words.number(one.complexity()));
    }

    private static List<Count> counts(Counts findings) {
        return Counts.WORST_FIRST.stream()
                .filter(severity -> findings.of(severity) > 0)
                .map(severity -> new Count(severity, Words.number(findings.of(severity))))
                .toList();
    }

    private static String rulesLead(List<ByRule> rules) {
        return rules.isEmpty()
                ? "No rule found anything."
                : Words.count(rules.size(), "rule") + " found something"
                        + (rules.size() > MOST_RULES ? "; these are the worst." : ".");
    }

    private static Rule rule(ByRule rule, Results results) {
        var about = results.analyzers().about(rule.rule());
        var page = about.map(known -> known.page()).orElse(null);
        return new Rule(
                rule.rule(),
                rule.severity(),
                about.map(known -> known.text()).orElse(""),
                page != null && page.startsWith("https://") ? page : null,
                Words.number(rule.findings()),
                Words.number(rule.files()));
    }

    private static String duplicatesLead(Summary.Duplicated duplicates) {
        return duplicates.blocks() == 0
                ? "No block of ten lines or more stands in two places."
                : "%s of ten lines or more %s in several places, %s in all: %s of the lines that are measured. These are the largest."
                        .formatted(
                                Words.count(duplicates.blocks(), "block"),
                                duplicates.blocks() == 1 ? "stands" : "stand",
                                Words.count(duplicates.lines(), "line"),
                                percent(duplicates.share()));
    }

    private static Copy copy(Block block) {
        int more = block.copies() - block.places().size();
        return new Copy(
                block.lines(),
                block.copies(),
                block.places().stream()
                        .map(place -> "%s:%d–%d".formatted(place.path(), place.start(), place.end()))
                        .toList(),
                more == 0 ? null : "and " + Words.count(more, "more place"));
    }

    private static String failuresLead(Summary.Failures failures) {
        var byCode = failures.byCode().entrySet().stream()
                .map(code -> Words.number(code.getValue()) + " " + code.getKey())
                .collect(Collectors.joining(", "));
        return Words.count(failures.files(), "file")
                + " could not be looked at by all analyzers (" + byCode + "). What the others found is there. "
                + "Of such a file, what that analyzer does not find is not called fixed.";
    }

    private static String leftOut(Summary summary) {
        var byReason = summary.leftOut().entrySet().stream()
                .sorted(Map.Entry.comparingByKey())
                .map(reason -> Words.number(reason.getValue()) + " " + reason.getKey())
                .collect(Collectors.joining(", "));
        return byReason.isEmpty() ? "" : " Files that nobody looked at: " + byReason + ".";
    }

    static String percent(double share) {
        return String.format(Locale.ROOT, "%.1f %%", 100 * share);
    }
}
