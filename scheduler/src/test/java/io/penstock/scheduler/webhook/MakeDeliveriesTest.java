package io.penstock.scheduler.webhook;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.catalog.kind.Lane;
import io.penstock.db.control.Cancellations;
import io.penstock.db.gate.Gates;
import io.penstock.db.submission.Submissions;
import io.penstock.db.testing.JobRows;
import io.penstock.db.testing.TestDatabase;
import io.penstock.db.webhook.Deliveries;
import io.penstock.db.webhook.OwedBatchCallbacks;
import io.penstock.db.webhook.OwedCallbacks;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

class MakeDeliveriesTest {

    @AutoClose
    private final TestDatabase test = TestDatabase.fresh();

    private final List<Lane> nudged = new ArrayList<>();

    @AutoClose
    private final Submissions submissions = new Submissions(test.jdbi(), new Gates(test.database()), nudged::add);

    private final MakeDeliveries duty = new MakeDeliveries(
            new OwedCallbacks(test.jdbi(), submissions), new OwedBatchCallbacks(test.jdbi(), submissions));

    private void end(int jobs) {
        var cancellations = new Cancellations(test.jdbi());
        for (int i = 0; i < jobs; i++) {
            cancellations.cancel(
                    1,
                    JobRows.in(test.database())
                            .queued()
                            .callback("https://receiver.example/")
                            .insert());
        }
    }

    @Test
    void whatIsOwedGoesOnItsWayAndItsLaneIsNudged() {
        end(3);

        assertThat(duty.runOnce()).isPositive();

        assertThat(nudged).containsExactly(Lane.HTTP);
        var filter = new Deliveries.Filter(Set.of(), null);
        assertThat(new Deliveries(test.jdbi()).page(1, filter, null, 10)).hasSize(3);
    }

    @Test
    void withNothingOwedItRestsAndNudgesNobody() {
        assertThat(duty.runOnce()).isPositive();
        assertThat(nudged).isEmpty();
    }

    @Test
    void afterAFullBlockItGoesOnAtOnce() {
        end(500);
        assertThat(duty.runOnce()).isEqualTo(Duration.ZERO);
        assertThat(duty.runOnce()).isPositive();
    }
}
