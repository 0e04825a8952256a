package io.penstock.analyzer;

import io.penstock.catalog.ai.Severity;
import io.penstock.catalog.analysis.AnalysisFiles;
import io.penstock.catalog.analysis.Thresholds;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What one analysis wants to be different.
 *
 * @param analyzers those that look; all when there are none
 * @param pmdRules PMD's rules by name; the usual ones when there are none
 */
public record Settings(
        Set<String> analyzers,
        Set<String> disabledRules,
        Map<String, Severity> severities,
        Thresholds thresholds,
        Set<String> pmdRules) {

    public static final Settings USUAL = new Settings(Set.of(), Set.of(), Map.of(), Thresholds.USUAL, Set.of());

    public static Settings of(AnalysisFiles.Payload payload) {
        return new Settings(
                set(payload.analyzers()),
                set(payload.disabledRules()),
                payload.severities() == null ? Map.of() : payload.severities(),
                Thresholds.complete(payload.thresholds()),
                set(payload.pmdRules()));
    }

    private static Set<String> set(@Nullable List<String> given) {
        return given == null ? Set.of() : Set.copyOf(given);
    }
}
