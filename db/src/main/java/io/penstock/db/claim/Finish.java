package io.penstock.db.claim;

import io.penstock.db.job.State;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** What became of an outcome that a worker reported. */
public sealed interface Finish {

    /**
     * @param at the time of the transaction that wrote it, which is committed
     * @param state where the job is now, which an effect without a receipt may have made another than was reported
     */
    record Recorded(Instant at, State state, @Nullable String errorCode) implements Finish {}

    /** The job is no longer this attempt's: somebody else has it, or it has ended. The outcome is dropped. */
    record LeaseLost() implements Finish {}
}
