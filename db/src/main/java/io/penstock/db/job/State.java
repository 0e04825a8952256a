package io.penstock.db.job;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** What a client sees of where its job stands. */
public enum State {
    SCHEDULED,
    QUEUED,
    RUNNING,
    RETRYING,
    SUCCEEDED,
    FAILED,
    CANCELLED,
    /** Its deadline passed first. */
    EXPIRED,
    /** It may have had its effect or not; a person has to find out. */
    OUTCOME_UNKNOWN;

    private final String label = name().toLowerCase(Locale.ROOT);

    public boolean isFinal() {
        return switch (this) {
            case SCHEDULED, QUEUED, RUNNING, RETRYING -> false;
            case SUCCEEDED, FAILED, CANCELLED, EXPIRED, OUTCOME_UNKNOWN -> true;
        };
    }

    public String label() {
        return label;
    }

    public static Optional<State> parse(String label) {
        return Arrays.stream(values())
                .filter(state -> state.label.equals(label))
                .findFirst();
    }

    /** A dispatched job is on its way to a worker; to a client it still waits. */
    static State ofRow(String column) {
        return column.equals("dispatched") ? QUEUED : parse(column).orElseThrow();
    }
}
