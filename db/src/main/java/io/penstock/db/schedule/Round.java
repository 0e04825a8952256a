package io.penstock.db.schedule;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * What was done in a look at what is due.
 *
 * @param looked at how many schedules
 * @param noted how many firings came to which state
 * @param late by how much those were that fired
 * @param postponed how many schedules could not be fired, and are tried again
 */
public record Round(int looked, Map<Firing.State, Integer> noted, List<Duration> late, int postponed) {

    static final Round NOTHING = new Round(0, Map.of(), List.of(), 0);
    static final Round POSTPONED = new Round(1, Map.of(), List.of(), 1);

    static Round of(List<NewFiring> firings, Instant now) {
        var noted = new EnumMap<Firing.State, Integer>(Firing.State.class);
        var late = new ArrayList<Duration>();
        for (var firing : firings) {
            noted.merge(firing.state(), 1, Integer::sum);
            if (firing.state() == Firing.State.FIRED) {
                late.add(Duration.between(firing.dueAt(), now));
            }
        }
        return new Round(0, noted, late, 0);
    }

    Round looking(int schedules) {
        return new Round(schedules, noted, late, postponed);
    }

    public Round and(Round other) {
        var sum = new EnumMap<Firing.State, Integer>(Firing.State.class);
        sum.putAll(noted);
        other.noted.forEach((state, count) -> sum.merge(state, count, Integer::sum));
        var all = new ArrayList<>(late);
        all.addAll(other.late);
        return new Round(looked + other.looked, sum, all, postponed + other.postponed);
    }
}
