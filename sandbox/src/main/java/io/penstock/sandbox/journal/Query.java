package io.penstock.sandbox.journal;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Which entries somebody wants; what is null fits all.
 *
 * @param since those that arrived then or later
 * @param after those with a higher number
 */
public record Query(
        @Nullable String provider,
        @Nullable String model,
        @Nullable Instant since,
        long after,
        int limit) {

    public static final Query ALL = new Query(null, null, null, 0, Integer.MAX_VALUE);

    boolean finds(Entry entry) {
        return entry.number() > after
                && (provider == null || provider.equals(entry.provider()))
                && (model == null || model.equals(entry.model()))
                && (since == null || !entry.arrivedAt().isBefore(since));
    }
}
