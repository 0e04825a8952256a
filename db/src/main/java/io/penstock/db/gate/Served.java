package io.penstock.db.gate;

import java.util.HashMap;
import java.util.Map;

/**
 * How much of what goes through the gates of a lane goes to which tenant, so that those take turns who wait at different gates. Within a gate
 * the places see to that. Each dispatcher is fair by itself; what it forgets when it ends is the turn of a moment.
 */
final class Served {

    private static final int MANY = 1000;

    private final Map<Integer, Double> until = new HashMap<>();
    private double now;

    /** The tenant's turn, the lowest first. */
    synchronized double turn(int tenant) {
        return Math.max(now, until.getOrDefault(tenant, 0.0));
    }

    /** A job of the tenant goes through. */
    synchronized void serve(int tenant, int weight) {
        now = turn(tenant);
        until.put(tenant, now + 1.0 / weight);
        if (until.size() > MANY) {
            until.values().removeIf(turn -> turn <= now);
        }
    }
}
