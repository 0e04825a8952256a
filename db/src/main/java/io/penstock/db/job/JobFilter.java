package io.penstock.db.job;

import java.time.Instant;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Which jobs a list shows. Nothing set means all.
 *
 * @param tags those a job must have, all of them
 * @param errorGroup of the failure that the job ended with
 */
public record JobFilter(
        Set<State> states,
        @Nullable String kind,
        Map<String, String> tags,
        @Nullable Instant createdAfter,
        @Nullable Instant createdBefore,
        @Nullable ErrorGroupId errorGroup) {

    public JobFilter {
        states = Set.copyOf(states);
        tags = Map.copyOf(tags);
    }

    public JobFilter(
            Set<State> states,
            @Nullable String kind,
            Map<String, String> tags,
            @Nullable Instant createdAfter,
            @Nullable Instant createdBefore) {
        this(states, kind, tags, createdAfter, createdBefore, null);
    }

    public static JobFilter everything() {
        return new JobFilter(Set.of(), null, Map.of(), null, null);
    }
}
