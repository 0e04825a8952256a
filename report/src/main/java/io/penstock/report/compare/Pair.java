package io.penstock.report.compare;

import io.penstock.catalog.analysis.AnalyzedFile;
import io.penstock.catalog.analysis.Finding;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Two versions of one file.
 *
 * @param common how often each fingerprint is in both
 */
record Pair(Map<String, Integer> common, Blind now, Blind before) {

    /** A file that has no other version. */
    static final Pair NONE = new Pair(Map.of(), Blind.TO_NOTHING, Blind.TO_NOTHING);

    static Pair of(AnalyzedFile now, AnalyzedFile before) {
        return of(now, fingerprints(before), Blind.of(before));
    }

    static Pair of(AnalyzedFile now, List<String> fingerprintsBefore, Blind before) {
        var unmatched = new HashMap<String, Integer>();
        fingerprintsBefore.forEach(fingerprint -> unmatched.merge(fingerprint, 1, Integer::sum));
        var common = new HashMap<String, Integer>();
        for (var fingerprint : fingerprints(now)) {
            if (take(unmatched, fingerprint)) {
                common.merge(fingerprint, 1, Integer::sum);
            }
        }
        return new Pair(Map.copyOf(common), Blind.of(now), before);
    }

    static List<String> fingerprints(AnalyzedFile file) {
        return file.findings().stream().map(Finding::fingerprint).toList();
    }

    /** Takes one away, where there is one. */
    static boolean take(Map<String, Integer> from, String fingerprint) {
        int left = from.getOrDefault(fingerprint, 0);
        if (left > 0) {
            from.put(fingerprint, left - 1);
        }
        return left > 0;
    }
}
