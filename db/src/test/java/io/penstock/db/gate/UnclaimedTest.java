package io.penstock.db.gate;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.catalog.kind.Lane;
import io.penstock.db.gate.Unclaimed.Returned;
import io.penstock.db.job.JobId;
import io.penstock.db.job.Moved;
import io.penstock.db.testing.JobRows;
import io.penstock.db.testing.LiveRow;
import io.penstock.db.testing.TestDatabase;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

class UnclaimedTest {

    private static final Duration MINUTE = Duration.ofMinutes(1);

    @AutoClose
    private final TestDatabase test = TestDatabase.fresh();

    private final Gates gates = new Gates(test.database());
    private final Unclaimed unclaimed = new Unclaimed(test.database(), gates);

    private JobRows row() {
        return JobRows.in(test.database());
    }

    private String state(JobId id) {
        return LiveRow.of(test.database(), id).state();
    }

    @Test
    void anEmptyLaneHasNoDepth() {
        var depth = unclaimed.on(Lane.HTTP);
        assertThat(depth.jobs()).isZero();
        assertThat(depth.oldest()).isZero();
    }

    @Test
    void onlyDispatchedJobsAreOnTheLane() {
        row().dispatched().insert();
        row().dispatched().priority(9).insert();
        row().queued().insert();
        row().running().insert();
        row().retrying().insert();
        assertThat(unclaimed.on(Lane.HTTP).jobs()).isEqualTo(2);
        assertThat(unclaimed.on(Lane.AI).jobs()).isZero();
    }

    @Test
    void whoAsksForCertainJobsHearsWhichOfThemNobodyHasClaimed() {
        var unclaimedOne = row().dispatched().insert();
        var returned = row().queued().insert();
        var claimed = row().running().insert();
        row().dispatched().insert();
        assertThat(unclaimed.of(List.of(unclaimedOne, returned, claimed))).containsExactly(unclaimedOne);
    }

    @Test
    void theOldestSaysHowLongTheLaneIsBehind() {
        row().dispatched().since(Instant.now().minusSeconds(5)).insert();
        row().dispatched().priority(2).since(Instant.now().minusSeconds(90)).insert();
        assertThat(unclaimed.on(Lane.HTTP).oldest()).isBetween(Duration.ofSeconds(90), Duration.ofSeconds(110));
    }

    @Test
    void theDepthFollowsDispatchAndClaim() {
        row().insert();
        row().insert();
        gates.take(Lane.HTTP, 1);
        assertThat(unclaimed.on(Lane.HTTP).jobs()).isEqualTo(1);
        gates.take(Lane.HTTP, 1);
        assertThat(unclaimed.on(Lane.HTTP).jobs()).isEqualTo(2);
        test.jdbi().useHandle(handle -> handle.execute("UPDATE live SET state = 'queued'"));
        assertThat(unclaimed.on(Lane.HTTP).jobs()).isZero();
    }

    @Test
    void aJobThatCouldNotBeSentWaitsAgainAtItsPlace() {
        var id = row().place(5).attempt(1).insert();
        var taken = gates.take(Lane.HTTP, 1);
        assertThat(unclaimed.giveBack(taken))
                .extracting(Returned::job)
                .extracting(Moved::id)
                .containsExactly(id);
        assertThat(LiveRow.of(test.database(), id))
                .extracting(LiveRow::state, LiveRow::attempt, LiveRow::place)
                .containsExactly("queued", 1, 5L);
    }

    @Test
    void aJobThatWasOvertakenIsNotGivenBack() {
        var running = row().running().insert();
        var earlier = row().dispatched().attempt(2).insert();
        assertThat(unclaimed.giveBack(List.of(moved(running, 0), moved(earlier, 1))))
                .isEmpty();
        assertThat(state(running)).isEqualTo("running");
        assertThat(state(earlier)).isEqualTo("dispatched");
        assertThat(unclaimed.giveBack(List.of())).isEmpty();
    }

    @Test
    void jobsThatNobodyClaimedForLongWaitAgain() {
        var longAgo = Instant.parse("2026-01-31T08:00:00.123456Z");
        var late = row().dispatched().since(longAgo).insert();
        var fresh = row().dispatched().insert();
        var running = row().running().since(Instant.now().minusSeconds(90)).insert();
        assertThat(unclaimed.giveBackLate(Lane.HTTP, MINUTE, 10))
                .extracting(Returned::dispatchedAt)
                .containsExactly(longAgo);
        assertThat(state(late)).isEqualTo("queued");
        assertThat(state(fresh)).isEqualTo("dispatched");
        assertThat(state(running)).isEqualTo("running");
        assertThat(unclaimed.giveBackLate(Lane.HTTP, MINUTE, 10)).isEmpty();
    }

    @Test
    void onlySoManyLateJobsAreGivenBackAtOnce() {
        for (int i = 0; i < 5; i++) {
            row().dispatched().priority(i).since(Instant.now().minusSeconds(90)).insert();
        }
        assertThat(unclaimed.giveBackLate(Lane.AI, MINUTE, 3)).isEmpty();
        assertThat(unclaimed.giveBackLate(Lane.HTTP, MINUTE, 3)).hasSize(3);
        assertThat(unclaimed.giveBackLate(Lane.HTTP, MINUTE, 3)).hasSize(2);
    }

    @Test
    void aJobThatWasGivenBackIsTakenAgain() {
        var id = row().dispatched().since(Instant.now().minusSeconds(90)).insert();
        unclaimed.giveBackLate(Lane.HTTP, MINUTE, 10);
        assertThat(gates.take(Lane.HTTP, 10)).extracting(Moved::id).containsExactly(id);
    }

    private static Moved moved(JobId id, int attempt) {
        return new Moved(id, 1, "probe", attempt, null, Instant.EPOCH);
    }
}
