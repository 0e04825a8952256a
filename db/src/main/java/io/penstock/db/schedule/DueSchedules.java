package io.penstock.db.schedule;

import static io.penstock.db.schedule.ScheduleRows.COLUMNS;

import io.penstock.db.schedule.ScheduleRows.Place;
import io.penstock.db.submission.Submissions;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * fire: what the plans of schedules have come to. The firing, its jobs and the move of the plan are one transaction under the schedule's
 * lock, so any number of schedulers may look, and each time of a plan is decided once.
 */
public final class DueSchedules {

    private static final Logger LOG = LoggerFactory.getLogger(DueSchedules.class);

    private static final String DUE = "s.paused_at IS NULL AND s.due_at <= now()";

    /** What another scheduler has is left to it. */
    private static final String TAKE = """
            SELECT %s FROM schedule AS s WHERE %s ORDER BY s.due_at LIMIT :most FOR NO KEY UPDATE SKIP LOCKED""".formatted(COLUMNS, DUE);

    private static final String LOOK =
            "SELECT s.id FROM schedule AS s WHERE %s ORDER BY s.due_at LIMIT :most".formatted(DUE);

    private static final String TAKE_ONE = """
            SELECT %s FROM schedule AS s WHERE s.id = :id AND %s FOR NO KEY UPDATE SKIP LOCKED""".formatted(COLUMNS, DUE);

    /** The plan stays where it is. */
    private static final String POSTPONE = """
            UPDATE schedule AS s SET due_at = now() + make_interval(secs => :seconds), trouble = 'internal_error' WHERE s.id = :id AND %s""".formatted(DUE);

    private static final String OLDEST = """
            SELECT extract(epoch FROM now() - s.due_at) FROM schedule AS s WHERE %s ORDER BY s.due_at LIMIT 1""".formatted(DUE);

    /** After what was no fault of the target's. */
    private static final Duration RETRY = Duration.ofSeconds(10);

    private final Jdbi jdbi;
    private final Targets targets;
    private final Launch launch;

    public DueSchedules(Jdbi jdbi, Targets targets, Submissions submissions) {
        this.jdbi = jdbi;
        this.targets = targets;
        this.launch = new Launch(submissions);
    }

    /** Decides what is due of so many schedules. One that cannot be fired does not keep the others from it. */
    public Round fire(int most) {
        try {
            return jdbi.inTransaction(handle -> fire(handle, take(handle, most)));
        } catch (RuntimeException e) {
            LOG.warn("Due schedules are fired one by one: {}", e.getClass().getName());
            return fireOneByOne(most);
        }
    }

    private Round fireOneByOne(int most) {
        var due = jdbi.withHandle(handle ->
                handle.createQuery(LOOK).bind("most", most).mapTo(UUID.class).list());
        return due.stream().map(this::fireOne).reduce(Round.NOTHING, Round::and);
    }

    private Round fireOne(UUID id) {
        try {
            return jdbi.inTransaction(handle -> fire(
                    handle,
                    handle.createQuery(TAKE_ONE)
                            .bind("id", id)
                            .map((row, context) -> ScheduleRows.schedule(row))
                            .list()));
        } catch (RuntimeException e) {
            jdbi.useHandle(handle -> handle.createUpdate(POSTPONE)
                    .bind("id", id)
                    .bind("seconds", (double) RETRY.toSeconds())
                    .execute());
            LOG.warn(
                    "{} could not be fired and is tried again after {}: {}",
                    new ScheduleId(id),
                    RETRY,
                    e.getClass().getName());
            return Round.POSTPONED;
        }
    }

    /** How late the one is that has been due for longest. */
    public Duration behind() {
        return jdbi.withHandle(handle -> handle.createQuery(OLDEST)
                .mapTo(Double.class)
                .findOne()
                .map(seconds -> Duration.ofMillis((long) (seconds * 1000)))
                .orElse(Duration.ZERO));
    }

    private static List<Schedule> take(Handle handle, int most) {
        return handle.createQuery(TAKE)
                .bind("most", most)
                .map((row, context) -> ScheduleRows.schedule(row))
                .list();
    }

    private Round fire(Handle handle, List<Schedule> due) {
        if (due.isEmpty()) {
            return Round.NOTHING;
        }
        var now = ScheduleRows.now(handle);
        var open = OpenFirings.of(handle, due);
        var firings = new ArrayList<NewFiring>();
        var places = new ArrayList<Place>();
        for (var schedule : due) {
            places.add(decide(schedule, now, open, firings));
        }
        ScheduleRows.move(handle, places);
        return launch.begin(handle, firings, now).looking(due.size());
    }

    private Place decide(Schedule schedule, Instant now, OpenFirings open, List<NewFiring> firings) {
        var definition = schedule.definition();
        var plan = schedule.plan();
        var next = Objects.requireNonNull(schedule.nextAt());
        var due = plan.due(next, now, definition.catchUp(), definition.maxCatchUp());
        if (due.missed() != null) {
            firings.add(NewFiring.missed(schedule, due.missed()));
        }
        due.fire().forEach(time -> firings.add(decide(schedule, time, open)));
        return Place.of(plan, decidedUntil(schedule, due), due.next().orElse(null));
    }

    private NewFiring decide(Schedule schedule, Instant time, OpenFirings open) {
        if (open.hold(schedule)) {
            boolean waits = schedule.definition().overlap() == Overlap.QUEUE && !open.hasWaiting(schedule);
            if (waits) {
                open.waits(schedule);
            }
            return waits ? NewFiring.waiting(schedule, time) : NewFiring.overlapping(schedule, time);
        }
        var firing = NewFiring.of(
                schedule,
                time,
                targets.read(schedule.tenant(), schedule.definition().target()));
        if (firing.state() == Firing.State.FIRED) {
            open.fires(schedule);
        }
        return firing;
    }

    /** What was postponed may come to nothing, when the clock has gone back meanwhile. */
    private static Instant decidedUntil(Schedule schedule, Plan.Due due) {
        var fired = due.fire().isEmpty()
                ? Optional.<Instant>empty()
                : Optional.of(due.fire().getLast());
        return fired.or(() -> Optional.ofNullable(due.missed()).map(Plan.Missed::last))
                .orElse(schedule.decidedAt());
    }
}
