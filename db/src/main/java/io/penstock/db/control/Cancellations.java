package io.penstock.db.control;

import io.penstock.db.control.Cancellation.AlreadyFinished;
import io.penstock.db.control.Cancellation.Cancelled;
import io.penstock.db.control.Cancellation.NotFound;
import io.penstock.db.control.Cancellation.Running;
import io.penstock.db.job.JobId;
import io.penstock.db.job.Jobs;
import org.jdbi.v3.core.Jdbi;

/** cancel: ends a job that has not started. A record of it that is still on its lane finds nothing to claim. */
public final class Cancellations {

    private static final String CANCEL = """
            WITH gone AS (
                DELETE FROM live WHERE id = :id AND tenant = :tenant AND state <> 'running'
                RETURNING tenant, id, attempt)
            INSERT INTO outcome (tenant, id, state, attempt) SELECT tenant, id, 'cancelled', attempt FROM gone""";

    private final Jdbi jdbi;
    private final Jobs jobs;

    public Cancellations(Jdbi jdbi, Jobs jobs) {
        this.jdbi = jdbi;
        this.jobs = jobs;
    }

    public Cancellation cancel(int tenant, JobId id) {
        int cancelled = jdbi.inTransaction(handle -> handle.createUpdate(CANCEL)
                .bind("tenant", tenant)
                .bind("id", id.uuid())
                .execute());
        if (cancelled == 1) {
            return new Cancelled();
        }
        return jobs.find(tenant, id)
                .<Cancellation>map(job -> job.state().isFinal() ? new AlreadyFinished() : new Running())
                .orElseGet(NotFound::new);
    }
}
