package io.penstock.analyzer.analysis;

import io.penstock.catalog.json.Sha256;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;

/**
 * Knows the findings of one file again in its later versions: by the rule, by what stands on the line, and by which of several such lines it is.
 * The path is not part of it, and no secret is: its line comes without.
 */
final class Fingerprints {

    private static final int BYTES = 16;

    private final Map<String, Integer> seen = new HashMap<>();

    /** In the order of the places. */
    String of(String rule, String line) {
        var known = rule + "\n" + line.replaceAll("\\s+", " ").strip();
        int occurrence = seen.merge(known, 1, Integer::sum);
        return HexFormat.of().formatHex(Sha256.of(known + "\n" + occurrence), 0, BYTES);
    }
}
