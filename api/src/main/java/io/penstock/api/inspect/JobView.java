package io.penstock.api.inspect;

import io.penstock.db.job.Attempt;
import io.penstock.db.job.Failure;
import io.penstock.db.job.Job;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** A job as the API shows it. */
public record JobView(
        String id,
        String kind,
        String state,
        int priority,
        int attempt,
        int maxAttempts,
        List<AttemptView> attempts,
        @Nullable String waitReason,
        @Nullable Instant nextEligibleAt,
        Instant createdAt,
        @Nullable Instant runAt,
        @Nullable Instant startedAt,
        @Nullable Instant finishedAt,
        @Nullable Failure error) {

    public record AttemptView(
            int attempt,
            Failure error,
            Instant startedAt,
            Instant finishedAt,
            @Nullable Instant nextAt) {

        static AttemptView of(Attempt a) {
            return new AttemptView(a.attempt(), a.failure(), a.startedAt(), a.finishedAt(), a.nextAt());
        }
    }

    public static JobView of(Job job) {
        var reason = job.waitReason();
        return new JobView(
                job.id().toString(),
                job.kind(),
                job.state().label(),
                job.priority(),
                job.attempt(),
                job.maxAttempts(),
                job.attempts().stream().map(AttemptView::of).toList(),
                reason == null ? null : reason.name().toLowerCase(Locale.ROOT),
                job.nextEligibleAt(),
                job.createdAt(),
                job.runAt(),
                job.startedAt(),
                job.finishedAt(),
                job.failure());
    }
}
