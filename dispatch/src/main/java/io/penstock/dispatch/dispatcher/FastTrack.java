package io.penstock.dispatch.dispatcher;

import io.penstock.db.job.JobId;
import io.penstock.db.job.Moved;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.UnaryOperator;

/**
 * The few jobs that a dispatcher has sent to the fast track of a lane and that no worker has claimed yet. Kafka may take seconds to count its
 * records, and nothing may wait here for so long. Postgres knows at once which of so few are still there.
 */
final class FastTrack {

    private static final int MOST = 16;

    private final UnaryOperator<Set<JobId>> unclaimed;
    private final Set<JobId> sent = new HashSet<>();

    /** @param unclaimed those of some jobs that no worker has claimed yet */
    FastTrack(UnaryOperator<Set<JobId>> unclaimed) {
        this.unclaimed = unclaimed;
    }

    void dispatched(List<Moved> jobs) {
        jobs.forEach(job -> sent.add(job.id()));
    }

    /** How many more it takes. */
    int room() {
        if (sent.size() * 2 > MOST) {
            sent.retainAll(unclaimed.apply(sent));
        }
        return Math.max(0, MOST - sent.size());
    }
}
