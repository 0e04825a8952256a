package io.penstock.db.gate;

import org.jdbi.v3.core.Jdbi;

/** Notes how many jobs came to the gates and went through them, for as long as anybody asks about rates. */
public final class Flows {

    private static final String NOTE = """
            INSERT INTO gate_flow (gate, at, came, went)
            SELECT came.gate, slot.at, came.jobs, went.jobs
            FROM (SELECT date_bin('10 s', now(), 'epoch') AS at) AS slot
            CROSS JOIN (SELECT gate, sum(jobs)::bigint AS jobs FROM turn GROUP BY gate) AS came
            CROSS JOIN LATERAL (SELECT coalesce(sum(served), 0)::bigint AS jobs FROM gate_clock WHERE gate_clock.gate = came.gate) AS went
            LEFT JOIN LATERAL (
                SELECT gate_flow.came, gate_flow.went FROM gate_flow WHERE gate_flow.gate = came.gate ORDER BY at DESC LIMIT 1) AS last ON TRUE
            WHERE NOT EXISTS (SELECT FROM gate_flow WHERE gate_flow.at = slot.at)
              AND (last.came, last.went) IS DISTINCT FROM (came.jobs, went.jobs)
            ON CONFLICT DO NOTHING""";

    /** The last one before a minute ago stays, however old. */
    private static final String FORGET = """
            DELETE FROM gate_flow WHERE at < now() - interval '5 min' AND EXISTS (
                SELECT FROM gate_flow AS newer
                WHERE newer.gate = gate_flow.gate AND newer.at > gate_flow.at AND newer.at < now() - interval '1 min')""";

    private final Jdbi jdbi;

    public Flows(Jdbi jdbi) {
        this.jdbi = jdbi;
    }

    /** Once in ten seconds, however many do this. */
    public void note() {
        jdbi.useHandle(handle -> {
            handle.execute(NOTE);
            handle.execute(FORGET);
        });
    }
}
