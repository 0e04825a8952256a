package io.penstock.sandbox.stripe;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/** A search for metadata: {@code metadata['job']:'7' AND metadata['step']:'pay'}. */
final class Clauses {

    private static final String TEXT = "(?:'((?:[^'\\\\]|\\\\.)*)'|\"((?:[^\"\\\\]|\\\\.)*)\")";
    private static final Pattern CLAUSE = Pattern.compile(
            "\\s*metadata\\[" + TEXT + "]\\s*:\\s*" + TEXT + "\\s*(?:AND(?=\\s)|$)", Pattern.CASE_INSENSITIVE);

    private Clauses() {}

    static Optional<Map<String, String>> of(String query) {
        var metadata = new HashMap<String, String>();
        var matcher = CLAUSE.matcher(query);
        var end = 0;
        while (end < query.length()) {
            if (!matcher.find(end) || matcher.start() != end) {
                return Optional.empty();
            }
            metadata.put(
                    unquoted(query, matcher.start(1), matcher.end(1), matcher.start(2), matcher.end(2)),
                    unquoted(query, matcher.start(3), matcher.end(3), matcher.start(4), matcher.end(4)));
            end = matcher.end();
        }
        return metadata.isEmpty() ? Optional.empty() : Optional.of(metadata);
    }

    private static String unquoted(String query, int single, int singleEnd, int twice, int twiceEnd) {
        var text = single >= 0 ? query.substring(single, singleEnd) : query.substring(twice, twiceEnd);
        return text.replaceAll("\\\\(.)", "$1");
    }
}
