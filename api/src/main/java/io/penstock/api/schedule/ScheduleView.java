package io.penstock.api.schedule;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.penstock.api.caller.Caller;
import io.penstock.catalog.json.Json;
import io.penstock.db.schedule.CatchUp;
import io.penstock.db.schedule.Firing;
import io.penstock.db.schedule.Schedule;
import io.penstock.db.schedule.Timing;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * A schedule as its readers see it.
 *
 * @param target null for who may not see what jobs carry, and is told by {@code withheld}
 * @param nextAt the time of its plan that comes next, unless it is paused
 * @param nextDueAt when that is fired: its jitter later
 * @param trouble why it could not be fired when it was due; it is tried again
 * @param lastFiring the newest of its history
 */
record ScheduleView(
        String id,
        String name,
        @Nullable String description,
        String state,
        @Nullable String cron,
        @Nullable String timezone,
        @Nullable Duration every,
        Duration jitter,
        @Nullable Instant startsAt,
        @Nullable Instant endsAt,
        String catchUp,
        @Nullable Integer maxCatchUp,
        String overlap,
        @Nullable JsonNode target,
        int version,
        @Nullable Instant nextAt,
        @Nullable Instant nextDueAt,
        @Nullable String trouble,
        @Nullable FiringView lastFiring,
        @Nullable Instant pausedAt,
        Instant createdAt,
        Instant changedAt,
        @JsonInclude(JsonInclude.Include.NON_EMPTY) List<String> withheld) {

    static ScheduleView of(Caller reader, Schedule schedule, @Nullable Firing last) {
        var definition = schedule.definition();
        boolean active = schedule.state() == Schedule.State.ACTIVE;
        return new ScheduleView(
                schedule.id().toString(),
                schedule.name(),
                definition.description(),
                schedule.state().label(),
                definition.timing() instanceof Timing.Cron cron ? cron.line().text() : null,
                definition.timing() instanceof Timing.Cron cron ? cron.zone().getId() : null,
                definition.timing() instanceof Timing.Every every ? every.every() : null,
                definition.jitter(),
                definition.startsAt(),
                definition.endsAt(),
                definition.catchUp().label(),
                definition.catchUp() == CatchUp.ALL ? definition.maxCatchUp() : null,
                definition.overlap().label(),
                reader.seesContent() ? Json.readTrusted(definition.target(), JsonNode.class) : null,
                schedule.version(),
                active ? schedule.nextAt() : null,
                active ? schedule.dueAt() : null,
                schedule.trouble(),
                last == null ? null : FiringView.of(last),
                schedule.pausedAt(),
                schedule.createdAt(),
                schedule.changedAt(),
                reader.seesContent() ? List.of() : List.of("target"));
    }

    @Override
    public String toString() {
        return name;
    }
}
