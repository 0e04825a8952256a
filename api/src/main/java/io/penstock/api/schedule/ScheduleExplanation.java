package io.penstock.api.schedule;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.penstock.db.schedule.Firing;
import io.penstock.db.schedule.Schedule;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Why a schedule does not fire now, as its reader sees it. */
record ScheduleExplanation(String name, String state, List<Reason> reasons) {

    /**
     * @param detail the same in a sentence
     * @param until when that ends, if somebody knows
     * @param firings those whose jobs have not ended
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Reason(
            String reason,
            String detail,
            @Nullable Instant until,
            @Nullable List<FiringView> firings) {

        static Reason of(String reason, String detail) {
            return new Reason(reason, detail, null, null);
        }
    }

    /** @param unfinished those that it must not overlap with */
    static ScheduleExplanation of(Schedule schedule, @Nullable Firing waiting, List<Firing> unfinished, Instant now) {
        var reasons = new ArrayList<Reason>();
        var due = schedule.dueAt();
        switch (schedule.state()) {
            case ENDED -> reasons.add(Reason.of("ended", "Its plan has no further time."));
            case PAUSED -> reasons.add(Reason.of("paused", "It was paused at " + schedule.pausedAt() + "."));
            case ACTIVE -> {}
        }
        if (schedule.trouble() != null) {
            reasons.add(new Reason(
                    "trouble", "It could not be fired, which the log tells of; it is tried again.", due, null));
        } else if (schedule.state() == Schedule.State.ACTIVE && due != null) {
            reasons.add(
                    due.isAfter(now)
                            ? new Reason("time", "Its next time is due at " + due + ".", due, null)
                            : Reason.of("due", "It has been due since " + due + ", and a scheduler fires it next."));
        }
        if (!unfinished.isEmpty()) {
            reasons.add(new Reason(
                    "overlap",
                    waiting == null
                            ? "A time that comes before these have ended is not fired at once."
                            : "The firing of " + waiting.logicalAt() + " waits for these to end.",
                    null,
                    unfinished.stream().map(FiringView::of).toList()));
        }
        return new ScheduleExplanation(schedule.name(), schedule.state().label(), reasons);
    }
}
