package io.penstock.db.request;

import io.penstock.catalog.json.Json;
import io.penstock.catalog.json.SelfChecked;
import io.penstock.catalog.json.Violation;
import io.penstock.db.job.BatchId;
import io.penstock.db.job.ErrorGroupId;
import io.penstock.db.job.State;
import jakarta.validation.Valid;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Size;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What a client wants done, and to which jobs.
 *
 * @param priority the new one, to reprioritise
 * @param runAt the new time, to move
 * @param rate so many jobs a second; as fast as it goes unless given
 * @param jitter each job's time is later by a part of this
 * @param max the oldest so many jobs; all unless given
 */
public record BulkRequest(
        @NotNull Action action,
        @NotNull @Valid Filter filter,

        @Min(0) @Max(9) @Nullable Integer priority,
        @Nullable Instant runAt,
        @Nullable Double rate,
        @Nullable Duration jitter,

        @Min(1) @Max(BulkRequest.MOST) @Nullable Integer max,

        @NotNull
        @Size(max = 500)
        @Pattern(regexp = "(?s).*\\S.*", message = "must say why")
        @Pattern(regexp = TextRules.LINES, message = TextRules.LINES_RULE)
        String reason)
        implements SelfChecked {

    /** What one operation is about at most. */
    public static final int MOST = 2_000_000;

    private static final double FASTEST = 100_000;
    private static final double SLOWEST = 0.01;
    private static final Duration LONGEST_JITTER = Duration.ofDays(1);

    /** What can be done to jobs, each to those in some states. */
    public enum Action {
        REPLAY,
        CANCEL,
        REPRIORITISE,
        MOVE;

        private Set<State> states() {
            return switch (this) {
                case REPLAY -> EnumSet.of(State.FAILED, State.EXPIRED, State.CANCELLED, State.OUTCOME_UNKNOWN);
                case CANCEL -> EnumSet.of(State.SCHEDULED, State.QUEUED, State.RUNNING, State.RETRYING);
                case REPRIORITISE, MOVE -> EnumSet.of(State.SCHEDULED, State.QUEUED, State.RETRYING);
            };
        }

        /** Those that are meant when none are named. */
        private Set<State> usual() {
            return this == REPLAY ? EnumSet.of(State.FAILED) : states();
        }

        /** As it is written in JSON. */
        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /**
     * Which jobs. All that is given must be true of them.
     *
     * @param tenant by its name, for who runs the installation
     * @param errorGroup what they failed with
     * @param schedule by its name: jobs it made, and those of batches it made
     */
    public record Filter(
            @Size(min = 1, max = 9) @Nullable List<@NotNull String> state,

            @Size(min = 1, max = 100) @Nullable
            List<@NotNull @Pattern(regexp = "[a-z0-9_.]{1,200}", message = "must be the name of a kind") String> kind,

            @Size(min = 1, max = 63) @Nullable String tenant,

            @Size(max = TagRules.MOST, message = TagRules.TOO_MANY) @Nullable
            Map<
                            @Pattern(regexp = TagRules.NAME, message = TagRules.NAME_RULE) String,
                            @NotNull @Pattern(regexp = TagRules.VALUE, message = TagRules.VALUE_RULE) String>
                    tags,

            @Pattern(
                    regexp = "err_[0-9a-f]{16}",
                    message = "must be an error group's id: err_ and 16 hexadecimal digits")
            @Nullable
            String errorGroup,

            @Nullable Instant createdAfter,
            @Nullable Instant createdBefore,
            @Nullable Instant finishedAfter,
            @Nullable Instant finishedBefore,

            @Pattern(regexp = "bat_[0-9a-f]{32}", message = "must be the id of a batch") @Nullable
            String batch,

            @Size(min = 1, max = 100) @Nullable String schedule) {

        public Map<String, String> allTags() {
            return tags == null ? Map.of() : tags;
        }

        public @Nullable String fingerprint() {
            return errorGroup == null
                    ? null
                    : ErrorGroupId.parse(errorGroup).orElseThrow().fingerprint();
        }

        public @Nullable BatchId inBatch() {
            return batch == null ? null : BatchId.parse(batch).orElseThrow();
        }

        private boolean isEmpty() {
            return state == null
                    && kind == null
                    && tenant == null
                    && allTags().isEmpty()
                    && Stream.of(
                                    errorGroup,
                                    createdAfter,
                                    createdBefore,
                                    finishedAfter,
                                    finishedBefore,
                                    batch,
                                    schedule)
                            .allMatch(given -> given == null);
        }

        private void check(Action action, List<Violation> broken) {
            if (isEmpty()) {
                broken.add(new Violation("/filter", "must have at least one condition"));
            }
            for (int i = 0; state != null && i < state.size(); i++) {
                if (State.parse(state.get(i)).filter(action.states()::contains).isEmpty()) {
                    broken.add(new Violation(
                            "/filter/state/" + i,
                            "must be one of " + labels(action.states()) + ", to " + action + " jobs"));
                }
            }
            if (action != Action.REPLAY) {
                ofEnded("error_group", errorGroup, broken);
                ofEnded("finished_after", finishedAfter, broken);
                ofEnded("finished_before", finishedBefore, broken);
            }
            order("created", createdAfter, createdBefore, broken);
            order("finished", finishedAfter, finishedBefore, broken);
        }

        private static void ofEnded(String field, @Nullable Object value, List<Violation> broken) {
            if (value != null) {
                broken.add(new Violation("/filter/" + field, "is of jobs that have ended; only those are replayed"));
            }
        }

        private static void order(
                String what, @Nullable Instant after, @Nullable Instant before, List<Violation> broken) {
            if (after != null && before != null && !before.isAfter(after)) {
                broken.add(new Violation("/filter/" + what + "_before", "must be later than " + what + "_after"));
            }
        }
    }

    @Override
    public List<Violation> violations() {
        var broken = new ArrayList<Violation>();
        if (action == null || filter == null) {
            return broken;
        }
        filter.check(action, broken);
        exactly(Action.REPRIORITISE, "priority", priority, broken);
        exactly(Action.MOVE, "run_at", runAt, broken);
        if (rate != null && !(rate >= SLOWEST && rate <= FASTEST)) {
            broken.add(new Violation("/rate", "must be between 0.01 and 100000 jobs a second"));
        }
        if (jitter != null && action != Action.REPLAY && action != Action.MOVE) {
            broken.add(new Violation("/jitter", "is only to replay and to move jobs"));
        } else if (jitter != null && (!jitter.isPositive() || jitter.compareTo(LONGEST_JITTER) > 0)) {
            broken.add(new Violation("/jitter", "must be more than PT0S and at most PT24H"));
        }
        return broken;
    }

    private void exactly(Action of, String field, @Nullable Object value, List<Violation> broken) {
        if (action == of && value == null) {
            broken.add(new Violation("/" + field, "must be given, to " + of + " jobs"));
        } else if (action != of && value != null) {
            broken.add(new Violation("/" + field, "is only to " + of + " jobs"));
        }
    }

    private static String labels(Set<State> states) {
        return states.stream().map(State::label).collect(Collectors.joining(", "));
    }

    /** Those that it is about. */
    public Set<State> states() {
        return filter.state == null
                ? action.usual()
                : filter.state.stream()
                        .map(state -> State.parse(state).orElseThrow())
                        .collect(Collectors.toSet());
    }

    /** As it was checked before. */
    public static BulkRequest stored(String json) {
        return Json.readTrusted(json, BulkRequest.class);
    }
}
