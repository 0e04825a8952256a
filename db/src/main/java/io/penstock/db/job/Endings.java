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
     * To follow the WITH of a statement whose {@code gone} has the columns tenant, id, state, attempt, worker, batch, callback,
     * started_at, result, error_code, error and hops.
     */
    public static final String OF_GONE = """
            judged AS (
                SELECT *, state <> 'succeeded' AND attempt > 0
                          AND EXISTS (SELECT FROM effect WHERE effect.job = gone.id AND effect.receipt IS NULL) AS unknown
                FROM gone),
            ended AS (
                INSERT INTO outcome (tenant, id, state, attempt, worker, batch, started_at, result, error_code, error, hops)
                SELECT tenant, id, CASE WHEN unknown THEN 'outcome_unknown' ELSE state END, attempt, worker, batch, started_at, result,
                       CASE WHEN unknown THEN 'effect_unknown' ELSE error_code END,
                       CASE WHEN unknown THEN 'An effect was begun and has no receipt: it may have happened or not. '
                                              || coalesce(error, 'The job was ' || state || '.') ELSE error END,
                       CASE WHEN error_code IS NULL THEN hops END
                FROM judged
                RETURNING id, attempt, state, error_code, finished_at),
            owed AS (
                INSERT INTO callback_owed (job, tenant) SELECT id, tenant FROM gone WHERE callback
                ON CONFLICT (job) DO UPDATE SET tenant = excluded.tenant)
            """;

    private Endings() {}
}
