package io.penstock.db.control;

/** What came of the wish to cancel a job. */
public sealed interface Cancellation {

    /** It will not run. */
    record Cancelled() implements Cancellation {}

    /** It had ended before. */
    record AlreadyFinished() implements Cancellation {}

    /** An attempt is under way, and its worker is told to stop it. */
    record Requested() implements Cancellation {}

    record NotFound() implements Cancellation {}
}
