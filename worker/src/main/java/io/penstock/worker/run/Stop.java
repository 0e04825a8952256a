package io.penstock.worker.run;

/** Why an attempt is asked to stop. */
public enum Stop {
    /** The attempt's time is over. */
    TIMEOUT,
    /** The job's time is over. */
    DEADLINE,
    /** Somebody cancelled the job. */
    CANCEL,
    /** The job is no longer this worker's, or the worker stops. What it comes to does not count. */
    LEASE_LOST
}
