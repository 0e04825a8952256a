package io.penstock.db.limit;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * What jobs took of each limit lately, on average. It says how many of those that wait are worth a look: of a thousand permits, jobs that take fifty
 * need twenty, and to read a thousand jobs for that takes longer than the permits take to come back.
 */
final class UsualWeights {

    private static final double NEWS = 0.2;
    private static final double LEAST = 1;

    private final Map<String, Double> ofLimits = new ConcurrentHashMap<>();

    void took(String limit, long permits, long jobs) {
        double now = (double) permits / jobs;
        ofLimits.merge(limit, now, (before, news) -> before + NEWS * (news - before));
    }

    /** How many jobs so many permits are enough for, if they are a little lighter than usual; before the first job each may take a single one. */
    long jobsFor(String limit, long permits) {
        double usual = ofLimits.getOrDefault(limit, LEAST);
        return usual <= LEAST ? permits : Math.min(permits, (long) Math.ceil(permits / usual * 1.5) + 8);
    }
}
