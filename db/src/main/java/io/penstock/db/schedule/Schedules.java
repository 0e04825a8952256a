package io.penstock.db.schedule;

import static io.penstock.db.database.Columns.utc;
import static io.penstock.db.schedule.ScheduleRows.COLUMNS;

import io.penstock.db.schedule.ScheduleRows.Place;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.BiFunction;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jspecify.annotations.Nullable;

/** The schedules there are, and changing them. Whoever changes one has its row locked, as whoever fires it has. */
public final class Schedules {

    private static final String CREATE = """
            INSERT INTO schedule AS s (id, tenant, name, description, cron, timezone, every, anchor, jitter, starts_at, ends_at, catch_up,
                                       max_catch_up, overlap, target, decided_at, next_at, due_at, created_at, changed_at)
            VALUES (:id, :tenant, :name, :description, :cron, :timezone, :every, :anchor, :jitter, :starts_at, :ends_at, :catch_up,
                    :max_catch_up, :overlap, :target, :decided_at, :next_at, :due_at, now(), now())
            ON CONFLICT (tenant, name) DO NOTHING
            RETURNING %s""".formatted(COLUMNS);

    private static final String CHANGE = """
            UPDATE schedule AS s SET description = :description, cron = :cron, timezone = :timezone, every = :every, anchor = :anchor,
                jitter = :jitter, starts_at = :starts_at, ends_at = :ends_at, catch_up = :catch_up, max_catch_up = :max_catch_up,
                overlap = :overlap, target = :target, decided_at = :decided_at, next_at = :next_at, due_at = :due_at, trouble = NULL,
                version = version + 1, changed_at = now()
            WHERE id = :id RETURNING %s""".formatted(COLUMNS);

    private static final String PAUSE = """
            UPDATE schedule AS s SET paused_at = now(), version = version + 1, changed_at = now() WHERE id = :id RETURNING %s""".formatted(COLUMNS);

    private static final String RESUME = """
            UPDATE schedule AS s SET paused_at = NULL, decided_at = :decided_at, next_at = :next_at, due_at = :due_at,
                version = version + 1, changed_at = now()
            WHERE id = :id RETURNING %s""".formatted(COLUMNS);

    private static final String ONE =
            "SELECT %s FROM schedule AS s WHERE tenant = :tenant AND name = :name".formatted(COLUMNS);

    private static final String PAGE = """
            SELECT %s FROM schedule AS s WHERE tenant = :tenant AND name > coalesce(:after::text, '') ORDER BY name LIMIT :size""".formatted(COLUMNS);

    /** What became of its firings is kept as long as that of others. */
    private static final String DELETE = """
            WITH gone AS (DELETE FROM schedule WHERE tenant = :tenant AND name = :name RETURNING id),
            unfired AS (DELETE FROM firing USING gone WHERE firing.schedule = gone.id AND firing.state = 'waiting')
            SELECT count(*) FROM gone""";

    private final Jdbi jdbi;

    public Schedules(Jdbi jdbi) {
        this.jdbi = jdbi;
    }

    /** Nothing when the name is taken. */
    public Optional<Schedule> create(int tenant, String name, Definition definition) {
        return jdbi.inTransaction(handle -> {
            var now = ScheduleRows.now(handle);
            var plan = definition.plan(ScheduleId.next());
            var place = Place.of(plan, now, plan.after(now).orElse(null));
            return ScheduleRows.bind(handle.createQuery(CREATE), definition)
                    .bind("tenant", tenant)
                    .bind("name", name)
                    .bind("id", plan.id().uuid())
                    .bind("decided_at", utc(place.decidedAt()))
                    .bind("next_at", utc(place.nextAt()))
                    .bind("due_at", utc(place.dueAt()))
                    .map((row, context) -> ScheduleRows.schedule(row))
                    .findOne();
        });
    }

    public Optional<Schedule> find(int tenant, String name) {
        return jdbi.withHandle(handle -> find(handle, ONE, tenant, name));
    }

    /** Waits for whoever fires or changes it at this moment. */
    static Optional<Schedule> lock(Handle handle, int tenant, String name) {
        return find(handle, ONE + " FOR NO KEY UPDATE", tenant, name);
    }

    private static Optional<Schedule> find(Handle handle, String sql, int tenant, String name) {
        return handle.createQuery(sql)
                .bind("tenant", tenant)
                .bind("name", name)
                .map((row, context) -> ScheduleRows.schedule(row))
                .findOne();
    }

