package io.penstock.db.fleet;

import io.penstock.catalog.kind.Lane;
import java.time.Duration;
import java.util.Collection;
import org.jdbi.v3.core.Jdbi;

/** The workers that are alive, one row each. A worker's lease is all its claims' lease. */
public final class Workers {

    private static final String JOIN = """
            INSERT INTO worker (name, lanes, slots, lease_until) VALUES (:name, :lanes, :slots, now() + make_interval(secs => :lease))
            RETURNING id""";

    private static final String BEAT = """
            UPDATE worker SET lease_until = now() + make_interval(secs => :lease)
            WHERE id = :id AND lapsed_at IS NULL AND lease_until > now()""";

    private static final String LEAVE =
            "UPDATE worker SET lapsed_at = now(), lease_until = now() WHERE id = :id AND lapsed_at IS NULL";

    private static final String PRUNE = "DELETE FROM worker WHERE lapsed_at < now() - make_interval(secs => :age)";

    /** For so long a lapsed worker is known, so that its jobs can be rescued. */
    public static final Duration REMEMBERED = Duration.ofDays(1);

    private final Jdbi jdbi;

    public Workers(Jdbi jdbi) {
        this.jdbi = jdbi;
    }

    /** Returns the id under which the worker claims. */
    public int join(String name, Collection<Lane> lanes, int slots, Duration lease) {
        return jdbi.withHandle(handle -> handle.createQuery(JOIN)
                .bind("name", name)
                .bindArray(
                        "lanes", String.class, lanes.stream().map(Lane::label).toList())
                .bind("slots", slots)
                .bind("lease", lease.toMillis() / 1000.0)
                .mapTo(Integer.class)
                .one());
    }

    /** Extends the lease. False when it had lapsed: the worker's jobs are others' now, and it must join anew. */
    public boolean beat(int id, Duration lease) {
        return jdbi.withHandle(handle -> handle.createUpdate(BEAT)
                        .bind("id", id)
                        .bind("lease", lease.toMillis() / 1000.0)
                        .execute()
                == 1);
    }

    /** The worker has nothing left to do and goes. */
    public void leave(int id) {
        jdbi.useHandle(handle -> handle.createUpdate(LEAVE).bind("id", id).execute());
    }

    public int prune() {
        return jdbi.withHandle(handle -> handle.createUpdate(PRUNE)
                .bind("age", (double) REMEMBERED.toSeconds())
                .execute());
    }
}
