package io.penstock.db.batch;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** What became of an item: where its own job stands, or why it has none. */
public enum ItemState {
    SCHEDULED,
    QUEUED,
    RUNNING,
    RETRYING,
    SUCCEEDED,
    FAILED,
    CANCELLED,
    EXPIRED,
    OUTCOME_UNKNOWN,
    /** It was refused. */
    INVALID,
    /** Another job has its unique key and stands in for it. */
    DEDUPLICATED;

    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }

    public static Optional<ItemState> parse(String label) {
        return Arrays.stream(values())
                .filter(state -> state.label().equals(label))
                .findFirst();
    }
}