    /** In the order of their names, strictly after the given one. */
    public List<Schedule> page(int tenant, @Nullable String after, int size) {
        return jdbi.withHandle(handle -> handle.createQuery(PAGE)
                .bind("tenant", tenant)
                .bind("after", after)
                .bind("size", size)
                .map((row, context) -> ScheduleRows.schedule(row))
                .list());
    }

    /**
     * Defines it anew. As long as its times stay the same, it goes on where it is; with others it begins now.
     *
     * @param version the one that its client has seen; any if none is given
     */
    public Changed change(int tenant, String name, @Nullable Integer version, Definition definition) {
        return locked(tenant, name, (handle, schedule) -> {
            if (version != null && version != schedule.version()) {
                return new Changed.Outdated(schedule.version());
            }
            var kept = definition.in(schedule.definition());
            var place = schedule.definition().hasTimesOf(kept) ? place(schedule) : fromNow(handle, schedule, kept);
            return new Changed.Done(ScheduleRows.bind(handle.createQuery(CHANGE), kept)
                    .bind("id", schedule.id().uuid())
                    .bind("decided_at", utc(place.decidedAt()))
                    .bind("next_at", utc(place.nextAt()))
                    .bind("due_at", utc(place.dueAt()))
                    .map((row, context) -> ScheduleRows.schedule(row))
                    .one());
        });
    }

    private static Place place(Schedule schedule) {
        return new Place(schedule.id(), schedule.decidedAt(), schedule.nextAt(), schedule.dueAt());
    }

    /** What was decided stays so, should the clock have gone back meanwhile. */
    private static Place fromNow(Handle handle, Schedule schedule, Definition definition) {
        var now = later(ScheduleRows.now(handle), schedule.decidedAt());
        var plan = definition.plan(schedule.id());
        return Place.of(plan, now, plan.after(now).orElse(null));
    }

    private static Instant later(Instant a, Instant b) {
        return a.isAfter(b) ? a : b;
    }

    /** Nothing fires until it is resumed. To pause it twice is to pause it. */
    public Changed pause(int tenant, String name) {
        return locked(
                tenant,
                name,
                (handle, schedule) -> new Changed.Done(
                        schedule.pausedAt() != null
                                ? schedule
                                : handle.createQuery(PAUSE)
                                        .bind("id", schedule.id().uuid())
                                        .map((row, context) -> ScheduleRows.schedule(row))
                                        .one()));
    }

    /** It goes on; what came meanwhile was missed. */
    public Changed resume(int tenant, String name) {
        return locked(
                tenant,
                name,
                (handle, schedule) ->
                        new Changed.Done(schedule.pausedAt() == null ? schedule : resume(handle, schedule)));
    }

    private static Schedule resume(Handle handle, Schedule schedule) {
        var place = schedule.definition().catchUp() == CatchUp.NONE && schedule.nextAt() != null
                ? skipped(handle, schedule, schedule.nextAt())
                : place(schedule);
        return handle.createQuery(RESUME)
                .bind("id", schedule.id().uuid())
                .bind("decided_at", utc(place.decidedAt()))
                .bind("next_at", utc(place.nextAt()))
                .bind("due_at", utc(place.dueAt()))
                .map((row, context) -> ScheduleRows.schedule(row))
                .one();
    }

    /** Even what has come just now came during the pause. */
    private static Place skipped(Handle handle, Schedule schedule, Instant next) {
        var now = ScheduleRows.now(handle);
        var due = schedule.plan().skip(next, now);
        var missed = due.missed();
        if (missed == null) {
            return place(schedule);
        }
        FiringRows.write(handle, List.of(NewFiring.missed(schedule, missed)), now);
        return Place.of(schedule.plan(), missed.last(), due.next().orElse(null));
    }

    private Changed locked(int tenant, String name, BiFunction<Handle, Schedule, Changed> change) {
        return jdbi.inTransaction(handle -> lock(handle, tenant, name)
                .map(schedule -> change.apply(handle, schedule))
                .orElseGet(Changed.NotFound::new));
    }

    /** False when there is none. */
    public boolean delete(int tenant, String name) {
        return jdbi.withHandle(handle -> Objects.requireNonNull(handle.createQuery(DELETE)
                        .bind("tenant", tenant)
                        .bind("name", name)
                        .mapTo(Integer.class)
                        .one())
                > 0);
    }
}
