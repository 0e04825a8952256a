package io.penstock.db.analysis;

import io.penstock.db.retention.OldExecutions;
import org.jdbi.v3.core.Jdbi;

/** Forgets analyses whose time is over, what Spring Batch noted of them, and what is known of files that no analysis has any more. */
public final class OldAnalyses {

    private static final String ENDED = """
            DELETE FROM analysis WHERE id = ANY (ARRAY(
                SELECT id FROM analysis WHERE finished_at < now() - make_interval(days => :days) ORDER BY finished_at LIMIT :most
                FOR UPDATE SKIP LOCKED))
            RETURNING 'ana_' || replace(id::text, '-', '')""";

    private static final String KNOWN = """
            DELETE FROM analyzed WHERE id = ANY (ARRAY(
                SELECT id FROM analyzed WHERE used_at < now() - make_interval(days => :days)
                  AND NOT EXISTS (SELECT FROM analysis_file WHERE analysis_file.analyzed = analyzed.id)
                ORDER BY used_at LIMIT :most FOR UPDATE SKIP LOCKED))""";

    private final Jdbi jdbi;

    public OldAnalyses(Jdbi jdbi) {
        this.jdbi = jdbi;
    }

    /** Of each so many at a time; returns of what there was most. */
    public int prune(int days, int most) {
        return jdbi.inTransaction(handle -> {
            var ended = handle.createQuery(ENDED)
                    .bind("days", days)
                    .bind("most", most)
                    .mapTo(String.class)
                    .list();
            OldExecutions.forget(handle, ended);
            int known = handle.createUpdate(KNOWN)
                    .bind("days", days)
                    .bind("most", most)
                    .execute();
            return Math.max(ended.size(), known);
        });
    }
}
