package io.penstock.db.effect;

import java.time.Duration;

/** What the ledger says to an attempt that is about to have an effect. */
public sealed interface Intent {

    /**
     * Nobody has begun it. The intent is on disk: go on.
     *
     * @param run of the job, which is part of what it is known by outside
     */
    record Fresh(int run) implements Intent {}

    /**
     * It was had.
     *
     * @param receipt as JSON
     */
    record Had(String receipt) implements Intent {}

    /**
     * An earlier attempt began it, so long ago, and nobody knows what came of it.
     *
     * @param run the one that this attempt was of
     */
    record Begun(int run, Duration age) implements Intent {}

    /** The job is no longer this attempt's. */
    record LeaseLost() implements Intent {}
}
