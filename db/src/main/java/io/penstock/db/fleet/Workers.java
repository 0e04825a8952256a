package io.penstock.db.fleet;

import static io.penstock.db.database.Columns.time;

import io.penstock.catalog.kind.Lane;
import io.penstock.db.database.SqlArray;
import io.penstock.db.fleet.Worker.Identity;
import io.penstock.db.fleet.Worker.State;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.argument.Argument;
import org.jspecify.annotations.Nullable;

/** The workers, one row each: those that are alive, and for a while those that were. A worker's lease is all its claims' lease. */
public final class Workers {

    private static final String JOIN = """
            INSERT INTO worker (name, host, version, lanes, slots, other_slots, last_heard_at, lease_until)
            VALUES (:name, :host, :version, :lanes, :slots,
                    (SELECT coalesce(jsonb_object_agg(lane, slots), '{}') FROM unnest(:others, :their_slots) AS other (lane, slots)),
                    now(), now() + make_interval(secs => :lease))
            RETURNING id""";

    private static final String BEAT = """
            UPDATE worker SET lease_until = now() + make_interval(secs => :lease), last_heard_at = now(),
                              events_until = greatest(events_until, :events_until), events_missing = :events_missing,
                              busy = (SELECT coalesce(jsonb_object_agg(lane, attempts), '{}')
                                      FROM unnest(:busy, :attempts) AS under_way (lane, attempts))
            WHERE id = :id AND lapsed_at IS NULL AND lease_until > now()
            RETURNING now() AS at, events_until""";

    private static final String DRAIN =
            "UPDATE worker SET draining_since = now() WHERE id = :id AND draining_since IS NULL AND lapsed_at IS NULL";

    private static final String LEAVE = """
            UPDATE worker SET lapsed_at = now(), lease_until = now(), last_heard_at = now(), busy = '{}',
                              events_until = greatest(events_until, :events_until)
            WHERE id = :id AND lapsed_at IS NULL""";

    private static final String PRUNE = """
            DELETE FROM worker
            WHERE lapsed_at < now() - make_interval(secs => :age) AND events_until >= lapsed_at + make_interval(secs => :late)""";

    /** Who leaves ends the lease itself, who is lost has outlived it. */
    private static final String SHOWN = """
            SELECT id, name, host, version, state, started_at, last_heard_at, lease_until, lanes,
                   CASE state WHEN 'running' THEN started_at WHEN 'draining' THEN draining_since ELSE lease_until END AS since,
                   ARRAY(SELECT coalesce((other_slots ->> lane)::int, slots) FROM unnest(lanes) AS lane) AS slots_of_lanes,
                   ARRAY(SELECT coalesce((busy ->> lane)::int, 0) FROM unnest(lanes) AS lane) AS busy_of_lanes
            FROM (
                SELECT *, CASE WHEN lapsed_at <= lease_until THEN 'stopped' WHEN lapsed_at IS NOT NULL OR lease_until <= now() THEN 'lost'
                               WHEN draining_since IS NOT NULL THEN 'draining' ELSE 'running' END AS state
                FROM worker) AS worker
            """;

    private static final String PAGE = SHOWN + """
            WHERE id < :before AND state = ANY (:states) AND (:lane::text IS NULL OR :lane = ANY (lanes)) ORDER BY id DESC LIMIT :size""";

    private static final String ONE = SHOWN + "WHERE id = :id";

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
    public int join(Identity identity, Collection<Lane> lanes, LaneSlots slots, Duration lease) {
        return jdbi.withHandle(handle -> handle.createQuery(JOIN)
                .bind("name", identity.name())
                .bind("host", identity.host())
                .bind("version", identity.version())
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

    /** The worker takes nothing more in. */
    public void drain(int id) {
        jdbi.useHandle(handle -> handle.createUpdate(DRAIN).bind("id", id).execute());
    }

    /** The worker has nothing left to do and goes. */
    public void leave(int id, Events events) {
        jdbi.useHandle(handle -> handle.createUpdate(LEAVE)
                .bind("id", id)
                .bind("events_until", events.until.atOffset(ZoneOffset.UTC))
                .execute());
    }

    /**
     * Those in one of these states, the newest first.
     *
     * @param lane only those that serve it
     * @param before only those that are older; the newest when null
     */
    public List<Worker> page(Set<State> states, @Nullable Lane lane, @Nullable Integer before, int size) {
        return jdbi.withHandle(handle -> handle.createQuery(PAGE)
                .bindArray(
                        "states",
                        String.class,
                        states.stream().map(State::label).toList())
                .bind("lane", lane == null ? null : lane.label())
                .bind("before", before == null ? (Integer) Integer.MAX_VALUE : before)
                .bind("size", size)
                .map((row, context) -> Worker.of(row))
                .list());
    }

    /** Also one that stopped, as long as it is remembered. */
    public Optional<Worker> find(int id) {
        return jdbi.withHandle(handle -> handle.createQuery(ONE)
                .bind("id", id)
                .map((row, context) -> Worker.of(row))
                .findOne());
    }

    /** Forgets those that lapsed long ago and whose events are all out. */
    public int prune() {
        return jdbi.withHandle(handle -> handle.createUpdate(PRUNE)
                .bind("age", (double) REMEMBERED.toSeconds())
                .bind("late", (double) LATE_ENDINGS.toSeconds())
                .execute());
    }
}
