package io.penstock.api.webhook;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.penstock.db.job.BatchId;
import io.penstock.db.job.Failure;
import io.penstock.db.job.JobId;
import io.penstock.db.webhook.Delivery;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A delivery as the API shows it.
 *
 * @param jobId whose end it tells of, if not of a batch's
 * @param batchId whose end it tells of, if not of a job's
 * @param deliveryJobId the job that makes the calls
 * @param attempts each call; not in lists
 */
record DeliveryView(
        String id,
        String type,
        @Nullable String jobId,
        @Nullable String batchId,
        String url,
        String state,
        int attempt,
        @Nullable String deliveryJobId,
        Instant createdAt,
        @Nullable Instant nextAttemptAt,
        @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable List<AttemptView> attempts) {

    record AttemptView(
            int attempt,
            Instant at,
            @Nullable Integer status,
            @Nullable Failure error,
            @Nullable Integer durationMs) {

        static AttemptView of(Delivery.Attempt a) {
            return new AttemptView(a.nr(), a.at(), a.status(), a.failure(), a.durationMs());
        }
    }

    private static boolean isOfBatch(Delivery delivery) {
        return delivery.type().startsWith("batch.");
    }

    /** Without its calls. */
    static DeliveryView line(Delivery delivery) {
        return of(delivery, null);
    }

    static DeliveryView of(Delivery delivery) {
        return of(delivery, delivery.attempts().stream().map(AttemptView::of).toList());
    }

    private static DeliveryView of(Delivery d, @Nullable List<AttemptView> attempts) {
        return new DeliveryView(
                d.id().toString(),
                d.type(),
                isOfBatch(d) ? null : new JobId(d.subject()).toString(),
                isOfBatch(d) ? new BatchId(d.subject()).toString() : null,
                d.url(),
                d.state().label(),
                d.attempt(),
                d.delivering() == null ? null : d.delivering().toString(),
                d.createdAt(),
                d.nextAttemptAt(),
                attempts);
    }
}
