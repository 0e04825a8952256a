package io.penstock.db.limit;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * When how many permits were used: all that were within the last period, so that it can be said of any stretch of that length, and not
 * only of those that begin on the hour, that no more were used. What was used at nearly the same time is put together, at the later of the
 * times, which errs to the safe side. Times are in microseconds of the database's clock.
 *
 * @param allowance what may be used at once was so much, when it was last used; it grows again to the burst within the burst's part of a period
 */
record Usage(List<Used> used, double allowance) {

    static final Usage NONE = new Usage(List.of(), Double.MAX_VALUE);

    /** A period is kept in as many steps: the more, the sooner a used permit comes back, and the longer the row. */
    private static final int STEPS = 256;

    Usage {
        used = List.copyOf(used);
    }

    record Used(long at, long permits) {}

    static Usage unpack(byte[] packed) {
        if (packed.length == 0) {
            return NONE;
        }
        var bytes = ByteBuffer.wrap(packed);
        double allowance = bytes.getDouble();
        var used = new ArrayList<Used>();
        while (bytes.hasRemaining()) {
            used.add(new Used(bytes.getLong(), bytes.getLong()));
        }
        return new Usage(used, allowance);
    }

    byte[] pack() {
        var bytes =
                ByteBuffer.allocate(Double.BYTES + used.size() * 2 * Long.BYTES).putDouble(allowance);
        used.forEach(u -> bytes.putLong(u.at).putLong(u.permits));
        return bytes.array();
    }

    /** How many permits are left of the period that ends now. */
    long left(long now, long permits, Duration per) {
        return Math.max(0, permits - sum(within(after(now), per)));
    }

    /** How many may be used at once. */
    double atOnce(long now, long permits, Duration per, long burst) {
        return allowance(after(now), permits, per, burst);
    }

    /** When so many are left at the earliest. More than there ever are will be left when all are. */
    long leftAt(long now, long wanted, long permits, Duration per, long burst) {
        long clock = after(now);
        long inPeriod = permits - sum(within(clock, per));
        long at = clock;
        for (var u : within(clock, per)) {
            if (inPeriod >= Math.min(wanted, permits)) {
                break;
            }
            inPeriod += u.permits;
            at = u.at + micros(per);
        }
        double missing = (double) Math.min(wanted, burst) - allowance(clock, permits, per, burst);
        return Math.max(at, clock + (long) Math.ceil(Math.max(0, missing) * (double) micros(per) / (double) permits));
    }

    Usage using(long now, long wanted, long permits, Duration per, long burst) {
        if (wanted == 0) {
            return this;
        }
        long clock = after(now);
        var kept = new ArrayList<>(within(clock, per));
        long before = 0;
        if (!kept.isEmpty() && step(kept.getLast().at, per) == step(clock, per)) {
            before = kept.removeLast().permits;
        }
        kept.add(new Used(clock, before + wanted));
        return new Usage(kept, allowance(clock, permits, per, burst) - wanted);
    }

    /** So many of those that were used at that time were not needed. Only who knows when they were used may have them again. */
    Usage givingBack(long at, long unused, Duration per) {
        var changed = new ArrayList<>(used);
        for (int i = 0; i < changed.size(); i++) {
            var then = changed.get(i);
            if (then.at >= at) {
                if (step(then.at, per) != step(at, per)) {
                    break;
                }
                long back = Math.min(then.permits, unused);
                changed.set(i, new Used(then.at, then.permits - back));
                return new Usage(changed, allowance + back);
            }
        }
        return this;
    }

    /** A clock that was set back does not give permits back. */
    private long after(long now) {
        return used.isEmpty() ? now : Math.max(now, used.getLast().at);
    }

    private List<Used> within(long now, Duration per) {
        return used.stream().filter(u -> u.at > now - micros(per)).toList();
    }

    private double allowance(long now, long permits, Duration per, long burst) {
        if (burst >= permits) {
            return burst;
        }
        double grown = used.isEmpty()
                ? burst
                : allowance + (double) (now - used.getLast().at) * (double) permits / (double) micros(per);
        return Math.min((double) burst, grown);
    }

    private static long sum(List<Used> used) {
        return used.stream().mapToLong(Used::permits).sum();
    }

    private static long step(long at, Duration per) {
        return at * STEPS / micros(per);
    }

    private static long micros(Duration per) {
        return per.toNanos() / 1000;
    }
}
