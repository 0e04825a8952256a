package io.penstock.db.bulk;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/** Spreads jobs over a time, so that they do not all come at once. */
record Jitter(@Nullable Duration most, InstantSource clock) {

    /** Some time from now on; none if they need not be spread. */
    @Nullable
    Instant later() {
        return most == null ? null : from(clock.instant());
    }

    Instant from(Instant time) {
        return most == null ? time : time.plusNanos(ThreadLocalRandom.current().nextLong(most.toNanos()));
    }
}
