package io.penstock.db.schedule;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.util.Optional;

/** An endless row of times. */
public sealed interface Timing {

    /** The first that is later. */
    Optional<Instant> after(Instant time);

    /**
     * Local times of a zone. One that the zone skips is taken right after the gap, together with all others of the gap; one that it has
     * twice is taken the first time.
     */
    record Cron(CronLine line, ZoneId zone) implements Timing {

        @Override
        public Optional<Instant> after(Instant time) {
            var local = line.after(LocalDateTime.ofInstant(time, zone));
            while (local.isPresent()) {
                var instant = at(local.get());
                if (instant.isAfter(time)) {
                    return Optional.of(instant);
                }
                // Its second time, or in the gap that has just been made up for.
                local = line.after(local.get());
            }
            return Optional.empty();
        }

        private Instant at(LocalDateTime local) {
            var rules = zone.getRules();
            var change = rules.getTransition(local);
            return change != null && change.isGap()
                    ? change.getInstant()
                    : local.toInstant(rules.getValidOffsets(local).getFirst());
        }
    }

    /** @param anchor the first, from which the others are counted */
    record Every(Duration every, Instant anchor) implements Timing {

        public static final Duration SHORTEST = Duration.ofSeconds(1);
        public static final Duration LONGEST = Duration.ofDays(366);

        public Every {
            if (every.compareTo(SHORTEST) < 0 || every.compareTo(LONGEST) > 0 || every.toNanosPart() != 0) {
                throw new IllegalArgumentException("An interval is whole seconds from PT1S to P366D, not " + every);
            }
        }

        @Override
        public Optional<Instant> after(Instant time) {
            return Optional.of(
                    time.isBefore(anchor)
                            ? anchor
                            : anchor.plus(every.multipliedBy(
                                    Duration.between(anchor, time).dividedBy(every) + 1)));
        }
    }
}
