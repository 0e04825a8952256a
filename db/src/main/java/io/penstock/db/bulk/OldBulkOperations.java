package io.penstock.db.bulk;

import io.penstock.db.retention.OldExecutions;
import org.jdbi.v3.core.Jdbi;

/** Forgets operations whose time is over, and what Spring Batch noted of them; those that nobody confirmed after a day. */
public final class OldBulkOperations {

    private static final String ENDED = """
            DELETE FROM bulk_operation WHERE id = ANY (ARRAY(
                SELECT id FROM bulk_operation
                WHERE finished_at < now() - make_interval(days => :days) OR state = 'planned' AND confirm_by < now() - interval '1 day'
                ORDER BY id LIMIT :most FOR UPDATE SKIP LOCKED))
            RETURNING 'blk_' || replace(id::text, '-', '')""";

    private final Jdbi jdbi;

    public OldBulkOperations(Jdbi jdbi) {
        this.jdbi = jdbi;
    }

    /** Returns how many. */
    public int prune(int days, int most) {
        return jdbi.inTransaction(handle -> {
            var ended = handle.createQuery(ENDED)
                    .bind("days", days)
                    .bind("most", most)
                    .mapTo(String.class)
                    .list();
            OldExecutions.forget(handle, ended);
            return ended.size();
        });
    }
}
