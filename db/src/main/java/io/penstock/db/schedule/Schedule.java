package io.penstock.db.schedule;

import java.time.Instant;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * A schedule as it stands.
 *
 * @param version raised with every change
 * @param nextAt the time of its plan that comes next; nothing when there is none
 * @param dueAt when that is fired
 * @param decidedAt up to here its plan is done with
 * @param trouble why it could not be fired when it was due
 */
public record Schedule(
        ScheduleId id,
        int tenant,
        String name,
        Definition definition,
        int version,
        @Nullable Instant pausedAt,
        @Nullable Instant nextAt,
        @Nullable Instant dueAt,
        Instant decidedAt,
        @Nullable String trouble,
        Instant createdAt,
        Instant changedAt) {

    public static final String NAME = "[a-z0-9][a-z0-9_.-]{0,99}";
    public static final String NAME_RULE =
            "must be 1 to 100 lower-case letters, digits, dots, - or _, and begin with a letter or digit";

    public enum State {
        ACTIVE,
        PAUSED,
        /** Its plan has no further time. */
        ENDED;

        public String label() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    public State state() {
        if (nextAt == null) {
            return State.ENDED;
        }
        return pausedAt == null ? State.ACTIVE : State.PAUSED;
    }

    public Plan plan() {
        return definition.plan(id);
    }

    /** The next times that it will fire at as things stand; of one that is paused, if it were resumed now. */
    public List<Instant> preview(Instant now, int count) {
        var from = decidedAt.isAfter(now) || pausedAt == null ? decidedAt : now;
        return nextAt == null ? List.of() : plan().preview(from, count);
    }
}
