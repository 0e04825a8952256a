package io.penstock.db.schedule;

import static io.penstock.db.schedule.FiringRows.COLUMNS;

import io.penstock.db.database.SqlArray;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jdbi.v3.core.Jdbi;
import org.jspecify.annotations.Nullable;

/** What became of the times of schedules: reading it, and forgetting it in the end. */
public final class Firings {

    private static final String PAGE = """
            SELECT %s FROM firing AS f WHERE f.schedule = :schedule AND f.id < :before AND (cardinality(:states) = 0 OR f.state = ANY (:states))
            ORDER BY f.id DESC LIMIT :size""".formatted(COLUMNS);

    private static final String LAST = """
            SELECT f.* FROM unnest(:schedules::uuid[]) AS i (id)
            CROSS JOIN LATERAL (SELECT %s FROM firing AS f WHERE f.schedule = i.id ORDER BY f.id DESC LIMIT 1) AS f""".formatted(COLUMNS);

    private static final String UNFINISHED = """
            SELECT %s FROM firing AS f WHERE f.schedule = :schedule AND f.open AND %s ORDER BY f.id LIMIT :most""".formatted(COLUMNS, OpenFirings.UNFINISHED);

    private static final String WAITING = """
            SELECT %s FROM firing AS f WHERE f.schedule = :schedule AND f.state = 'waiting'""".formatted(COLUMNS);

    /** One whose jobs have not ended is kept, as the next must not overlap with them. */
    private static final String PRUNE = """
            DELETE FROM firing WHERE ctid = ANY (ARRAY(
                SELECT ctid FROM firing AS f WHERE f.state <> 'waiting' AND f.noted_at < now() - make_interval(days => :days)
                  AND NOT (f.open AND %s) ORDER BY f.noted_at LIMIT :most))""".formatted(OpenFirings.UNFINISHED);

    private final Jdbi jdbi;

    public Firings(Jdbi jdbi) {
        this.jdbi = jdbi;
    }

    /** The newest first, strictly older than the given one. */
    public List<Firing> page(ScheduleId schedule, Set<Firing.State> states, @Nullable UUID olderThan, int size) {
        return jdbi.withHandle(handle -> handle.createQuery(PAGE)
                .bind("schedule", schedule.uuid())
                .bind("before", olderThan == null ? new UUID(-1, -1) : olderThan)
                .bindArray(
                        "states",
                        String.class,
                        states.stream().map(Firing.State::label).toList())
                .bind("size", size)
                .map((row, context) -> FiringRows.firing(row))
                .list());
    }

    /** The newest of each that has any. */
    public Map<ScheduleId, Firing> last(Collection<ScheduleId> schedules) {
        return jdbi.withHandle(handle -> handle
                .createQuery(LAST)
                .bind("schedules", SqlArray.texts(schedules, ScheduleId::uuid))
                .map((row, context) -> FiringRows.firing(row))
                .stream()
                .collect(Collectors.toMap(Firing::schedule, Function.identity())));
    }

    /** Those whose jobs have not ended, of a schedule whose firings must not overlap. */
    public List<Firing> unfinished(ScheduleId schedule, int most) {
        return jdbi.withHandle(handle -> handle.createQuery(UNFINISHED)
                .bind("schedule", schedule.uuid())
                .bind("most", most)
                .map((row, context) -> FiringRows.firing(row))
                .list());
    }

    public Optional<Firing> waiting(ScheduleId schedule) {
        return jdbi.withHandle(handle -> handle.createQuery(WAITING)
                .bind("schedule", schedule.uuid())
                .map((row, context) -> FiringRows.firing(row))
                .findOne());
    }

    /** Drops those that are older; returns how many. */
    public int prune(int days, int most) {
        return jdbi.withHandle(handle ->
                handle.createUpdate(PRUNE).bind("days", days).bind("most", most).execute());
    }
}
