package io.penstock.api.analysis;

import io.penstock.catalog.ai.Severity;
import io.penstock.catalog.analysis.AnalyzedFile;
import io.penstock.catalog.analysis.Finding;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** One finding and the file that it is in. */
record FindingView(
        String path,
        String rule,
        Severity severity,
        String message,
        int line,
        int column,
        int endLine,
        int endColumn,
        String fingerprint) {

    /** @param rule how its name begins */
    record Filter(Set<Severity> severities, @Nullable String rule) {

        boolean has(Finding finding) {
            return (severities.isEmpty() || severities.contains(finding.severity()))
                    && (rule == null || finding.rule().startsWith(rule));
        }
    }

    static Stream<FindingView> of(AnalyzedFile file, Filter filter) {
        return file.findings().stream()
                .filter(filter::has)
                .map(finding -> new FindingView(
                        file.path(),
                        finding.rule(),
                        finding.severity(),
                        finding.message(),
                        finding.line(),
                        finding.column(),
                        finding.endLine(),
                        finding.endColumn(),
                        finding.fingerprint()));
    }
}
