package io.penstock.db.schedule;

import io.penstock.db.database.SqlArray;
import java.util.Collection;
import java.util.HashSet;
import java.util.Set;
import java.util.UUID;
import org.jdbi.v3.core.Handle;

/** The firings of schedules that have jobs which have not ended, or that wait for those to end. */
final class OpenFirings {

    /** That the jobs of firing f have not ended. With EXISTS the planner may read all of live to look few up in it. */
    static final String UNFINISHED = """
            coalesce((SELECT true FROM live WHERE live.id = f.job), (SELECT true FROM live WHERE live.batch = f.batch LIMIT 1),
            (SELECT true FROM analysis WHERE analysis.id = f.analysis AND analysis.finished_at IS NULL), false)""";

    private static final String CLOSE = """
            UPDATE firing AS f SET open = false WHERE f.open AND f.schedule = ANY (:schedules::uuid[]) AND NOT %s""".formatted(UNFINISHED);

    private static final String LOOK = """
            SELECT schedule, false AS waiting FROM firing WHERE open AND schedule = ANY (:schedules::uuid[])
            UNION ALL SELECT schedule, true FROM firing WHERE state = 'waiting' AND schedule = ANY (:schedules::uuid[])""";

    private final Set<UUID> unfinished = new HashSet<>();
    private final Set<UUID> waiting = new HashSet<>();

    private OpenFirings() {}

    /** To be called with the schedules locked, so that no firing begins meanwhile. */
    static OpenFirings of(Handle handle, Collection<Schedule> schedules) {
        var found = new OpenFirings();
        var those = schedules.stream()
                .filter(schedule -> schedule.definition().overlap() != Overlap.ALLOW)
                .toList();
        if (!those.isEmpty()) {
            var ids = SqlArray.texts(those, schedule -> schedule.id().uuid());
            handle.createUpdate(CLOSE).bind("schedules", ids).execute();
            handle.createQuery(LOOK)
                    .bind("schedules", ids)
                    .map((row, context) -> found.note(row.getBoolean("waiting"), row.getObject("schedule", UUID.class)))
                    .list();
        }
        return found;
    }

    private boolean note(boolean waits, UUID schedule) {
        return (waits ? waiting : unfinished).add(schedule);
    }

    /** Whether it must not overlap with what is under way. */
    boolean hold(Schedule schedule) {
        return unfinished.contains(schedule.id().uuid());
    }

    boolean hasWaiting(Schedule schedule) {
        return waiting.contains(schedule.id().uuid());
    }

    void waits(Schedule schedule) {
        waiting.add(schedule.id().uuid());
    }

    void fires(Schedule schedule) {
        if (schedule.definition().overlap() != Overlap.ALLOW) {
            unfinished.add(schedule.id().uuid());
        }
    }
}
