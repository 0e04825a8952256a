package io.penstock.db.webhook;

import io.penstock.db.job.Failure;
import io.penstock.db.job.JobId;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A callback on its way, as a client sees it.
 *
 * @param subject whose end it tells of: a job or a batch, as the type says
 * @param delivering the job that makes the calls; none when the URL was disabled already
 * @param nextAttemptAt when it is tried again, if an attempt failed
 * @param attempts each call that was made; empty in lists
 */
public record Delivery(
        DeliveryId id,
        String type,
        UUID subject,
        String url,
        DeliveryState state,
        int attempt,
        @Nullable JobId delivering,
        Instant createdAt,
        @Nullable Instant nextAttemptAt,
        List<Attempt> attempts) {

    /**
     * One call.
     *
     * @param status what was answered, if anything was
     * @param failure why it does not count as delivered
     */
    public record Attempt(
            int nr,
            Instant at,
            @Nullable Integer status,
            @Nullable Failure failure,
            @Nullable Integer durationMs) {}

    Delivery with(List<Attempt> attempts) {
        return new Delivery(id, type, subject, url, state, attempt, delivering, createdAt, nextAttemptAt, attempts);
    }
}
