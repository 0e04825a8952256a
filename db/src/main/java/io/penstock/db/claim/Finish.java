package io.penstock.db.claim;

import java.time.Instant;

/** What became of an outcome that a worker reported. */
public sealed interface Finish {

    /** @param at the time of the transaction that wrote it, which is committed */
    record Recorded(Instant at) implements Finish {}

    /** The job is no longer this attempt's: somebody else has it, or it has ended. The outcome is dropped. */
    record LeaseLost() implements Finish {}
}
