package io.penstock.db.control;

import io.penstock.db.aside.Asides;
import io.penstock.db.aside.JsonText;
import io.penstock.db.job.Job;
import io.penstock.db.job.JobId;
import io.penstock.db.job.Jobs;
import io.penstock.db.job.State;
import java.util.Optional;
import org.jdbi.v3.core.Jdbi;
import org.jspecify.annotations.Nullable;

/** resolve: a person found out what became of an effect, and the job's unknown outcome becomes a known one. */
public final class Resolutions {

    /**
     * Who asked to be told of the job's end is told again. A row that was not taken yet is written again, and so locked: whoever takes it
     * sees this outcome, or leaves the row. A batch that has finished is counted anew.
     */
    private static final String RESOLVE = """
            WITH resolved AS (
                UPDATE outcome SET state = :state, resolved_at = now(), resolved_reason = :reason, result = :result::json,
                                   error_code = CASE WHEN :state = 'failed' THEN error_code END, error = CASE WHEN :state = 'failed' THEN error END,
                                   fingerprint = CASE WHEN :state = 'failed' THEN fingerprint END
                WHERE tenant = :tenant AND id = :id AND state = 'outcome_unknown'
                RETURNING tenant, id, batch),
            owed AS (
                INSERT INTO callback_owed (job, tenant)
                SELECT job.id, job.tenant FROM resolved JOIN job ON job.tenant = resolved.tenant AND job.id = resolved.id
                WHERE job.options ->> 'callback' IS NOT NULL
                ON CONFLICT (job) DO UPDATE SET tenant = excluded.tenant),
            recounted AS (
                UPDATE batch SET counts = NULL FROM resolved WHERE batch.id = resolved.batch)
            SELECT count(*) FROM resolved""";

    private final Jdbi jdbi;
    private final Jobs jobs;

    public Resolutions(Jdbi jdbi) {
        this.jdbi = jdbi;
        this.jobs = new Jobs(jdbi);
    }

    /** What came of it, and the job as it is now. */
    public sealed interface Resolution {

        record Resolved(Job job) implements Resolution {}

        /** Its outcome is not unknown, or not any more. */
        record NotUnknown(Job job) implements Resolution {}

        record NotFound() implements Resolution {}
    }

    /** @param result what the job came to, when it succeeded after all */
    public Resolution resolve(int tenant, JobId id, boolean succeeded, String reason, @Nullable JsonText result) {
        if (reason.isBlank()) {
            throw new IllegalArgumentException("A resolution needs a reason");
        }
        var kept = succeeded ? result : null;
        boolean resolved = jdbi.inTransaction(handle -> {
            boolean one = handle.createQuery(RESOLVE)
                            .bind("tenant", tenant)
                            .bind("id", id.uuid())
                            .bind("state", (succeeded ? State.SUCCEEDED : State.FAILED).label())
                            .bind("reason", reason)
                            .bind("result", kept instanceof JsonText.Inline text ? text.json() : null)
                            .mapTo(Integer.class)
                            .one()
                    == 1;
            if (one && kept instanceof JsonText.Aside text) {
                Asides.RESULTS.write(handle, id, text);
            }
            return one;
        });
        Optional<Job> job = jobs.find(tenant, id);
        return job.<Resolution>map(j -> resolved ? new Resolution.Resolved(j) : new Resolution.NotUnknown(j))
                .orElseGet(Resolution.NotFound::new);
    }
}
