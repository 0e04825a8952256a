package io.penstock.db.aside;

import io.penstock.db.job.JobId;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.sql.ResultSet;
import java.sql.SQLException;
import org.jdbi.v3.core.Jdbi;

/** Reading payloads, those of earlier runs too. */
public final class Payloads {

    /** Runs share a payload until a replay brings another one, which keeps the one before. */
    private static final String FIND = """
            SELECT coalesce(past_run.run, 0) AS past, CASE WHEN past_run.id IS NULL THEN job.payload ELSE past_run.payload END AS payload,
                   CASE WHEN past_run.id IS NULL THEN (SELECT length FROM payload_aside WHERE payload_aside.job = job.id)
                        ELSE (SELECT length FROM past_payload WHERE past_payload.job = job.id AND past_payload.run = past_run.run) END AS length
            FROM job LEFT JOIN LATERAL (
                SELECT * FROM past_run WHERE past_run.id = job.id AND past_run.run >= :run AND edited ORDER BY run LIMIT 1) AS past_run ON TRUE
            WHERE job.tenant = :tenant AND job.id = :id AND job.run >= :run""";

    private static final String PAST = "SELECT bytes FROM past_payload WHERE job = :job AND run = :run";

    private final Jdbi jdbi;

    public Payloads(Jdbi jdbi) {
        this.jdbi = jdbi;
    }

    /** @param past which run it was kept with; 0 when it is the last run's */
    public record Payload(JobId job, int past, Result text) {}

    /** That of a run; it is gone when it was erased, and there is none when there is no such run. */
    public Payload find(int tenant, JobId job, int run) {
        return jdbi.withHandle(handle -> handle.createQuery(FIND)
                .bind("tenant", tenant)
                .bind("id", job.uuid())
                .bind("run", run)
                .map((row, context) -> new Payload(job, row.getInt("past"), text(row)))
                .findOne()
                .orElseGet(() -> new Payload(job, 0, new Result.None())));
    }

    private static Result text(ResultSet row) throws SQLException {
        var inline = row.getString("payload");
        if (inline != null) {
            return new Result.Inline(inline);
        }
        var length = row.getObject("length", Integer.class);
        return length == null ? new Result.Gone() : new Result.Aside(length);
    }

    /** One that lies aside. */
    public InputStream open(Payload payload) {
        return payload.past == 0
                ? Asides.PAYLOADS.open(jdbi, payload.job)
                : Zstd.decompressed(new ByteArrayInputStream(past(payload)));
    }

    private byte[] past(Payload payload) {
        return jdbi.withHandle(handle -> handle.createQuery(PAST)
                .bind("job", payload.job.uuid())
                .bind("run", payload.past)
                .mapTo(byte[].class)
                .one());
    }
}
