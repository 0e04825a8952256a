package io.penstock.api.inspect;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import io.penstock.db.job.Attempt;
import io.penstock.db.job.Failure;
import io.penstock.db.job.Job;
import io.penstock.db.job.Progress;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A job as the API shows it.
 *
 * @param deduplicated that a submit was answered with this job, as it has the unique key
 */
public record JobView(
        String id,
        String kind,
        String state,
        int run,
        int priority,
        int attempt,
        int maxAttempts,
        List<AttemptView> attempts,
        @Nullable String waitReason,
        @Nullable Instant nextEligibleAt,
        Instant createdAt,
        @Nullable Instant runAt,
        @Nullable Instant deadline,
        @Nullable Instant cancelRequestedAt,
        @Nullable Instant startedAt,
        @Nullable Instant finishedAt,
        @Nullable Progress progress,
        @Nullable ErrorView error,
        Job.@Nullable Resolution resolution,
        Map<String, String> tags,
        @Nullable String batchId,
        @Nullable String customId,
        @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable Boolean deduplicated) {

    /** @param errorGroup null of jobs that failed before there were groups */
    public record ErrorView(
            String code, String message, @Nullable String errorGroup) {

        static @Nullable ErrorView of(Job job) {
            var failure = job.failure();
            var group = job.errorGroup();
            return failure == null
                    ? null
                    : new ErrorView(failure.code(), failure.message(), group == null ? null : group.toString());
        }
    }

    public record AttemptView(
            int attempt,
            @JsonProperty("class") String failureClass,
            Failure error,
            String fingerprint,
            String worker,
            Instant startedAt,
            Instant finishedAt,
            @Nullable Instant nextAt) {

        static AttemptView of(Attempt a) {
            return new AttemptView(
                    a.attempt(),
                    a.failureClass().label(),
                    a.failure(),
                    a.fingerprint(),
                    Ids.worker(a.worker()),
                    a.startedAt(),
                    a.finishedAt(),
                    a.nextAt());
        }
    }

    public static JobView of(Job job) {
        return of(job, null);
    }

    private static JobView of(Job job, @Nullable Boolean deduplicated) {
        var reason = job.waitReason();
        var batch = job.batch();
        return new JobView(
                job.id().toString(),
                job.kind(),
                job.state().label(),
                job.run(),
                job.priority(),
                job.attempt(),
                job.maxAttempts(),
                job.attempts().stream().map(AttemptView::of).toList(),
                reason == null ? null : reason.name().toLowerCase(Locale.ROOT),
                job.nextEligibleAt(),
                job.createdAt(),
                job.runAt(),
                job.deadline(),
                job.cancelRequestedAt(),
                job.startedAt(),
                job.finishedAt(),
                job.progress(),
                ErrorView.of(job),
                job.resolution(),
                job.tags(),
                batch == null ? null : batch.toString(),
                job.customId(),
                deduplicated);
    }

    /** The answer to a submit that made no job, as this one has its unique key. */
    public static JobView deduplicated(Job job) {
        return of(job, true);
    }
}
