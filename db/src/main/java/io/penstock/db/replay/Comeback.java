package io.penstock.db.replay;

import io.penstock.db.artifact.ArtifactUses;
import io.penstock.db.artifact.ArtifactUses.Use;
import io.penstock.db.aside.Asides;
import io.penstock.db.aside.JsonText;
import io.penstock.db.database.SqlArray;
import io.penstock.db.gate.Gates;
import io.penstock.db.gate.Turns.Queue;
import io.penstock.db.job.Moved;
import io.penstock.db.limit.Weights;
import io.penstock.db.retention.ResultDays;
import io.penstock.db.submission.Submission;
import io.penstock.db.submission.Submission.IdempotencyKey;
import io.penstock.db.submission.Terms.Concurrency;
import java.util.List;
import java.util.function.Function;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/** Takes outcomes to their jobs' earlier runs, and brings the jobs back behind their gates. */
final class Comeback {

    /** A job whose batch has finished makes it unfinished again, unless a job made the batch: that has drawn its conclusion. */
    private static final String MOVE = """
            WITH i AS (
                SELECT * FROM unnest(:ids::uuid[], :tenants, :gates, :places, :priorities, :max_attempts, :run_ats::timestamptz[], :deadlines::timestamptz[], :weights,
                                     :callbacks, :key_names, :key_maxes, :key_ordered, :edited, :payloads, :options, :keys, :requests, :reasons)
                    AS i (id, tenant, gate, place, priority, max_attempts, run_at, deadline, weights,
                          callback, key_name, key_max, key_ordered, edited, payload, options, key, request, reason)),
            gone AS (DELETE FROM outcome USING i WHERE outcome.tenant = ANY (ARRAY[i.tenant]) AND outcome.id = ANY (ARRAY[i.id])
                     RETURNING outcome.*, i.gate, i.place, i.priority, i.max_attempts, i.run_at, i.deadline, i.weights, i.callback,
                               i.key_name, i.key_max, i.key_ordered, i.edited, i.key, i.request, i.reason),
            past AS (
                INSERT INTO past_run (tenant, id, run, state, attempt, worker, batch, started_at, finished_at, error_code, error,
                                      resolved_at, resolved_reason, hops, edited, payload, key, request, reason)
                SELECT gone.tenant, gone.id, job.run, gone.state, gone.attempt, gone.worker, gone.batch, gone.started_at, gone.finished_at, gone.error_code, gone.error,
                       gone.resolved_at, gone.resolved_reason, gone.hops, gone.edited, CASE WHEN gone.edited THEN job.payload END, gone.key, gone.request, gone.reason
                FROM gone JOIN job ON job.tenant = gone.tenant AND job.id = gone.id),
            changed AS (
                UPDATE job SET run = job.run + 1, priority = i.priority, max_attempts = i.max_attempts, run_at = i.run_at, deadline = i.deadline,
                               payload = CASE WHEN i.edited THEN i.payload::json ELSE job.payload END,
                               options = CASE WHEN i.edited THEN i.options::json ELSE job.options END
                FROM i WHERE job.tenant = i.tenant AND job.id = i.id),
            fresh AS (DELETE FROM progress WHERE job = ANY (:ids::uuid[])),
            kept AS (UPDATE forgetting SET forgotten_at = NULL FROM i WHERE forgetting.id = i.id AND forgetting.forgotten_at IS NOT NULL),
            reopened AS (
                UPDATE batch SET counts = NULL, finished_at = CASE WHEN made_by IS NOT NULL THEN finished_at END,
                                 cancel_requested_at = CASE WHEN made_by IS NOT NULL OR finished_at IS NULL THEN cancel_requested_at END
                FROM (SELECT DISTINCT batch FROM gone WHERE batch IS NOT NULL) AS of WHERE batch.id = of.batch)
            INSERT INTO live (id, tenant, gate, kind, state, priority, attempt, forgiven, max_attempts, place, due_at, deadline, batch, callback, weights,
                              key, key_max, key_ordered, key_nr)
            SELECT gone.id, gone.tenant, gone.gate, job.kind, CASE WHEN gone.run_at > now() THEN 'scheduled' ELSE 'queued' END, gone.priority,
                   gone.attempt + 1, gone.attempt + 1, gone.max_attempts,
                   CASE WHEN gone.run_at > now() THEN NULL ELSE gone.place END, CASE WHEN gone.run_at > now() THEN gone.run_at END,
                   gone.deadline, gone.batch, gone.callback, gone.weights::json,
                   gone.key_name, gone.key_max, gone.key_ordered, CASE WHEN gone.key_name IS NOT NULL THEN nextval('key_nr') END
            FROM gone JOIN job ON job.tenant = gone.tenant AND job.id = gone.id
            RETURNING id, tenant, kind, attempt, batch, since AS at, gate, priority, place""";

