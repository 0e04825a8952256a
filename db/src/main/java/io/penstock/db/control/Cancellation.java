package io.penstock.db.control;

/** What came of the wish to cancel a job. */
public sealed interface Cancellation {

    /** It will not run. */
    record Cancelled() implements Cancellation {}

    /** It had ended before. */
    record AlreadyFinished() implements Cancellation {}

    /** An attempt is under way. */
    record Running() implements Cancellation {}

    record NotFound() implements Cancellation {}
}
