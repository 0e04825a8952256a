package io.penstock.db.schedule;

import static io.penstock.db.database.Columns.time;

import io.penstock.catalog.json.Read;
import io.penstock.catalog.json.Violation;
import io.penstock.db.schedule.Firing.Reason;
import io.penstock.db.schedule.Firing.State;
import io.penstock.db.schedule.Plan.Missed;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What is to become of a time of a plan, or of a wish to fire at once.
 *
 * @param order what it submits, if it fires
 */
record NewFiring(
        FiringId id,
        Schedule schedule,
        String key,
        boolean manual,
        Instant logicalAt,
        @Nullable Instant through,
        Instant dueAt,
        State state,
        @Nullable String reason,
        List<Violation> errors,
        @Nullable Order order) {

    /** By these a schedule's jobs are found among others. */
    static final String SCHEDULE_TAG = "penstock:schedule";

    static final String FIRING_TAG = "penstock:firing";

    static NewFiring missed(Schedule schedule, Missed missed) {
        var through = missed.last().equals(missed.first()) ? null : missed.last();
        return new NewFiring(
                FiringId.next(),
                schedule,
                key(missed.first()),
                false,
                missed.first(),
                through,
                schedule.plan().due(missed.first()),
                State.SKIPPED,
                Reason.MISSED,
                List.of(),
                null);
    }

    static NewFiring waiting(Schedule schedule, Instant time) {
        return planned(schedule, time, State.WAITING, null);
    }

    /** As it is in its row. */
    static NewFiring waiting(Schedule schedule, ResultSet row) throws SQLException {
        return new NewFiring(
                new FiringId(row.getObject("firing", UUID.class)),
                schedule,
                row.getString("key"),
                false,
                time(row, "logical_at"),
                null,
                time(row, "firing_due_at"),
                State.WAITING,
                null,
                List.of(),
                null);
    }

    static NewFiring overlapping(Schedule schedule, Instant time) {
        return planned(schedule, time, State.SKIPPED, Reason.OVERLAP);
    }

    private static NewFiring planned(Schedule schedule, Instant time, State state, @Nullable String reason) {
        return new NewFiring(
                FiringId.next(),
                schedule,
                key(time),
                false,
                time,
                null,
                schedule.plan().due(time),
                state,
                reason,
                List.of(),
                null);
    }

    /** One that fires, unless something is wrong with its target by now. */
    static NewFiring of(Schedule schedule, Instant time, Read<Order> target) {
        return planned(schedule, time, State.WAITING, null).with(target);
    }

    static NewFiring manual(Schedule schedule, FiringId id, String key, Instant now, Order order) {
        return new NewFiring(id, schedule, key, true, now, null, now, State.WAITING, null, List.of(), null)
                .with(new Read.Valid<>(order));
    }

    NewFiring with(Read<Order> target) {
        return switch (target) {
            case Read.Valid<Order>(var order) -> decided(State.FIRED, null, List.of(), Targets.tagged(order, tags()));
            case Read.Invalid<Order> invalid ->
                decided(State.FAILED, Reason.INVALID_TARGET, invalid.violations(), null);
        };
    }

    private NewFiring decided(
            State newState, @Nullable String newReason, List<Violation> newErrors, @Nullable Order newOrder) {
        return new NewFiring(
                id, schedule, key, manual, logicalAt, through, dueAt, newState, newReason, newErrors, newOrder);
    }

    private Map<String, String> tags() {
        return Map.of(SCHEDULE_TAG, schedule.name(), FIRING_TAG, id.toString());
    }

    private static String key(Instant time) {
        return time.toString();
    }

    boolean isOpen() {
        return state == State.FIRED && schedule.definition().overlap() != Overlap.ALLOW;
    }
}
