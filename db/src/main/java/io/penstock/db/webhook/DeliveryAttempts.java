package io.penstock.db.webhook;

import io.penstock.db.job.Failure;
import io.penstock.db.job.JobId;
import java.time.Duration;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jspecify.annotations.Nullable;

/**
 * The calls of deliveries. One is written down before it is made, so that none is missing from the log, and what it came to after it.
 * That is not fenced: who called has called, also when another worker has the job by now.
 */
public final class DeliveryAttempts {

    private static final String BEGIN = """
            WITH due AS (
                UPDATE delivery SET attempts = attempts + 1
                WHERE id = :id AND job = :job AND outcome IS NULL AND NOT EXISTS (%s)
                RETURNING id, tenant, url, body, attempts),
            begun AS (
                INSERT INTO delivery_attempt (delivery, nr, error_code, error)
                SELECT id, attempts, 'unfinished', 'It was begun, and nothing is known of its end.' FROM due)
            SELECT tenant, url, body, attempts FROM due""".formatted(Endpoints.OF_DELIVERY);

    private static final String DISABLE = """
            UPDATE delivery SET outcome = 'disabled' WHERE id = :id AND job = :job AND outcome IS NULL AND EXISTS (%s)""".formatted(Endpoints.OF_DELIVERY);

    /** If the URL was enabled just now, it is for a redelivery to see that. */
    private static final String WHY =
            "SELECT coalesce(outcome, 'disabled') FROM delivery WHERE id = :id AND job = :job";

    /** What was delivered stays so. */
    private static final String FINISH = """
            WITH called AS (
                UPDATE delivery_attempt SET status = :status, error_code = :error_code, error = :error, duration_ms = :duration_ms
                WHERE delivery = :id AND nr = :nr),
            settled AS (
                UPDATE delivery SET outcome = :outcome
                WHERE id = :id AND :outcome::text IS NOT NULL AND outcome IS DISTINCT FROM 'delivered'
                RETURNING tenant, url, outcome)
            INSERT INTO webhook_endpoint (tenant, url, reason)
            SELECT tenant, url, :error FROM settled WHERE outcome = 'disabled'
            ON CONFLICT DO NOTHING""";

    private final Jdbi jdbi;

    public DeliveryAttempts(Jdbi jdbi) {
        this.jdbi = jdbi;
    }

    /** What there is to do. */
    public sealed interface Begun {

        /**
         * A call.
         *
         * @param nr which of the delivery's calls it is
         */
        record Call(DeliveryId id, int nr, int tenant, String url, String body) implements Begun {}

        /** Nothing: an earlier attempt delivered it. */
        record Delivered() implements Begun {}

        /** Nothing: its URL wants no more callbacks. */
        record Disabled() implements Begun {}

        /** Nothing: it is no longer there, or no longer this job's. */
        record Gone() implements Begun {}
    }

    /** Says that the job is about to make a call. */
    public Begun begin(DeliveryId id, JobId job) {
        return jdbi.inTransaction(
                handle -> call(handle, id, job).<Begun>map(call -> call).orElseGet(() -> nothing(handle, id, job)));
    }

    private static Optional<Begun.Call> call(Handle handle, DeliveryId id, JobId job) {
        return handle.createQuery(BEGIN)
                .bind("id", id.uuid())
                .bind("job", job.uuid())
                .map((row, context) -> new Begun.Call(
                        id, row.getInt("attempts"), row.getInt("tenant"), row.getString("url"), row.getString("body")))
                .findOne();
    }

    private static Begun nothing(Handle handle, DeliveryId id, JobId job) {
        handle.createUpdate(DISABLE)
                .bind("id", id.uuid())
                .bind("job", job.uuid())
                .execute();
        var why = handle.createQuery(WHY)
                .bind("id", id.uuid())
                .bind("job", job.uuid())
                .mapTo(String.class)
                .findOne();
        return switch (why.orElse("gone")) {
            case "delivered" -> new Begun.Delivered();
            case "disabled" -> new Begun.Disabled();
            default -> new Begun.Gone();
        };
    }

    /** What a call came to. */
    public sealed interface Called {

        record Delivered(int status) implements Called {}

        /** The receiver wants no more of them at this URL. */
        record Refused(int status, Failure failure) implements Called {}

        /**
         * It may be made again, or not: that is for the job to decide.
         *
         * @param status what was answered, if anything was
         */
        record Failed(@Nullable Integer status, Failure failure) implements Called {}
    }

    public void finish(Begun.Call call, Called called, Duration took) {
        switch (called) {
            case Called.Delivered delivered -> finish(call, delivered.status, null, "delivered", took);
            case Called.Refused refused -> finish(call, refused.status, refused.failure, "disabled", took);
            case Called.Failed failed -> finish(call, failed.status, failed.failure, null, took);
        }
    }

    private void finish(
            Begun.Call call,
            @Nullable Integer status,
            @Nullable Failure failure,
            @Nullable String outcome,
            Duration took) {
        jdbi.useHandle(handle -> handle.createUpdate(FINISH)
                .bind("id", call.id.uuid())
                .bind("nr", call.nr)
                .bind("status", status)
                .bind("error_code", failure == null ? null : failure.code())
                .bind("error", failure == null ? null : failure.message())
                .bind("outcome", outcome)
                .bind("duration_ms", Math.toIntExact(took.toMillis()))
                .execute());
    }
}
