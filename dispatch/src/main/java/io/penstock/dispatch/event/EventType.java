package io.penstock.dispatch.event;

import io.penstock.db.job.State;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/**
 * What happened. The types of one phase exclude each other within an attempt, but for those that may come again, so attempt and phase, and
 * of these the time, tell a job's events apart and in order.
 */
public enum EventType {
    SUBMITTED(1),
    STARTED(2),
    /** There is progress or streamed text to be read. */
    PROGRESS(2),
    RETRYING(3),
    SNOOZED(3),
    RELEASED(3),
    RESCUED(3),
    /** A time that its client chose, or the end of a delay. */
    DUE(4),
    /** It had ended, and runs once more. */
    REPLAYED(4),
    /** An operator gave it another time. */
    MOVED(4),
    /** It is on its lane. */
    DISPATCHED(5),
    /** Nobody took it from its lane, so it is behind its gate again. */
    RETURNED(5),
    SUCCEEDED(8),
    FAILED(8),
    CANCELLED(8),
    EXPIRED(8),
    OUTCOME_UNKNOWN(8),
    RESOLVED(9);

    private static final String PREFIX = "job.";

    private final int phase;
    private final String label = PREFIX + name().toLowerCase(Locale.ROOT);

    EventType(int phase) {
        this.phase = phase;
    }

    int phase() {
        return phase;
    }

    /** Within an attempt, so that its time belongs to its name. */
    boolean mayComeAgain() {
        return this == PROGRESS || this == DUE || this == MOVED || this == DISPATCHED || this == RETURNED;
    }

    /** Whether a client sees the job differently after it: behind its gate or on its lane, it is queued. */
    public boolean isSeen() {
        return this != DISPATCHED && this != RETURNED;
    }

    public String label() {
        return label;
    }

    /** After it, nothing happens to the job any more, unless somebody resolves it. */
    public boolean isFinal() {
        return phase >= 8;
    }

    public static Optional<EventType> parse(String label) {
        return Arrays.stream(values()).filter(type -> type.label.equals(label)).findFirst();
    }

    /** That a job ended so. */
    public static EventType of(State end) {
        return switch (end) {
            case SUCCEEDED -> SUCCEEDED;
            case FAILED -> FAILED;
            case CANCELLED -> CANCELLED;
            case EXPIRED -> EXPIRED;
            case OUTCOME_UNKNOWN -> OUTCOME_UNKNOWN;
            case SCHEDULED, QUEUED, RUNNING, RETRYING ->
                throw new IllegalArgumentException(end.label() + " is not an end");
        };
    }
}
