package io.penstock.api.schedule;

import io.penstock.db.request.TextRules;
import io.penstock.db.schedule.CatchUp;
import io.penstock.db.schedule.Definition;
import io.penstock.db.schedule.Overlap;
import io.penstock.db.schedule.Schedule;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Size;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * What a client says of a schedule.
 *
 * @param name of one that is made; one that is changed keeps its own
 * @param version of the one to be changed, as the client has seen it
 */
record ScheduleRequest(
        @Pattern(regexp = Schedule.NAME, message = Schedule.NAME_RULE) @Nullable
        String name,

        @Size(min = 1, max = 500) @Pattern(regexp = TextRules.LINES, message = TextRules.LINES_RULE) @Nullable
        String description,

        @Nullable String cron,
        @Nullable String timezone,
        @Nullable Duration every,
        @Nullable Duration jitter,
        @Nullable Instant startsAt,
        @Nullable Instant endsAt,

        @Pattern(regexp = "none|latest|all", message = "must be none, latest or all") @Nullable
        String catchUp,

        @Min(1) @Max(Definition.MOST_CATCH_UP) @Nullable Integer maxCatchUp,

        @Pattern(regexp = "skip|queue|allow", message = "must be skip, queue or allow") @Nullable
        String overlap,

        @NotNull JsonNode target,
        @Nullable Integer version) {

    private static final int USUAL_CATCH_UP = 100;

    TimesRequest times() {
        return new TimesRequest(cron, timezone, every, jitter, startsAt, endsAt);
    }

    CatchUp catchUpOrLatest() {
        return catchUp == null ? CatchUp.LATEST : CatchUp.of(catchUp);
    }

    /** @param stored the target, as it was checked */
    Definition definition(Instant now, String stored) {
        var times = times();
        return new Definition(
                description,
                times.timing(now),
                times.start(),
                times.end(),
                jitter == null ? Duration.ZERO : jitter,
                catchUpOrLatest(),
                maxCatchUp == null ? USUAL_CATCH_UP : maxCatchUp,
                overlap == null ? Overlap.SKIP : Overlap.of(overlap),
                stored);
    }
}
