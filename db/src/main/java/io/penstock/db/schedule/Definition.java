package io.penstock.db.schedule;

import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What a client says of a schedule.
 *
 * @param target JSON, as it was checked by {@link Targets}
 */
public record Definition(
        @Nullable String description,
        Timing timing,
        @Nullable Instant startsAt,
        @Nullable Instant endsAt,
        Duration jitter,
        CatchUp catchUp,
        int maxCatchUp,
        Overlap overlap,
        String target) {

    public static final Duration MOST_JITTER = Duration.ofDays(1);
    public static final int MOST_CATCH_UP = 1000;

    public Plan plan(ScheduleId id) {
        return new Plan(id, timing, startsAt, endsAt, jitter);
    }

    /** As a change of the other one: an interval that stays the same is counted from where it was. */
    Definition in(Definition old) {
        return timing instanceof Timing.Every now
                        && old.timing instanceof Timing.Every was
                        && now.every().equals(was.every())
                        && Objects.equals(startsAt, old.startsAt)
                ? new Definition(description, was, startsAt, endsAt, jitter, catchUp, maxCatchUp, overlap, target)
                : this;
    }

    boolean hasTimesOf(Definition other) {
        return timing.equals(other.timing)
                && jitter.equals(other.jitter)
                && Objects.equals(startsAt, other.startsAt)
                && Objects.equals(endsAt, other.endsAt);
    }
}
