package io.penstock.db.fleet;

import static io.penstock.db.database.Columns.time;

import io.penstock.catalog.kind.Lane;
import io.penstock.db.database.SqlArray;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.argument.Argument;

/** The workers that are alive, one row each. A worker's lease is all its claims' lease. */
public final class Workers {

    private static final String JOIN = """
            INSERT INTO worker (name, lanes, slots, other_slots, lease_until)
            VALUES (:name, :lanes, :slots,
                    (SELECT coalesce(jsonb_object_agg(lane, slots), '{}') FROM unnest(:others, :their_slots) AS other (lane, slots)),
                    now() + make_interval(secs => :lease))
            RETURNING id""";

    private static final String BEAT = """
            UPDATE worker SET lease_until = now() + make_interval(secs => :lease),
                              events_until = greatest(events_until, :events_until), events_missing = :events_missing,
                              busy = (SELECT coalesce(jsonb_object_agg(lane, attempts), '{}')
                                      FROM unnest(:busy, :attempts) AS under_way (lane, attempts))
            WHERE id = :id AND lapsed_at IS NULL AND lease_until > now()
            RETURNING now() AS at, events_until""";

    private static final String LEAVE = """
            UPDATE worker SET lapsed_at = now(), lease_until = now(), events_until = greatest(events_until, :events_until)
            WHERE id = :id AND lapsed_at IS NULL""";

    private static final String PRUNE = """
            DELETE FROM worker
            WHERE lapsed_at < now() - make_interval(secs => :age) AND events_until >= lapsed_at + make_interval(secs => :late)""";

    /** For so long a lapsed worker is known, so that its jobs can be rescued. */
    public static final Duration REMEMBERED = Duration.ofDays(1);

    /**
     * A worker that lapsed may go on for a while and end jobs that nobody has rescued yet. Rescue leaves it none within seconds, and
     * for so long its end is looked for events that are missing.
     */
    public static final Duration LATE_ENDINGS = Duration.ofMinutes(10);

    private final Jdbi jdbi;

    public Workers(Jdbi jdbi) {
        this.jdbi = jdbi;
    }

    /** Returns the id under which the worker claims. */
    public int join(String name, Collection<Lane> lanes, LaneSlots slots, Duration lease) {
        return jdbi.withHandle(handle -> handle.createQuery(JOIN)
                .bind("name", name)
                .bindArray(
                        "lanes", String.class, lanes.stream().map(Lane::label).toList())
                .bind("slots", slots.usual())
                .bind("others", labels(slots.others()))
                .bind("their_slots", numbers(slots.others()))
                .bind("lease", lease.toMillis() / 1000.0)
                .mapTo(Integer.class)
                .one());
    }

    /**
     * What a worker says of the final events of the jobs it ended.
     *
     * @param until those of jobs that it ended before this time have arrived
     * @param missing some of the later ones may have been lost, and are to be found again from the rows
     */
    public record Events(Instant until, boolean missing) {
        public static final Events NONE = new Events(Instant.EPOCH, false);
    }

    /**
     * A sign of life that was taken.
     *
     * @param at when, by the database's clock
     * @param eventsUntil up to when the final events have arrived, whoever sent them
     */
    public record Beat(Instant at, Instant eventsUntil) {}

    /**
     * Extends the lease. Nothing when it had lapsed: the worker's jobs are others' now, and it must join anew.
     *
     * @param busy how many attempts it has under way on its lanes
     */
    public Optional<Beat> beat(int id, Duration lease, Events events, Map<Lane, Integer> busy) {
        return jdbi.withHandle(handle -> handle.createQuery(BEAT)
                .bind("id", id)
                .bind("lease", lease.toMillis() / 1000.0)
                .bind("events_until", events.until.atOffset(ZoneOffset.UTC))
                .bind("events_missing", events.missing)
                .bind("busy", labels(busy))
                .bind("attempts", numbers(busy))
                .map((row, context) -> new Beat(time(row, "at"), time(row, "events_until")))
                .findOne());
    }

    private static Argument labels(Map<Lane, Integer> numbers) {
        return SqlArray.texts(numbers.keySet(), Lane::label);
    }

    private static Argument numbers(Map<Lane, Integer> numbers) {
        return SqlArray.ints(numbers.values(), Function.identity());
    }

    /** The worker has nothing left to do and goes. */
    public void leave(int id, Events events) {
        jdbi.useHandle(handle -> handle.createUpdate(LEAVE)
                .bind("id", id)
                .bind("events_until", events.until.atOffset(ZoneOffset.UTC))
                .execute());
    }

    /** Forgets those that lapsed long ago and whose events are all out. */
    public int prune() {
        return jdbi.withHandle(handle -> handle.createUpdate(PRUNE)
                .bind("age", (double) REMEMBERED.toSeconds())
                .bind("late", (double) LATE_ENDINGS.toSeconds())
                .execute());
    }
}
