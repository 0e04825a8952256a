package io.penstock.db.webhook;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.db.control.Cancellations;
import io.penstock.db.job.JobId;
import io.penstock.db.testing.DeliveryRows;
import io.penstock.db.testing.DeliveryRows.Inserted;
import io.penstock.db.testing.TestDatabase;
import io.penstock.db.webhook.Deliveries.Filter;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class DeliveriesTest {

    @AutoClose
    private final TestDatabase test = TestDatabase.fresh();

    private final Deliveries deliveries = new Deliveries(test.jdbi());

    private DeliveryRows row() {
        return DeliveryRows.in(test.database());
    }

    private DeliveryState state(Inserted delivery) {
        return deliveries.find(1, delivery.id()).orElseThrow().state();
    }

    private List<DeliveryId> page(Filter filter) {
        return deliveries.page(1, filter, null, 10).stream().map(Delivery::id).toList();
    }

    @Test
    void aDeliveryIsPendingWhileItsJobIsAndFailedWhenThatEndsInVain() {
        var pending = row().insert();
        assertThat(state(pending)).isEqualTo(DeliveryState.PENDING);
        new Cancellations(test.jdbi()).cancel(1, Objects.requireNonNull(pending.job()));
        assertThat(state(pending)).isEqualTo(DeliveryState.FAILED);
    }

    @ParameterizedTest
    @EnumSource
    void everyStateIsFoundByItself(DeliveryState state) {
        row().insert();
        row().delivered().insert();
        row().failed().insert();
        row().disabled().insert();
        assertThat(deliveries.page(1, new Filter(Set.of(state), null), null, 10))
                .extracting(Delivery::state)
                .containsExactly(state);
    }

    @Test
    void thePagesHaveAllOfThemTheNewestFirst() {
        var ids = Stream.of(
                        row().insert(),
                        row().failed().insert(),
                        row().delivered().insert())
                .map(Inserted::id)
                .toList()
                .reversed();
        var everything = new Filter(Set.of(), null);
        assertThat(page(everything)).isEqualTo(ids);
        var first = deliveries.page(1, everything, null, 2);
        assertThat(first).extracting(Delivery::id).isEqualTo(ids.subList(0, 2));
        assertThat(deliveries.page(1, everything, first.getLast().id().uuid(), 2))
                .extracting(Delivery::id)
                .isEqualTo(ids.subList(2, 3));
    }

    @Test
    void theDeliveriesOfAJobAreFoundByIt() {
        var job = JobId.next();
        var mine = row().of(job).insert();
        var failed = row().of(job).failed().insert();
        row().insert();
        assertThat(page(new Filter(Set.of(), job))).containsExactly(failed.id(), mine.id());
        assertThat(page(new Filter(Set.of(DeliveryState.FAILED), job))).containsExactly(failed.id());
    }

    @Test
    void anotherTenantSeesNothingOfIt() {
        var job = JobId.next();
        var delivery = row().of(job).insert();
        assertThat(deliveries.find(2, delivery.id())).isEmpty();
        assertThat(deliveries.page(2, new Filter(Set.of(), null), null, 10)).isEmpty();
        assertThat(deliveries.page(2, new Filter(Set.of(), job), null, 10)).isEmpty();
    }

    @Test
    void oneThatWaitsSaysUntilWhen() {
        var delivery = row().insert();
        var due = OffsetDateTime.parse("2040-01-01T00:00:00Z");
        test.jdbi()
                .useHandle(handle -> handle.execute(
                        "UPDATE live SET state = 'retrying', attempt = 1, place = NULL, due_at = ? WHERE id = ?",
                        due,
                        Objects.requireNonNull(delivery.job()).uuid()));
        assertThat(deliveries.find(1, delivery.id()).orElseThrow().nextAttemptAt())
                .isEqualTo(due.toInstant());
    }
}
