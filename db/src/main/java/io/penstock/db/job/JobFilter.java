package io.penstock.db.job;

import java.time.Instant;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Which jobs a list shows. Nothing set means all.
 *
 * @param tags those a job must have, all of them
 */
public record JobFilter(
        Set<State> states,
        @Nullable String kind,
        Map<String, String> tags,
        @Nullable Instant createdAfter,
        @Nullable Instant createdBefore) {

    public JobFilter {
        states = Set.copyOf(states);
        tags = Map.copyOf(tags);
    }

    public static JobFilter everything() {
        return new JobFilter(Set.of(), null, Map.of(), null, null);
    }
}
