package io.penstock.analyzer;

import io.penstock.catalog.analysis.Metrics;
import io.penstock.catalog.analysis.Passage;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What an analyzer has to say of a file.
 *
 * @param more how many issues it left out
 * @param gap what it could not do, in a sentence, though it did the rest
 */
public record Found(
        List<Issue> issues,
        int more,
        @Nullable Metrics metrics,
        List<Passage> passages,
        @Nullable String gap) {

    public static Found of(Issues issues) {
        return new Found(issues.found(), issues.more(), null, List.of(), null);
    }

    public static Found of(List<Passage> passages) {
        return new Found(List.of(), 0, null, passages, null);
    }
}
