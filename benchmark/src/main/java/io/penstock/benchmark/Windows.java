package io.penstock.benchmark;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Comparator;
import java.util.List;

/**
 * What was used of a limit in the windows of its period, of which one begins at every moment.
 *
 * @param most in any of them
 * @param violations windows with more than the limit, of those that end with a use
 * @param used of the limit, in the mean of the windows between the first use and the last
 */
record Windows(long total, long most, int violations, double used) {

    /** @param at in microseconds */
    record Use(long at, long permits) {

        static Use of(Instant at, long permits) {
            return new Use(ChronoUnit.MICROS.between(Instant.EPOCH, at), permits);
        }
    }

    static Windows of(List<Use> uses, long limit, Duration per) {
        var sorted = uses.stream().sorted(Comparator.comparingLong(Use::at)).toList();
        long period = per.toNanos() / 1000;
        long total = 0;
        long inWindow = 0;
        long most = 0;
        int violations = 0;
        int first = 0;
        for (var use : sorted) {
            total += use.permits;
            inWindow += use.permits;
            while (sorted.get(first).at <= use.at - period) {
                inWindow -= sorted.get(first).permits;
                first++;
            }
            most = Math.max(most, inWindow);
            violations += inWindow > limit ? 1 : 0;
        }
        return new Windows(total, most, violations, mean(sorted, period) / limit);
    }

    /** A use is in the windows that end from then on until a period later; a window that began before the first use tells nothing. */
    private static double mean(List<Use> sorted, long period) {
        long firstEnd = sorted.getFirst().at + period;
        long lastEnd = sorted.getLast().at;
        double inWindows = 0;
        for (var use : sorted) {
            long from = Math.max(use.at, firstEnd);
            long until = Math.min(use.at + period, lastEnd);
            inWindows += (double) use.permits * Math.max(0, until - from);
        }
        return inWindows / Math.max(1, lastEnd - firstEnd);
    }
}
