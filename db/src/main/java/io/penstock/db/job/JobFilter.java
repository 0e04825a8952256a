package io.penstock.db.job;

import java.time.Instant;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Which jobs a list shows. Nothing set means all. */
public record JobFilter(
        Set<State> states,
        @Nullable String kind,
        @Nullable Instant createdAfter,
        @Nullable Instant createdBefore) {

    public JobFilter {
        states = Set.copyOf(states);
    }

    public static JobFilter everything() {
        return new JobFilter(Set.of(), null, null, null);
    }
}
