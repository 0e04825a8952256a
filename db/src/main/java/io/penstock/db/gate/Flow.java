package io.penstock.db.gate;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Optional;

/** How many jobs a second came and went within the last minute. */
public record Flow(double in, double out) {

    /**
     * Selects rate_in and rate_out of a gate, each 0 when nothing is known. What had come and gone a minute ago is what was noted last before
     * that, as a change would have been noted.
     *
     * @param gate which gate
     */
    public static String select(String gate) {
        return """
                SELECT coalesce((came.jobs - base.came) / base.seconds, 0) AS rate_in, coalesce((went.jobs - base.went) / base.seconds, 0) AS rate_out
                FROM (SELECT coalesce(sum(turn.jobs), 0)::double precision AS jobs FROM turn WHERE turn.gate = %1$s) AS came
                CROSS JOIN (SELECT coalesce(sum(gate_clock.served), 0)::double precision AS jobs FROM gate_clock WHERE gate_clock.gate = %1$s) AS went
                LEFT JOIN LATERAL (
                    SELECT noted.came, noted.went, least(60, greatest(1, extract(epoch FROM now() - noted.at)))::double precision AS seconds FROM (
                        (SELECT came, went, at FROM gate_flow WHERE gate_flow.gate = %1$s AND at <= now() - interval '60 s' ORDER BY at DESC LIMIT 1)
                        UNION ALL
                        (SELECT came, went, at FROM gate_flow WHERE gate_flow.gate = %1$s ORDER BY at LIMIT 1)
                        LIMIT 1) AS noted) AS base ON TRUE""".formatted(gate);
    }

    public static Flow of(ResultSet row) throws SQLException {
        return new Flow(row.getDouble("rate_in"), row.getDouble("rate_out"));
    }

    /** In how long so many will be gone if it goes on like this; nothing when they will not. */
    public Optional<Duration> drain(long waiting) {
        if (waiting == 0) {
            return Optional.of(Duration.ZERO);
        }
        double less = out - in;
        return less <= 0
                ? Optional.empty()
                : Optional.of(Duration.ofSeconds((long) Math.ceil((double) waiting / less)));
    }
}
