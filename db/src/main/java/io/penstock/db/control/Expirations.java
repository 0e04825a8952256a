package io.penstock.db.control;

import io.penstock.db.job.Endings;
import io.penstock.db.limit.Corrections;
import org.jdbi.v3.core.Jdbi;

/** expire: ends the waiting jobs whose deadline has passed. A running one is stopped by its worker. */
public final class Expirations {

    private static final String EXPIRE =
            """
            WITH gone AS (
                DELETE FROM live
                WHERE ctid = ANY (ARRAY(
                        SELECT ctid FROM live WHERE deadline <= now() AND state <> 'running' ORDER BY deadline LIMIT :most))
                  AND deadline <= now() AND state <> 'running'
                RETURNING tenant, id, kind, 'expired' AS state, attempt, NULL::int AS worker, batch, callback,
                          NULL::timestamptz AS started_at, NULL::json AS result, 'deadline_passed' AS error_code,
                          'The deadline passed while the job waited.' AS error, NULL::json AS hops,
                          'expired' AS class, NULL AS shape, NULL AS frame,
                          %s),
            """.formatted(Corrections.PERMIT) + Corrections.OF_GONE + Endings.OF_GONE + "SELECT count(*) FROM ended";

    private final Jdbi jdbi;

    public Expirations(Jdbi jdbi) {
        this.jdbi = jdbi;
    }

    /** Returns how many. */
    public int expire(int most) {
        return jdbi.inTransaction(handle -> handle.createQuery(EXPIRE)
                .bind("most", most)
                .mapTo(Integer.class)
                .one());
    }
}
