package io.penstock.db.retention;

import org.jdbi.v3.core.Jdbi;

/** The unique keys that hold nothing back any more: their window is closed, or their job has ended. */
public final class UniqueWindows {

    /** A job younger than a day may still be on its way in, in a transaction that is not over. */
    private static final String PRUNE = """
            DELETE FROM uniqueness WHERE ctid = ANY (ARRAY(
                SELECT ctid FROM uniqueness WHERE until <= now() LIMIT :most) || ARRAY(
                SELECT ctid FROM uniqueness AS held
                WHERE until = 'infinity' AND job < :young AND NOT EXISTS (SELECT FROM live WHERE live.id = ANY (ARRAY[held.job])) LIMIT :most))""";

    private final Jdbi jdbi;

    public UniqueWindows(Jdbi jdbi) {
        this.jdbi = jdbi;
    }

    public int prune(int most) {
        return jdbi.inTransaction(handle -> {
            var dayAgo = handle.createQuery("SELECT now() - interval '1 day'")
                    .mapTo(java.time.Instant.class)
                    .one();
            return handle.createUpdate(PRUNE)
                    .bind("young", io.penstock.db.job.JobId.floor(dayAgo))
                    .bind("most", most)
                    .execute();
        });
    }
}
