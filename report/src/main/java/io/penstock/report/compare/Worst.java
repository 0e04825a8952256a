package io.penstock.report.compare;

import io.penstock.catalog.ai.Severity;
import java.util.EnumMap;
import java.util.Map;

/** Lets through as many findings as have room, the worst ones: of the severity that has room for some only, the first. */
public final class Worst {

    private final Map<Severity, Long> room = new EnumMap<>(Severity.class);
    private final long leftOut;

    /** @param counts how many findings will ask */
    public Worst(Counts counts, long most) {
        long left = most;
        for (var severity : Counts.WORST_FIRST) {
            long taken = Math.min(left, counts.of(severity));
            room.put(severity, taken);
            left -= taken;
        }
        leftOut = counts.all() - (most - left);
    }

    public boolean takes(Severity severity) {
        long left = room.getOrDefault(severity, 0L);
        if (left > 0) {
            room.put(severity, left - 1);
        }
        return left > 0;
    }

    /** How many have no room. */
    public long leftOut() {
        return leftOut;
    }
}
