package io.penstock.api.limit;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.penstock.db.limit.Limit;
import io.penstock.db.limit.Quota;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A limit as its readers see it.
 *
 * @param permitsNow what it lets through at the moment, with what stands in for the quota and the pace of the provider
 * @param left how many permits there are now, and none while it is closed
 * @param held how many jobs are on their way that needed it
 */
record LimitView(
        String name,
        @Nullable String kind,
        @Nullable String tenant,
        @Nullable String deployment,
        @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable Periodic rate,
        @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable Periodic units,
        @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable Concurrency concurrency,
        boolean declared,
        @Nullable Closed closed,
        @Nullable Override override,
        double pace,
        long permitsNow,
        long left,
        long held,
        Instant createdAt,
        Instant changedAt) {

    record Periodic(long permits, Duration per, long burst) {
        static Periodic of(Quota.Periodic quota) {
            return new Periodic(quota.permits(), quota.per(), quota.burst());
        }
    }

    record Concurrency(long max) {}

    /** @param until null until somebody opens it */
    record Closed(
            @Nullable Instant until,
            String reason,
            @Nullable String by) {}

    @SuppressWarnings("JavaLangClash")
    record Override(long permits, Instant until, @Nullable String reason) {}

    static LimitView of(Limit limit, long held) {
        var closed = limit.closed();
        var interim = limit.interim();
        return new LimitView(
                limit.name(),
                limit.kind(),
                limit.tenant(),
                limit.deployment(),
                limit.quota() instanceof Quota.Rate rate ? Periodic.of(rate) : null,
                limit.quota() instanceof Quota.Units units ? Periodic.of(units) : null,
                limit.quota() instanceof Quota.Concurrency c ? new Concurrency(c.permits()) : null,
                limit.declared(),
                closed == null
                        ? null
                        : new Closed(
                                closed.until().isBefore(Limit.FOR_GOOD) ? closed.until() : null,
                                closed.reason(),
                                closed.by()),
                interim == null ? null : new Override(interim.permits(), interim.until(), interim.reason()),
                limit.pace(),
                limit.permits(),
                limit.left(held).most(),
                held,
                limit.createdAt(),
                limit.changedAt());
    }
}
