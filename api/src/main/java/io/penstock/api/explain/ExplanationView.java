package io.penstock.api.explain;

import com.fasterxml.jackson.annotation.JsonAnyGetter;
import com.fasterxml.jackson.annotation.JsonInclude;
import io.penstock.db.explain.Explanation;
import io.penstock.db.explain.Explanation.Reason.Busy;
import io.penstock.db.explain.Explanation.Reason.Closed;
import io.penstock.db.explain.Explanation.Reason.Due;
import io.penstock.db.explain.Explanation.Reason.Held;
import io.penstock.db.explain.Explanation.Reason.News;
import io.penstock.db.explain.Explanation.Reason.NoWorker;
import io.penstock.db.explain.Explanation.Reason.OnItsLane;
import io.penstock.db.explain.Explanation.Reason.OthersOfKey;
import io.penstock.db.explain.Explanation.Reason.Paused;
import io.penstock.db.explain.Explanation.Reason.Turn;
import io.penstock.db.explain.Explanation.Reason.UsedUp;
import io.penstock.db.job.Job;
import io.penstock.db.job.JobId;
import io.penstock.db.limit.Money;
import io.penstock.db.limit.Quota;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Why a job does not run now, as its reader sees it.
 *
 * @param ahead how many have their turn before it; the count stops, and then says so
 * @param nextEligibleAt not before then, as far as that can be known
 * @param estimatedStartAt when its turn comes if it goes on as in the last minute, or by its limits if nothing did, or when what it waits for ends; nothing when that cannot be told
 */
record ExplanationView(
        String id,
        String state,
        @Nullable String waitReason,
        List<Reason> reasons,
        int ahead,
        boolean aheadCapped,
        @Nullable Instant nextEligibleAt,
        @Nullable Instant estimatedStartAt) {

    /**
     * @param detail the same in a sentence
     * @param facts which limit, key, lane or jobs it is about
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Reason(
            String reason,
            String detail,
            @Nullable Instant until,
            @JsonAnyGetter Map<String, Object> facts) {

        private static Reason of(Explanation.Reason reason) {
            return switch (reason) {
                case News news ->
                    new Reason(
                            "notice",
                            "It goes on when somebody outside says that something happened, and looks itself at the time given.",
                            news.at(),
                            Map.of());
                case Due due ->
                    due.isRetry()
                            ? new Reason(
                                    "retry", "Its last attempt failed; the next one has its time.", due.at(), Map.of())
                            : new Reason("due", "Its time has not come.", due.at(), Map.of());
                case Paused paused -> paused(paused);
                case Closed closed -> closed(closed);
                case UsedUp used -> usedUp(used);
                case Held held ->
                    new Reason(
                            "concurrency",
                            "Limit %s lets %,d jobs run at a time, and %,d are on their way."
                                    .formatted(held.limit().name(), held.limit().permits(), held.held()),
                            null,
                            Map.of("limit", held.limit().name(), "held", held.held(), "held_by", texts(held.by())));
                case OthersOfKey others ->
                    new Reason(
                            "concurrency_key",
                            "Of the jobs with this key, %,d may be on their way at a time, and others come first."
                                    .formatted(others.max()),
                            null,
                            Map.of("key", others.key(), "held_by", texts(others.by())));
                case Turn turn ->
                    new Reason(
                            "turn",
                            turn.ahead() == 1
                                    ? "One job at its gate has its turn before it."
                                    : "%s%,d jobs at its gate have their turn before it."
                                            .formatted(
                                                    turn.ahead() == Explanation.MOST_AHEAD ? "At least " : "",
                                                    turn.ahead()),
                            null,
                            Map.of());
                case NoWorker none ->
                    new Reason(
                            "no_worker",
                            "No worker serves lane %s. Start one, such as ./penstock worker --lanes %1$s."
                                    .formatted(none.lane().label()),
                            null,
                            Map.of("lane", none.lane().label()));
                case OnItsLane on ->
                    new Reason(
                            "worker",
                            "It is on lane %s, and the next worker that has room takes it."
                                    .formatted(on.lane().label()),
                            null,
                            Map.of("lane", on.lane().label()));
                case Busy busy ->
                    new Reason(
                            "busy",
                            "All %,d slots of lane %s are taken, on %,d workers."
                                    .formatted(busy.slots(), busy.lane().label(), busy.workers()),
                            null,
                            Map.of("lane", busy.lane().label()));
            };
        }

        private static Reason paused(Paused paused) {
            var pause = paused.pause();
            var until = paused.until().orElse(null);
            return new Reason(
                    "paused",
                    "%s %s is paused until %s: %s"
                            .formatted(
                                    switch (pause.key().scope()) {
                                        case KIND -> "Kind";
                                        case LANE -> "Lane";
                                        case LIMIT -> "Limit";
                                        case TENANT -> "Tenant";
                                    },
                                    pause.key().name(),
                                    until == null ? "somebody resumes it" : until,
                                    pause.reason()),
                    until,
                    Map.of(
                            "scope",
                            pause.key().scope().label(),
                            "name",
                            pause.key().name(),
                            "by",
                            Objects.requireNonNull(pause.by())));
        }

        private static Reason usedUp(UsedUp used) {
            var limit = used.limit();
            var until = used.until().orElse(null);
            var facts = Map.<String, Object>of("limit", limit.name());
            return limit.quota() instanceof Quota.Budget budget
                    ? new Reason(
                            "budget",
                            "Budget %s has %s, and the job is estimated to cost %s."
                                    .formatted(
                                            limit.name(),
                                            until == null
                                                    ? Money.of(budget.permits()).toPlainString() + " at most"
                                                    : Money.of(used.left()).toPlainString() + " left",
                                            Money.of(used.needed()).toPlainString()),
                            until,
                            facts)
                    : new Reason(
                            "limit",
                            "Limit %s has %s, and the job needs %,d."
                                    .formatted(
                                            limit.name(),
                                            until == null
                                                    ? "%,d at most".formatted(limit.permits())
                                                    : "%,d left".formatted(used.left()),
                                            used.needed()),
                            until,
                            facts);
        }

        private static Reason closed(Closed closed) {
            var limit = closed.limit().name();
            var until = closed.until().orElse(null);
            var by = closed.closed().by();
            return new Reason(
                    "closed",
                    "Limit %s is closed until %s: %s"
                            .formatted(
                                    limit,
                                    until == null ? "somebody opens it" : until,
                                    closed.closed().reason()),
                    until,
                    by == null ? Map.of("limit", limit) : Map.of("limit", limit, "by", by));
        }

        private static List<String> texts(List<JobId> jobs) {
            return jobs.stream().map(JobId::toString).toList();
        }
    }

    static ExplanationView of(Job job, Explanation explanation, Instant now) {
        var startsIn = explanation.startsIn();
        var waitReason = job.waitReason();
        return new ExplanationView(
                job.id().toString(),
                job.state().label(),
                waitReason == null ? null : waitReason.name().toLowerCase(Locale.ROOT),
                explanation.reasons().stream().map(Reason::of).toList(),
                explanation.ahead(),
                explanation.ahead() == Explanation.MOST_AHEAD,
                explanation.eligibleAt(),
                startsIn == null
                        ? explanation.isOnlyTime() ? explanation.eligibleAt() : null
                        : later(now.plus(startsIn).truncatedTo(ChronoUnit.MILLIS), explanation.eligibleAt()));
    }

    private static Instant later(Instant a, @Nullable Instant b) {
        return b != null && b.isAfter(a) ? b : a;
    }
}
