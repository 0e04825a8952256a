package io.penstock.db.fleet;

import io.penstock.catalog.kind.Lane;
import java.time.Duration;

/**
 * What a lane has to carry, and who there is to carry it.
 *
 * @param depth the jobs that could run: behind the lane's gates or on the lane, and claimed by nobody; the count stops at the most
 * @param oldest how long the one among them has waited that waits the longest
 * @param workers those that are alive and serve the lane
 * @param slots how many attempts these run at a time
 * @param busy how many they had under way at their last sign of life
 */
public record LaneLoad(Lane lane, int depth, Duration oldest, int workers, int slots, int busy) {

    /** Counting on would cost the more the less it matters. */
    public static final int MOST = 10_000;

    /** The attempts there would be if there were slots for all of them. */
    public int demand() {
        return depth + busy;
    }

    /** There may be more than were counted. */
    public boolean isCapped() {
        return depth == MOST;
    }
}
