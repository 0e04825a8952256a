package io.penstock.api.schedule;

import io.penstock.api.problem.Problem;
import io.penstock.api.problem.Refusal;
import io.penstock.db.schedule.Schedule;

/** A schedule that the caller's tenant does not have. */
final class NoSuchSchedule {

    private NoSuchSchedule() {}

    /** The name, if a schedule can have it. */
    static String unlessName(String name) {
        if (!name.matches(Schedule.NAME)) {
            throw refusal("A schedule's name " + Schedule.NAME_RULE + ".");
        }
        return name;
    }

    static Refusal named(String name) {
        return refusal("No schedule has the name " + name + ".");
    }

    private static Refusal refusal(String detail) {
        return new Refusal(Problem.of(404, "schedule_not_found", "There is no such schedule", detail));
    }
}
