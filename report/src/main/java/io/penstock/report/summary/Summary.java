package io.penstock.report.summary;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.penstock.analyzer.duplicate.Duplicate;
import io.penstock.catalog.ai.Severity;
import io.penstock.report.compare.Counts;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The figures of an analysis. As JSON it takes less than {@link #LONGEST} bytes, whatever was analysed.
 *
 * @param findingsLeftOut of files that had too many
 * @param ruleCount how many rules found something; {@code rules} has as many of them as there is room for, the worst first
 * @param changes null when there is no analysis before
 * @param complexities how many functions there are by their complexity
 * @param verdict null when it is held to nothing
 */
public record Summary(
        long files,
        long reusedFiles,
        long lines,
        long codeLines,
        long functions,
        List<ByLanguage> languages,
        Counts findings,
        long findingsLeftOut,
        int ruleCount,
        List<ByRule> rules,
        @Nullable Changes changes,
        List<HotSpot> hotSpots,
        List<MostComplex> mostComplex,
        List<Complexities> complexities,
        Duplicated duplicates,
        Failures failures,
        Map<String, Long> leftOut,
        Times times,
        @Nullable BigDecimal reviewCost,
        @Nullable Verdict verdict) {

    /** How long it may be, in bytes. */
    public static final int LONGEST = 64 << 10;

    public record ByLanguage(String language, long files, long lines, long codeLines, long functions, Counts findings) {

        ByLanguage plus(ByLanguage more) {
            return new ByLanguage(
                    language,
                    files + more.files,
                    lines + more.lines,
                    codeLines + more.codeLines,
                    functions + more.functions,
                    findings.plus(more.findings));
        }
    }

    /** @param severity the worst that it found */
    public record ByRule(String rule, Severity severity, long findings, long files) {

        ByRule plus(ByRule more) {
            return new ByRule(
                    rule,
                    severity.compareTo(more.severity) >= 0 ? severity : more.severity,
                    findings + more.findings,
                    files + more.files);
        }
    }

    /**
     * Since the analysis before.
     *
     * @param unknown there now, where nobody could look before
     * @param unseen there before, where nobody could look now
     * @param analyzersChanged whether what is new may be new because the analyzers are
     */
    public record Changes(
            String analysisId,
            @JsonProperty("new") Counts fresh,
            Counts fixed,
            Counts unchanged,
            Counts unknown,
            Counts unseen,
            long filesAdded,
            long filesRemoved,
            long filesChanged,
            long filesMoved,
            boolean analyzersChanged) {}

    /** @param complexity of its functions together */
    public record HotSpot(String path, String language, long score, Counts findings, int codeLines, int complexity) {}

    public record MostComplex(String path, String function, int line, int lines, int complexity, int nesting) {}

    /** @param to the last one; null when there is none */
    public record Complexities(int from, @Nullable Integer to, long functions) {}

    /**
     * @param share of the lines of the files that are measured
     * @param largest the largest blocks, each with its first places
     */
    public record Duplicated(long blocks, long lines, double share, List<Block> largest) {}

    public record Block(int lines, int copies, List<Duplicate.Place> places) {}

    /** Files that could not be looked at, or not by all analyzers. */
    public record Failures(long files, Map<String, Long> byCode, List<Failure> examples) {}

    public record Failure(String path, @Nullable String analyzer, String code, String message) {}

    /** @param reused the share of files whose result was kept from an earlier analysis */
    public record Times(Instant startedAt, Instant finishedAt, Duration took, double reused) {}

    Summary withAtMost(int items, int rules) {
        return new Summary(
                files,
                reusedFiles,
                lines,
                codeLines,
                functions,
                first(languages, items),
                findings,
                findingsLeftOut,
                ruleCount,
                first(this.rules, rules),
                changes,
                first(hotSpots, items),
                first(mostComplex, items),
                complexities,
                new Duplicated(duplicates.blocks, duplicates.lines, duplicates.share, first(duplicates.largest, items)),
                new Failures(failures.files, failures.byCode, first(failures.examples, items)),
                leftOut,
                times,
                reviewCost,
                verdict);
    }

    private static <T> List<T> first(List<T> all, int most) {
        return all.size() <= most ? all : List.copyOf(all.subList(0, most));
    }
}
