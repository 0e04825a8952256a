package io.penstock.db.fleet;

import io.penstock.catalog.kind.Lane;
import io.penstock.db.gate.Flow;
import java.time.Duration;

/**
 * What a lane has to carry, and who there is to carry it.
 *
 * @param depth the jobs that could run if there were slots: on the lane, or behind the gate that needs no limit, and claimed by nobody; the
 *     count stops at the most
 * @param limited the jobs that wait behind gates with limits; the count stops at the most
 * @param onLane those of the depth that are dispatched, and that nobody has claimed
 * @param oldest how long the one among all these has waited that waits the longest
 * @param flow of all its gates
 * @param workers those that are alive and serve the lane
 * @param slots how many attempts these run at a time
 * @param busy how many they had under way at their last sign of life
 */
public record LaneLoad(
        Lane lane, int depth, int limited, int onLane, Duration oldest, Flow flow, int workers, int slots, int busy) {

    /** Counting on would cost the more the less it matters. */
    public static final int MOST = 10_000;

    /** The attempts there would be if there were slots for all of them. */
    public int demand() {
        return depth + busy;
    }

    /** The depth may be more than was counted. */
    public boolean isCapped() {
        return depth >= MOST;
    }
}
