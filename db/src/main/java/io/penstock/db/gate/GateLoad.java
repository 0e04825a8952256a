package io.penstock.db.gate;

import java.time.Duration;

/**
 * What waits at a gate.
 *
 * @param waiting those whose turn comes; the count stops at the most
 * @param forOthers those that wait for others of their key; the count stops at the most
 * @param oldest how long the first of them has waited
 */
public record GateLoad(Gate gate, int waiting, int forOthers, Duration oldest, Flow flow) {

    /** Counting on would cost the more the less it matters. */
    public static final int MOST = 10_000;
}
