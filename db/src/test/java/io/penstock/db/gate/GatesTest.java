package io.penstock.db.gate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;
import static org.assertj.core.api.Assertions.tuple;
import static org.awaitility.Awaitility.await;

import io.penstock.catalog.kind.Kind;
import io.penstock.catalog.kind.Lane;
import io.penstock.catalog.probe.Probe;
import io.penstock.db.job.JobId;
import io.penstock.db.job.Moved;
import io.penstock.db.testing.AtOnce;
import io.penstock.db.testing.JobRows;
import io.penstock.db.testing.LiveRow;
import io.penstock.db.testing.TestDatabase;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.Timeout.ThreadMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@Timeout(value = 30, threadMode = ThreadMode.SEPARATE_THREAD)
class GatesTest {

    private static final Kind<?, ?> AI = new Kind<>(
            "test.ai",
            "For tests.",
            Lane.AI,
            Probe.Payload.class,
            Probe.Result.class,
            Probe.KIND.retry(),
            Duration.ofMinutes(1));

    @AutoClose
    private final TestDatabase test = TestDatabase.fresh();

    private final Gates gates = new Gates(test.database());
    private final int http = gates.of(Lane.HTTP);

    private JobRows row() {
        return JobRows.in(test.database());
    }

    private static List<JobId> ids(List<Moved> jobs) {
        return jobs.stream().map(Moved::id).toList();
    }

    @ParameterizedTest
    @EnumSource
    void everyLaneHasAGate(Lane lane) {
        assertThat(gates.of(lane)).isPositive();
    }

    @Test
    void aLaneWithoutAGateIsToldByItsName() {
        test.jdbi().useHandle(handle -> handle.execute("DELETE FROM gate_clock; DELETE FROM gate WHERE lane = 'ai'"));
        assertThatNullPointerException()
                .isThrownBy(() -> new Gates(test.database()).of(Lane.AI))
                .withMessage("There is no gate before lane AI");
    }

    @Test
    void jobsAreTakenByPriorityAndThenByPlace() {
        var late = row().place(30).insert();
        var early = row().place(10).insert();
        var middle = row().place(20).insert();
        var urgent = row().priority(9).place(99).insert();
        var least = row().priority(0).place(1).insert();
        assertThat(ids(gates.take(Lane.HTTP, 10))).containsExactly(urgent, early, middle, late, least);
    }

    @Test
    void neverMoreAreTakenThanThereIsRoom() {
        var urgent = row().priority(9).insert();
        var first = row().insert();
        var second = row().insert();
        assertThat(gates.take(Lane.HTTP, 0)).isEmpty();
        assertThat(ids(gates.take(Lane.HTTP, 2))).containsExactly(urgent, first);
        assertThat(ids(gates.take(Lane.HTTP, 2))).containsExactly(second);
        assertThat(gates.take(Lane.HTTP, 2)).isEmpty();
    }

    @Test
    void onlyWaitingJobsOfTheGateAreTaken() {
        row().scheduled().insert();
        row().running().insert();
        row().retrying().insert();
        row().dispatched().insert();
        row().succeeded().insert();
        var ai = row().kind(AI).insert();
        assertThat(gates.take(Lane.HTTP, 10)).isEmpty();
        assertThat(gates.take(Lane.AI, 10))
                .extracting(Moved::id, Moved::attempt, Moved::kind)
                .containsExactly(tuple(ai, 0, "test.ai"));
    }

    @Test
    void aTakenJobIsDispatchedAndKeepsItsPlaceAndItsAttempts() {
        var id = row().attempt(2).place(40).insert();
        assertThat(gates.take(Lane.HTTP, 1))
                .extracting(Moved::id, Moved::attempt, Moved::kind)
                .containsExactly(tuple(id, 2, "probe"));
        var row = LiveRow.of(test.database(), id);
        assertThat(row.state()).isEqualTo("dispatched");
        assertThat(row.place()).isEqualTo(40);
        assertThat(row.attempt()).isEqualTo(2);
    }

    @Test
    void theClockOfTheGateFollowsTheFurthestPlaceAndNeverFalls() {
        row().place(50).insert();
        row().priority(3).place(70).insert();
        gates.take(Lane.HTTP, 10);
        assertThat(clock(5)).isEqualTo(50);
        assertThat(clock(3)).isEqualTo(70);
        assertThat(clock(9)).isZero();
        row().place(20).insert();
        gates.take(Lane.HTTP, 10);
        assertThat(clock(5)).isEqualTo(50);
    }

    @Test
    void eachJobIsTakenOnceHoweverManyDispatchersThereAre() {
        var jobs = new HashSet<JobId>();
        for (int i = 0; i < 120; i++) {
            jobs.add(row().priority(i % 3).insert());
        }
        Set<JobId> taken = ConcurrentHashMap.newKeySet();
        var twice = new AtomicInteger();
        AtOnce.call(4, i -> {
            var dispatcher = new Gates(test.database());
            while (taken.size() < jobs.size()) {
                for (var id : ids(dispatcher.take(Lane.HTTP, 7))) {
                    if (!taken.add(id)) {
                        twice.incrementAndGet();
                    }
                }
            }
            return i;
        });
        assertThat(taken).isEqualTo(jobs);
        assertThat(twice).hasValue(0);
    }

    @Test
    void aJobThatAnotherDispatcherIsTakingIsLeftToIt() {
        var contested = row().place(1).insert();
        var free = row().place(2).insert();
        var taken = test.jdbi().inTransaction(other -> {
            other.execute("UPDATE live SET state = 'dispatched' WHERE id = ?", contested.uuid());
            var taking = AtOnce.start(() -> ids(gates.take(Lane.HTTP, 2)));
            await().until(this::somebodyWaitsForALock);
            return taking;
        });
        assertThat(taken.join()).containsExactly(free);
    }

    private boolean somebodyWaitsForALock() {
        return test.jdbi()
                .withHandle(
                        handle -> handle.createQuery("""
                        SELECT EXISTS (SELECT FROM pg_stat_activity
                                       WHERE datname = current_database() AND wait_event_type = 'Lock')""").mapTo(Boolean.class).one());
    }

    @Test
    void aJobThatCameLateIsTakenAlthoughTheWalkIsFurther() {
        var taken = new ArrayList<JobId>();
        for (int i = 1; i <= 5; i++) {
            row().place(1000L * i).insert();
            taken.addAll(ids(gates.take(Lane.HTTP, 10)));
        }
        assertThat(taken).hasSize(5);
        var late = row().place(1).insert();
        await().atMost(Duration.ofSeconds(5))
                .until(() -> ids(gates.take(Lane.HTTP, 10)).contains(late));
    }

    @Test
    void aFullHandLeavesTheLowerPrioritiesWhereTheyAre() {
        var low = row().priority(1).place(1).insert();
        for (int i = 0; i < 3; i++) {
            row().priority(8).insert();
        }
        assertThat(ids(gates.take(Lane.HTTP, 3))).doesNotContain(low);
        assertThat(LiveRow.of(test.database(), low).state()).isEqualTo("queued");
        assertThat(ids(gates.take(Lane.HTTP, 3))).containsExactly(low);
    }

    private long clock(int priority) {
        return Objects.requireNonNull(test.jdbi()
                .withHandle(handle -> handle.createQuery(
                                "SELECT clock FROM gate_clock WHERE gate = :gate AND priority = :priority")
                        .bind("gate", http)
                        .bind("priority", priority)
                        .mapTo(Long.class)
                        .one()));
    }
}
