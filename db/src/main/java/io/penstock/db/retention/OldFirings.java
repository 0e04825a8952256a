package io.penstock.db.retention;

import org.jdbi.v3.core.Jdbi;

/** What became of the times of schedules long ago. */
public final class OldFirings {

    /** One whose jobs have not ended is kept, as the next must not overlap with them. */
    private static final String PRUNE = """
            DELETE FROM firing WHERE ctid = ANY (ARRAY(
                SELECT ctid FROM firing AS f WHERE f.state <> 'waiting' AND f.noted_at < now() - make_interval(days => :days)
                  AND NOT (f.open AND (EXISTS (SELECT FROM live WHERE live.id = f.job) OR EXISTS (SELECT FROM live WHERE live.batch = f.batch)))
                ORDER BY f.noted_at LIMIT :most))""";

    private final Jdbi jdbi;

    public OldFirings(Jdbi jdbi) {
        this.jdbi = jdbi;
    }

    /** Drops those that are older; returns how many. */
    public int prune(int days, int most) {
        return jdbi.withHandle(handle ->
                handle.createUpdate(PRUNE).bind("days", days).bind("most", most).execute());
    }
}
