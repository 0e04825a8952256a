package io.penstock.db.schedule;

import io.penstock.catalog.json.Sha256;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * When a schedule fires, and what it makes of times that were missed. It knows no clock.
 *
 * @param startsAt nothing before then
 * @param endsAt nothing after then
 * @param jitter each firing is late by less than this, and never so late as the next time
 */
public record Plan(
        ScheduleId id,
        Timing timing,
        @Nullable Instant startsAt,
        @Nullable Instant endsAt,
        Duration jitter) {

    /** Who is no later than this has missed nothing. */
    public static final Duration GRACE = Duration.ofMinutes(1);

    /** What comes first when one looks for the last of many. */
    private static final Duration CLOSE = Duration.ofSeconds(1);

    /** Times of which nothing came: the first and the last of several in a row, which may be the same. */
    public record Missed(Instant first, Instant last) {}

    /**
     * What is to be done at a moment.
     *
     * @param fire these, in their order
     * @param next what comes after all of them
     */
    public record Due(List<Instant> fire, @Nullable Missed missed, Optional<Instant> next) {}

    /** The first of its times that is later. */
    public Optional<Instant> after(Instant time) {
        var from = startsAt != null && startsAt.isAfter(time) ? startsAt.minusNanos(1) : time;
        return timing.after(from).filter(next -> endsAt == null || !next.isAfter(endsAt));
    }

    public List<Instant> preview(Instant after, int count) {
        var times = new ArrayList<Instant>();
        for (var next = after(after); next.isPresent() && times.size() < count; next = after(next.get())) {
            times.add(next.get());
        }
        return times;
    }

    /** When one of its times is to be fired: the same in every process, and different from schedule to schedule. */
    public Instant due(Instant time) {
        var gap = timing.after(time).map(next -> Duration.between(time, next)).orElse(jitter);
        long room = (gap.compareTo(jitter) < 0 ? gap : jitter).toMillis();
        if (room == 0) {
            return time;
        }
        var hash = Sha256.of(id + "@" + time);
        return time.plusMillis(Math.floorMod(ByteBuffer.wrap(hash).getLong(), room));
    }

    /**
     * A time is missed when a later one has come, too, or when it is late by more than the grace.
     *
     * @param next the first of its times that nobody has looked at
     * @param most how many may be caught up with at once
     */
    public Due due(Instant next, Instant now, CatchUp catchUp, int most) {
        if (due(next).isAfter(now)) {
            return new Due(List.of(), null, Optional.of(next));
        }
        var last = last(next, now);
        if (due(last).isAfter(now)) {
            last = last(next, last.minusNanos(1));
        }
        var fire = switch (catchUp) {
            case NONE -> isLate(last, now) ? List.<Instant>of() : List.of(last);
            case LATEST -> List.of(last);
            case ALL -> lastOf(next, last, most);
        };
        return new Due(fire, missed(next, last, fire), after(last));
    }

    /** The same with nothing fired of what has come. */
    public Due skip(Instant next, Instant now) {
        if (next.isAfter(now)) {
            return new Due(List.of(), null, Optional.of(next));
        }
        var last = last(next, now);
        return new Due(List.of(), new Missed(next, last), after(last));
    }

    private boolean isLate(Instant time, Instant now) {
        return Duration.between(due(time), now).compareTo(GRACE) > 0;
    }

    private @Nullable Missed missed(Instant next, Instant last, List<Instant> fire) {
        if (fire.isEmpty()) {
            return new Missed(next, last);
        }
        var first = fire.getFirst();
        return first.equals(next) ? null : new Missed(next, last(next, first.minusNanos(1)));
    }

    private List<Instant> lastOf(Instant first, Instant last, int most) {
        var found = new ArrayDeque<Instant>();
        for (var time = last; ; time = last(first, time.minusNanos(1))) {
            found.addFirst(time);
            if (time.equals(first) || found.size() == most) {
                return List.copyOf(found);
            }
        }
    }

    /**
     * The last of its times that is not later than the limit. Between it and the first there may be millions, so this does not walk: it
     * looks back from the limit in strides that double, and then halves what is left.
     *
     * @param first one of its times that is not later either
     */
    private Instant last(Instant first, Instant limit) {
        var found = first;
        for (var stride = CLOSE; limit.minus(stride).isAfter(first); stride = stride.multipliedBy(2)) {
            var near = afterUntil(limit.minus(stride), limit);
            if (near.isPresent()) {
                found = near.get();
                break;
            }
        }
        for (var later = afterUntil(found, limit); later.isPresent(); later = afterUntil(found, limit)) {
            var middle = later.get().plus(Duration.between(later.get(), limit).dividedBy(2));
            found = afterUntil(middle, limit).orElse(later.get());
        }
        return found;
    }

    private Optional<Instant> afterUntil(Instant time, Instant limit) {
        return after(time).filter(next -> !next.isAfter(limit));
    }
}
