package io.penstock.db.job;

/**
 * How a job ends, whatever ends it: the statement that takes it out of live writes its outcome, and a callback that was asked for is
 * owed. A job whose effect was begun and has no receipt may have had it, so unless it succeeded, nobody knows how it ended.
 */
public final class Endings {

    /**
     * To run before a statement that may end these jobs otherwise than well while they run. An effect may be about to begin: it holds the
     * job's row, and only a statement that begins when the row is free sees its intent.
     */
    public static final String HOLD = "SELECT FROM live WHERE id = ANY (:ids::uuid[]) ORDER BY id FOR UPDATE";

    /**
     * To follow the WITH of a statement whose {@code gone} has the columns tenant, id, kind, state, attempt, worker, batch, callback,
     * started_at, result, error_code, error, hops, class, shape (the error as it is, when null) and frame. Results are long, so nobody keeps
     * a copy of them by the way; and whether an effect is open is asked once, not wherever it matters.
     */
    public static final String OF_GONE =
            """
            judged AS NOT MATERIALIZED (
                SELECT *, state <> 'succeeded' AND attempt > 0
                          AND EXISTS (SELECT FROM effect WHERE effect.job = gone.id AND effect.receipt IS NULL) AS unknown
                FROM gone OFFSET 0),
            told AS NOT MATERIALIZED (
                SELECT tenant, id, kind, attempt, worker, batch, started_at, result, frame, CASE WHEN error_code IS NULL THEN hops END AS hops,
                       CASE WHEN unknown THEN 'outcome_unknown' ELSE state END AS state,
                       CASE WHEN unknown THEN 'effect_unknown' ELSE error_code END AS code,
                       CASE WHEN unknown THEN 'unknown' ELSE class END AS class,
                       CASE WHEN unknown THEN %1$s || coalesce(error, 'The job was ' || state || '.') ELSE error END AS error,
                       CASE WHEN unknown THEN %1$s || coalesce(shape, error, 'The job was ' || state || '.') ELSE coalesce(shape, error) END AS shape
                FROM judged),
            ended AS (
                INSERT INTO outcome (tenant, id, state, attempt, worker, batch, started_at, result, error_code, error, hops, fingerprint)
                SELECT tenant, id, state, attempt, worker, batch, started_at, result, code, error, hops,
                       CASE WHEN code IS NOT NULL THEN error_fingerprint(kind, class, code, shape, frame) END
                FROM told
                RETURNING id, attempt, state, error_code, finished_at),
            seen AS (
                INSERT INTO error_sighting (fingerprint, tenant, kind, class, code, message, frame, count)
                SELECT fingerprint, tenant, min(kind), min(class), min(code), max(message), min(frame), count(*)
                FROM (SELECT error_fingerprint(kind, class, code, shape, frame) AS fingerprint, tenant, kind, class, code, frame,
                             CASE WHEN NOT EXISTS (SELECT FROM forgetting WHERE forgetting.id = told.id) THEN shape END AS message
                      FROM told WHERE code IS NOT NULL) AS failed
                GROUP BY fingerprint, tenant),
            owed AS (
                INSERT INTO callback_owed (job, tenant) SELECT id, tenant FROM gone WHERE callback
                ON CONFLICT (job) DO UPDATE SET tenant = excluded.tenant)
            """.formatted("'An effect was begun and has no receipt: it may have happened or not. '");

    private Endings() {}
}
