package io.penstock.db.schedule;

import static io.penstock.db.schedule.ScheduleRows.COLUMNS;

import io.penstock.db.submission.Submissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** fire: what waited for the jobs of an earlier firing to end. */
public final class WaitingFirings {

    private static final Logger LOG = LoggerFactory.getLogger(WaitingFirings.class);

    /** Where a firing's time is one that it is tried again at, it is later than its plan's. */
    private static final String READY = """
            FROM firing AS w JOIN schedule AS s ON s.id = w.schedule
            WHERE w.state = 'waiting' AND w.due_at <= now() AND s.paused_at IS NULL
              AND (s.overlap = 'allow' OR NOT EXISTS (SELECT FROM firing AS f WHERE f.schedule = s.id AND f.open AND %s))
            """.formatted(OpenFirings.UNFINISHED);

    private static final String LOOK = "SELECT w.id " + READY + " LIMIT :most";

    /** The schedule is locked, as by whoever fires it by its plan. */
    private static final String TAKE = "SELECT w.id AS firing, w.key, w.logical_at, w.due_at AS firing_due_at, "
            + COLUMNS + READY + " AND w.id = ANY (:ids) FOR NO KEY UPDATE OF s SKIP LOCKED";

    private static final String POSTPONE = """
            UPDATE firing SET due_at = now() + make_interval(secs => :seconds) WHERE id = :id AND state = 'waiting'""";

    private static final Duration RETRY = Duration.ofSeconds(10);

    private final Jdbi jdbi;
    private final Targets targets;
    private final Launch launch;

    public WaitingFirings(Jdbi jdbi, Targets targets, Submissions submissions) {
        this.jdbi = jdbi;
        this.targets = targets;
        this.launch = new Launch(submissions);
    }

    /** So many of those that need not wait any more. */
    public Round fire(int most) {
        var ready = jdbi.withHandle(handle ->
                handle.createQuery(LOOK).bind("most", most).mapTo(UUID.class).list());
        if (ready.isEmpty()) {
            return Round.NOTHING;
        }
        try {
            return jdbi.inTransaction(handle -> fire(handle, ready));
        } catch (RuntimeException e) {
            LOG.warn("Waiting firings are fired one by one: {}", e.getClass().getName());
            return ready.stream().map(this::fireOne).reduce(Round.NOTHING, Round::and);
        }
    }

    private Round fireOne(UUID id) {
        try {
            return jdbi.inTransaction(handle -> fire(handle, List.of(id)));
        } catch (RuntimeException e) {
            jdbi.useHandle(handle -> handle.createUpdate(POSTPONE)
                    .bind("id", id)
                    .bind("seconds", (double) RETRY.toSeconds())
                    .execute());
            LOG.warn(
                    "{} could not be fired and is tried again after {}: {}",
                    new FiringId(id),
                    RETRY,
                    e.getClass().getName());
            return Round.POSTPONED;
        }
    }

    private record Taken(NewFiring firing, Schedule schedule) {}

    private Round fire(Handle handle, List<UUID> ready) {
        var taken = handle.createQuery(TAKE)
                .bindArray("ids", UUID.class, ready)
                .map((row, context) -> {
                    var schedule = ScheduleRows.schedule(row);
                    return new Taken(NewFiring.waiting(schedule, row), schedule);
                })
                .list();
        var now = ScheduleRows.now(handle);
        // With the schedules locked, as one may have been fired at once since the look.
        var open = OpenFirings.of(handle, taken.stream().map(Taken::schedule).toList());
        var firings = new ArrayList<NewFiring>();
        for (var one : taken) {
            if (!open.hold(one.schedule)) {
                firings.add(one.firing.with(targets.read(
                        one.schedule.tenant(), one.schedule.definition().target())));
            }
        }
        return launch.goOn(handle, firings, now).looking(taken.size());
    }
}
