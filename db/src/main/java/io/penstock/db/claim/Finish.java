package io.penstock.db.claim;

/** What became of an outcome that a worker reported. */
public sealed interface Finish {

    /** It is committed. */
    record Recorded() implements Finish {}

    /** The job is no longer this attempt's: somebody else has it, or it has ended. The outcome is dropped. */
    record LeaseLost() implements Finish {}
}
