package io.penstock.report.summary;

import io.penstock.analyzer.analysis.Analyzers;
import io.penstock.analyzer.duplicate.Duplicate;
import io.penstock.catalog.analysis.FailOn;
import io.penstock.report.compare.Changes;
import io.penstock.report.compare.Comparison;
import io.penstock.report.subject.ComparedFile;
import io.penstock.report.subject.ComparedFiles;
import io.penstock.report.subject.Subject;
import io.penstock.report.summary.Summary.ByRule;
import java.util.List;
import java.util.function.BiConsumer;

/**
 * What a report is made of: what is small is kept, and the files are gone through again.
 *
 * @param rules all that found something, the worst first
 * @param duplicates all blocks, the largest first
 */
public record Results(
        Subject subject,
        ComparedFiles files,
        Comparison comparison,
        Summary summary,
        List<ByRule> rules,
        List<Duplicate> duplicates,
        Analyzers analyzers) {

    public static Results of(Subject subject, ComparedFiles files, List<FailOn> failOn, Analyzers analyzers) {
        var comparison =
                subject.before() == null ? Comparison.withNothing(analyzers) : Comparison.with(files, analyzers);
        var tally = new Tally();
        try (var all = files.open()) {
            all.forEach(file -> tally.add(file, comparison.look(file)));
        }
        var duplicates = tally.duplicates();
        return new Results(
                subject,
                files,
                comparison,
                tally.summary(subject, failOn, duplicates),
                tally.rules(),
                duplicates,
                analyzers);
    }

    public void each(BiConsumer<ComparedFile, Changes> file) {
        try (var all = files.open()) {
            all.forEach(one -> file.accept(one, comparison.look(one)));
        }
    }
}
