package io.penstock.benchmark;

import io.penstock.db.limit.Quota;
import io.penstock.sandbox.journal.Entry;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Comparator;
import java.util.List;

/**
 * The tokens of calls, against the limit they were under, by when the provider saw the calls.
 *
 * @param most in any window of a period
 * @param violations windows with more than the limit, of those that end with a call
 * @param used of what the limit lets through at most from the first call to the last
 */
record TokenWindows(long tokens, long most, int violations, double used) {

    static TokenWindows of(List<Entry> calls, Quota.Units quota) {
        var sorted =
                calls.stream().sorted(Comparator.comparing(Entry::arrivedAt)).toList();
        long period = quota.per().toNanos() / 1000;
        long total = 0;
        long inWindow = 0;
        long most = 0;
        int violations = 0;
        int first = 0;
        for (var call : sorted) {
            total += tokens(call);
            inWindow += tokens(call);
            while (micros(sorted.get(first)) <= micros(call) - period) {
                inWindow -= tokens(sorted.get(first));
                first++;
            }
            most = Math.max(most, inWindow);
            violations += inWindow > quota.permits() ? 1 : 0;
        }
        long took = micros(sorted.getLast()) - micros(sorted.getFirst());
        return new TokenWindows(total, most, violations, total / allowed(quota, took, period));
    }

    /** Whole periods have all of their permits; in what is left of one, it begins with what may be used at once. */
    private static double allowed(Quota.Units quota, long took, long period) {
        double rest = (double) (took % period) / (double) period;
        return (double) (took / period * quota.permits())
                + Math.min((double) quota.permits(), (double) quota.burst() + rest * (double) quota.permits());
    }

    static long tokens(Entry call) {
        return (long) call.inputTokens() + call.outputTokens();
    }

    private static long micros(Entry call) {
        return ChronoUnit.MICROS.between(Instant.EPOCH, call.arrivedAt());
    }
}
