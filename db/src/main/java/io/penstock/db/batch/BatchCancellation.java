package io.penstock.db.batch;

/** What came of the wish to cancel a batch. */
public sealed interface BatchCancellation {

    /** Nothing is added to it any more, and its jobs end soon. */
    record Requested() implements BatchCancellation {}

    record AlreadyFinished() implements BatchCancellation {}

    record NotFound() implements BatchCancellation {}
}
