package io.penstock.source.snapshot;

import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/** How the names of files end, to tell who selected none of them. */
final class Endings {

    private static final int TOLD = 5;
    private static final int MOST = 1000;
    private static final int LONGEST = 12;

    private final Map<String, Integer> counts = new HashMap<>();

    void add(String path) {
        var name = path.substring(path.lastIndexOf('/') + 1);
        int dot = name.lastIndexOf('.');
        if (dot >= 0 && name.length() - dot <= LONGEST) {
            var ending = name.substring(dot).toLowerCase(Locale.ROOT);
            if (counts.size() < MOST || counts.containsKey(ending)) {
                counts.merge(ending, 1, Integer::sum);
            }
        }
    }

    /** Such as {@code .md (400), .txt (12)}. */
    String told() {
        return counts.entrySet().stream()
                .sorted(Map.Entry.<String, Integer>comparingByValue()
                        .reversed()
                        .thenComparing(Map.Entry.comparingByKey()))
                .limit(TOLD)
                .map(ending -> ending.getKey() + " (" + ending.getValue() + ")")
                .collect(Collectors.joining(", "));
    }
}
