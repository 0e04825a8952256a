package io.penstock.db.gate;

import io.penstock.catalog.kind.Lane;
import java.util.List;

/**
 * The queue of the waiting jobs that go to one lane and need the same limits.
 *
 * @param limits their names, in order
 * @param keyed whether the jobs have concurrency keys
 */
public record Gate(int id, Lane lane, List<String> limits, boolean keyed) {

    public Gate {
        limits = List.copyOf(limits);
    }

    /** Whether a job may have to wait here though there is room on the lane. */
    boolean isLimited() {
        return keyed || !limits.isEmpty();
    }
}
