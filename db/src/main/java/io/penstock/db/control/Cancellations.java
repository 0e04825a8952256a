package io.penstock.db.control;

import io.penstock.db.control.Cancellation.AlreadyFinished;
import io.penstock.db.control.Cancellation.Cancelled;
import io.penstock.db.control.Cancellation.NotFound;
import io.penstock.db.control.Cancellation.Requested;
import io.penstock.db.database.SqlArray;
import io.penstock.db.job.BatchId;
import io.penstock.db.job.Endings;
import io.penstock.db.job.Job;
import io.penstock.db.job.JobId;
import io.penstock.db.job.Jobs;
import io.penstock.db.limit.Corrections;
import java.util.List;
import java.util.UUID;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;

/**
 * cancel: the wish is written on the job. A job that does not run ends at once; a record of it that is still on its lane finds nothing
 * to claim. A running one ends when its worker has read the wish, and if that worker is lost first, when the job comes back.
 */
public final class Cancellations {

    private static final String REQUEST = """
            UPDATE live SET cancel_requested_at = coalesce(cancel_requested_at, now()) WHERE id = :id AND tenant = :tenant""";

    /** It waits for nobody: a finish that holds one of these jobs may be about to want another. */
    private static final String REQUEST_ALL = """
            UPDATE live SET cancel_requested_at = now()
            WHERE ctid = ANY (ARRAY(
                    SELECT ctid FROM live WHERE batch = :batch AND cancel_requested_at IS NULL LIMIT :most
                    FOR NO KEY UPDATE SKIP LOCKED))
              AND cancel_requested_at IS NULL""";

    private static final String REQUEST_THESE = """
            UPDATE live SET cancel_requested_at = coalesce(cancel_requested_at, now()) WHERE id = ANY (:ids::uuid[])""";

    private static final String AS_CANCELLED =
            """
            RETURNING tenant, id, kind, 'cancelled' AS state, attempt, NULL::int AS worker, batch, callback,
                      NULL::timestamptz AS started_at, NULL::json AS result, NULL AS error_code, NULL AS error, NULL::json AS hops,
                      NULL AS class, NULL AS shape, NULL AS frame,
                      %s),
            """.formatted(Corrections.PERMIT) + Corrections.OF_GONE + Endings.OF_GONE + "SELECT count(*) FROM ended";

    private static final String END = """
            WITH gone AS (
                DELETE FROM live
                WHERE ctid = ANY (ARRAY(
                        SELECT ctid FROM live WHERE cancel_requested_at IS NOT NULL AND state <> 'running'
                        ORDER BY cancel_requested_at LIMIT :most))
                  AND cancel_requested_at IS NOT NULL AND state <> 'running'
            """ + AS_CANCELLED;

    private static final String END_ONE = """
            WITH gone AS (
                DELETE FROM live WHERE id = :id AND cancel_requested_at IS NOT NULL AND state <> 'running'
            """ + AS_CANCELLED;

    /** The running jobs that somebody wants gone are few, however many run. */
    private static final String OF_WORKER =
            "SELECT id FROM live WHERE cancel_requested_at IS NOT NULL AND worker = :worker";

    private final Jdbi jdbi;
    private final Jobs jobs;

    public Cancellations(Jdbi jdbi) {
        this.jdbi = jdbi;
        this.jobs = new Jobs(jdbi);
    }

    public Cancellation cancel(int tenant, JobId id) {
        boolean ended = jdbi.inTransaction(handle -> request(handle, tenant, id) && end(handle, id));
        if (ended) {
            return new Cancelled();
        }
        return jobs.find(tenant, id).map(Cancellations::answer).orElseGet(NotFound::new);
    }

    private static Cancellation answer(Job job) {
        return job.state().isFinal() ? new AlreadyFinished() : new Requested();
    }

    private static boolean request(Handle handle, int tenant, JobId id) {
        return handle.createUpdate(REQUEST)
                        .bind("tenant", tenant)
                        .bind("id", id.uuid())
                        .execute()
                == 1;
    }

    private static boolean end(Handle handle, JobId id) {
        return handle.createQuery(END_ONE)
                        .bind("id", id.uuid())
                        .mapTo(Integer.class)
                        .one()
                == 1;
    }

    /** Writes the wish on so many jobs of the batch that do not have it yet and nobody is at; returns how many. */
    public int request(BatchId batch, int most) {
        return jdbi.withHandle(handle -> handle.createUpdate(REQUEST_ALL)
                .bind("batch", batch.uuid())
                .bind("most", most)
                .execute());
    }

    /** Writes the wish on these jobs, in a transaction of the caller's that holds them. */
    public static void request(Handle handle, List<JobId> jobs) {
        handle.createUpdate(REQUEST_THESE)
                .bind("ids", SqlArray.texts(jobs, JobId::uuid))
                .execute();
    }

    /** Ends jobs that have the wish on them and do not run; returns how many. */
    public int endRequested(int most) {
        return jdbi.inTransaction(handle ->
                handle.createQuery(END).bind("most", most).mapTo(Integer.class).one());
    }

    /** Those of a worker's jobs that somebody wants gone. */
    public List<JobId> requestedOf(int worker) {
        return jdbi.withHandle(handle -> handle.createQuery(OF_WORKER)
                .bind("worker", worker)
                .mapTo(UUID.class)
                .map(JobId::new)
                .list());
    }
}
