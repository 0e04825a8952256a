package io.penstock.db.job;

import java.util.Locale;

/** What a failure says of the next attempt. */
public enum FailureClass {
    /** It may work another time. */
    RETRYABLE,
    /** It will never work. */
    PERMANENT,
    /** The attempt's time was over. */
    TIMEOUT,
    /** The job's time was over. */
    EXPIRED,
    /** Nobody can tell whether it worked. */
    UNKNOWN,
    /** The worker was lost, not the job at fault. */
    WORKER_LOST;

    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }

    static FailureClass of(String label) {
        return valueOf(label.toUpperCase(Locale.ROOT));
    }
}
