package io.penstock.scheduler.error;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.penstock.db.control.Expirations;
import io.penstock.db.error.ErrorGroup.State;
import io.penstock.db.error.ErrorGroups;
import io.penstock.db.error.Sightings;
import io.penstock.db.testing.JobRows;
import io.penstock.db.testing.TestDatabase;
import java.time.Duration;
import java.time.Instant;
import java.util.Set;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

class CountErrorsTest {

    @AutoClose
    private final TestDatabase test = TestDatabase.fresh();

    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private final CountErrors countErrors = new CountErrors(new Sightings(test.jdbi()), meters);
    private final ErrorGroups groups = new ErrorGroups(test.jdbi());

    private void fail(int many) {
        for (int i = 0; i < many; i++) {
            JobRows.in(test.database())
                    .queued()
                    .deadline(Instant.now().minusSeconds(1))
                    .insert();
        }
        new Expirations(test.jdbi()).expire(many);
    }

    private double counted() {
        return meters.counter("penstock.errors", "kind", "probe", "class", "expired")
                .count();
    }

    @Test
    void whatFailedIsCountedInItsGroupAndInTheMetrics() {
        fail(3);
        assertThat(countErrors.runOnce()).isGreaterThan(Duration.ZERO);
        assertThat(groups.page(1, Set.of(), null, null, 10))
                .singleElement()
                .satisfies(group -> assertThat(group.count()).isEqualTo(3));
        assertThat(counted()).isEqualTo(3);
        countErrors.runOnce();
        assertThat(counted()).isEqualTo(3);
    }

    @Test
    void theMetricsTellOfAGroupThatIsOpenAgain() {
        fail(1);
        countErrors.runOnce();
        var id = groups.page(1, Set.of(), null, null, 10).getFirst().id();
        assertThat(groups.decide(id, State.RESOLVED, "Mended")).isTrue();
        assertThat(meters.counter("penstock.errors.reopened").count()).isZero();
        fail(1);
        countErrors.runOnce();
        assertThat(meters.counter("penstock.errors.reopened").count()).isEqualTo(1);
    }
}