    private static final String KEEP_PAYLOAD = """
            WITH old AS (DELETE FROM payload_aside WHERE job = :job RETURNING *)
            INSERT INTO past_payload (job, run, length, bytes) SELECT job, :run, length, bytes FROM old""";

    private final Gates gates;

    Comeback(Gates gates) {
        this.gates = gates;
    }

    /** @param place none while its time has not come */
    record Back(Moved job, int gate, int priority, @Nullable Long place) {}

    List<Back> of(Handle handle, List<Chosen> jobs) {
        if (jobs.isEmpty()) {
            return List.of();
        }
        PastEffects.set(handle, jobs);
        var edited = jobs.stream().filter(Chosen::isEdited).toList();
        edited.forEach(one -> handle.createUpdate(KEEP_PAYLOAD)
                .bind("job", one.uuid())
                .bind("run", one.job().run())
                .execute());
        var back = move(handle, jobs, jobs.stream().map(this::queue).toList());
        edited.forEach(one -> bring(handle, one, one.edited()));
        ResultDays.reopen(
                handle,
                jobs.stream()
                        .filter(one -> one.job().isOld())
                        .map(one -> one.wanted().id())
                        .toList());
        return back;
    }

    private List<Back> move(Handle handle, List<Chosen> jobs, List<Queue> queues) {
        var places = gates.turns().give(queues);
        return handle.createQuery(MOVE)
                .bind("ids", SqlArray.texts(jobs, Chosen::uuid))
                .bind("tenants", SqlArray.ints(queues, Queue::tenant))
                .bind("gates", SqlArray.ints(queues, Queue::gate))
                .bind("places", SqlArray.longs(places, place -> place))
                .bind("priorities", SqlArray.ints(queues, Queue::priority))
                .bind("max_attempts", SqlArray.ints(jobs, one -> one.job().maxAttempts()))
                .bind("run_ats", SqlArray.texts(jobs, one -> one.wanted().runAt()))
                .bind("deadlines", SqlArray.texts(jobs, one -> one.wanted().deadline()))
                .bind(
                        "weights",
                        SqlArray.texts(jobs, one -> Weights.write(one.terms().units())))
                .bind("callbacks", SqlArray.booleans(jobs, one -> one.terms().callback() != null))
                .bind("key_names", SqlArray.texts(jobs, one -> of(one.terms().concurrency(), Concurrency::key)))
                .bind("key_maxes", SqlArray.ints(jobs, one -> of(one.terms().concurrency(), Concurrency::max)))
                .bind(
                        "key_ordered",
                        SqlArray.booleans(jobs, one -> of(one.terms().concurrency(), Concurrency::ordered)))
                .bind("edited", SqlArray.booleans(jobs, Chosen::isEdited))
                .bind("payloads", SqlArray.texts(jobs, Chosen::inline))
                .bind(
                        "options",
                        SqlArray.texts(
                                jobs, one -> one.terms().options(one.kind()).write()))
                .bind("keys", SqlArray.texts(jobs, one -> of(one.wanted().key(), IdempotencyKey::key)))
                .bind("requests", SqlArray.bytes(jobs, one -> of(one.wanted().key(), IdempotencyKey::request)))
                .bind("reasons", SqlArray.texts(jobs, one -> one.wanted().reason()))
                .map((row, context) -> new Back(
                        Moved.of(row), row.getInt("gate"), row.getInt("priority"), row.getObject("place", Long.class)))
                .list();
    }

    /** What is too long for the job's row, and what it refers to. */
    private static void bring(Handle handle, Chosen one, Submission edited) {
        if (edited.payload() instanceof JsonText.Aside text) {
            Asides.PAYLOADS.write(handle, one.wanted().id(), text);
        }
        ArtifactUses.note(
                handle,
                edited.artifacts().stream()
                        .map(id -> new Use(id, edited.tenant(), one.wanted().id()))
                        .toList());
    }

    private Queue queue(Chosen one) {
        var terms = one.terms();
        var gate = gates.of(one.kind(), one.wanted().tenant(), terms.limits(), terms.concurrency() != null);
        return new Queue(gate.id(), one.priority(), one.wanted().tenant());
    }

    private static <V, T> @Nullable T of(@Nullable V value, Function<V, T> part) {
        return value == null ? null : part.apply(value);
    }
}
