package io.penstock.api.schedule;

import io.penstock.db.schedule.Plan;
import io.penstock.db.schedule.Schedule;
import io.penstock.db.schedule.Timing;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The next times at which a schedule will fire. */
record PreviewView(List<Time> times) {

    static final int TIMES = 10;

    /**
     * @param local the same as the clocks of its zone show it
     * @param dueAt when it is fired: its jitter later; not known of what is not stored
     */
    record Time(Instant at, String local, @Nullable Instant dueAt) {}

    static PreviewView of(Schedule schedule, Instant now) {
        var plan = schedule.plan();
        var zone =
                schedule.definition().timing() instanceof Timing.Cron cron ? cron.zone() : ZoneId.from(ZoneOffset.UTC);
        return new PreviewView(schedule.preview(now, TIMES).stream()
                .map(time -> new Time(time, local(time, zone), plan.due(time)))
                .toList());
    }

    static PreviewView of(TimesRequest request, Instant now) {
        Plan plan = request.plan(now);
        boolean exact = request.jitter() == null || request.jitter().isZero();
        return new PreviewView(plan.preview(now, TIMES).stream()
                .map(time -> new Time(time, local(time, request.zone()), exact ? time : null))
                .toList());
    }

    private static String local(Instant time, ZoneId zone) {
        return OffsetDateTime.ofInstant(time, zone).toString();
    }
}
