package io.penstock.db.gate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.penstock.catalog.kind.Lane;
import io.penstock.db.claim.LapsedClaims;
import io.penstock.db.testing.JobRows;
import io.penstock.db.testing.TestDatabase;
import io.penstock.db.testing.WorkerRows;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

/** A job that comes back to a place which others have passed since is there at the next look, and not only at one that reads everything. */
class BackAtItsPlaceTest {

    @AutoClose
    private final TestDatabase test = TestDatabase.fresh();

    private final Gates gates = new Gates(test.database());
    private final MovingFloor floor = gates.floorsOf(gates.of(Lane.HTTP)).get(9 - 5);

    private JobRows rows() {
        return JobRows.in(test.database());
    }

    private void othersPassIt() {
        await().untilAsserted(() -> {
            floor.cleared(1000, 0);
            assertThat(floor.from()).isGreaterThan(7);
        });
    }

    @Test
    void aJobThatIsRescued() {
        rows().running()
                .place(7)
                .worker(WorkerRows.in(test.database()).silent())
                .insert();
        othersPassIt();
        assertThat(new LapsedClaims(test.database(), gates, rescued -> {}).rescue())
                .isEqualTo(1);
        assertThat(floor.from()).isLessThan(7);
    }

    @Test
    void aJobThatNobodyClaimed() {
        rows().dispatched().place(7).since(Instant.now().minusSeconds(90)).insert();
        othersPassIt();
        var back = new Unclaimed(test.database(), gates).giveBackLate(Lane.HTTP, Duration.ofMinutes(1), 10);
        assertThat(back).hasSize(1);
        assertThat(floor.from()).isLessThan(7);
    }
}
