package io.penstock.db.explain;

import io.penstock.catalog.kind.Lane;
import io.penstock.db.job.JobId;
import io.penstock.db.limit.Limit;
import io.penstock.db.pause.Pause;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Everything that a job waits for.
 *
 * @param ahead how many jobs have their turn at the same gate before it; the count stops at the most
 * @param eligibleAt not before then, as far as that can be known
 * @param startsIn about so long, if it goes on as in the last minute; by its limits, if nothing went through
 */
public record Explanation(
        List<Reason> reasons,
        int ahead,
        @Nullable Instant eligibleAt,
        @Nullable Duration startsIn) {

    /** Whether it waits for nothing but known times. */
    public boolean isOnlyTime() {
        return !reasons.isEmpty()
                && reasons.stream().allMatch(reason -> reason.until().isPresent());
    }

    /** Counting on would cost the more the less it matters. */
    public static final int MOST_AHEAD = 10_000;

    static final Explanation NONE = new Explanation(List.of(), 0, null, null);

    /** One thing that a job waits for. Where there are several, it waits for all of them. */
    public sealed interface Reason {

        private static Optional<Instant> unlessForGood(Instant until) {
            return until.isBefore(Limit.FOR_GOOD) ? Optional.of(until) : Optional.empty();
        }

        /** When it ends, if somebody knows. */
        default Optional<Instant> until() {
            return Optional.empty();
        }

        /** Nobody can say when it ends, as it does not end by itself. */
        default boolean isUntilSomebodyActs() {
            return (this instanceof Paused || this instanceof Closed || this instanceof NoWorker) && until().isEmpty();
        }

        /** There was no news yet of what it waits for outside; it looks itself at that time. */
        record News(Instant at) implements Reason {
            @Override
            public Optional<Instant> until() {
                return Optional.of(at);
            }
        }

        /** Its time, or that of its next attempt, has not come. */
        record Due(boolean isRetry, Instant at) implements Reason {
            @Override
            public Optional<Instant> until() {
                return Optional.of(at);
            }
        }

        /** Somebody holds jobs such as this one back. */
        record Paused(Pause pause) implements Reason {
            @Override
            public Optional<Instant> until() {
                return unlessForGood(pause.until());
            }
        }

        /** A limit lets nothing through. */
        record Closed(Limit limit, Limit.Closed closed) implements Reason {
            @Override
            public Optional<Instant> until() {
                return unlessForGood(closed.until());
            }
        }

        /** A limit has not enough left of its period, or never has enough. */
        record UsedUp(Limit limit, long needed, long left, Instant at) implements Reason {
            @Override
            public Optional<Instant> until() {
                return unlessForGood(at);
            }
        }

        /**
         * As many jobs are on their way as a limit lets run at a time.
         *
         * @param by some of them that are the tenant's own
         */
        record Held(Limit limit, long held, List<JobId> by) implements Reason {}

        /** Others of its concurrency key come first. */
        record OthersOfKey(String key, int max, List<JobId> by) implements Reason {}

        /** Others at its gate come first. */
        record Turn(int ahead) implements Reason {}

        /** No worker serves the lane. */
        record NoWorker(Lane lane) implements Reason {}

        /** It is on its lane, and the next worker that has room takes it. */
        record OnItsLane(Lane lane) implements Reason {}

        /** The workers of the lane have no free slot. */
        record Busy(Lane lane, int workers, int slots) implements Reason {}
    }
}
