package io.penstock.db.database;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.OffsetDateTime;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.JdbiException;
import org.jspecify.annotations.Nullable;

/** The time as the database has it, whatever the clock of this machine says. It is asked now and then, and what passed since is added. */
public final class DatabaseClock implements InstantSource {

    private static final long EVERY = Duration.ofSeconds(10).toNanos();

    private final Jdbi jdbi;
    private final InstantSource machine;
    private final LongSupplier nanoTime;
    private final AtomicLong askAt;
    private volatile @Nullable Reading last;

    private record Reading(Instant instant, long nanos) {}

    /**
     * @param machine goes for it until the database has answered once
     * @param nanoTime as of {@link System#nanoTime}
     */
    public DatabaseClock(Jdbi jdbi, InstantSource machine, LongSupplier nanoTime) {
        this.jdbi = jdbi;
        this.machine = machine;
        this.nanoTime = nanoTime;
        this.askAt = new AtomicLong(nanoTime.getAsLong());
    }

    @Override
    public Instant instant() {
        long now = nanoTime.getAsLong();
        long due = askAt.get();
        if (now - due >= 0 && askAt.compareAndSet(due, now + EVERY)) {
            ask();
        }
        var reading = last;
        return reading == null ? machine.instant() : reading.instant.plusNanos(nanoTime.getAsLong() - reading.nanos);
    }

    /** Without an answer the last one goes on. */
    private void ask() {
        long asked = nanoTime.getAsLong();
        try {
            var time = jdbi.withHandle(handle -> handle.createQuery("SELECT clock_timestamp()")
                    .mapTo(OffsetDateTime.class)
                    .one());
            long halfWay = asked + (nanoTime.getAsLong() - asked) / 2;
            last = new Reading(time.toInstant(), halfWay);
        } catch (JdbiException e) {
            askAt.set(nanoTime.getAsLong() + EVERY);
        }
    }
}
