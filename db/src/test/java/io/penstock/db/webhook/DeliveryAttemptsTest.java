package io.penstock.db.webhook;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.db.job.Failure;
import io.penstock.db.job.JobId;
import io.penstock.db.tenant.Tenants;
import io.penstock.db.testing.DeliveryRows;
import io.penstock.db.testing.DeliveryRows.Inserted;
import io.penstock.db.testing.TestDatabase;
import io.penstock.db.webhook.DeliveryAttempts.Begun;
import io.penstock.db.webhook.DeliveryAttempts.Called;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

class DeliveryAttemptsTest {

    private static final Failure FAILURE = new Failure("http_status", "The receiver answered 503.");
    private static final Failure GONE = new Failure("endpoint_gone", "The receiver answered 410.");

    @AutoClose
    private static final TestDatabase TEST = TestDatabase.fresh();

    private final int tenant =
            new Tenants(TEST.jdbi()).named("t" + UUID.randomUUID()).id();
    private final DeliveryAttempts attempts = new DeliveryAttempts(TEST.jdbi());
    private final Deliveries deliveries = new Deliveries(TEST.jdbi());
    private final Inserted inserted = row().insert();

    private DeliveryRows row() {
        return DeliveryRows.in(TEST.database()).tenant(tenant);
    }

    private Begun begin(Inserted delivery) {
        return attempts.begin(delivery.id(), Objects.requireNonNull(delivery.job()));
    }

    private Begun.Call call(Inserted delivery) {
        return (Begun.Call) begin(delivery);
    }

    private void finish(Begun.Call call, Called called) {
        attempts.finish(call, called, Duration.ofMillis(7));
    }

    private Delivery read(Inserted delivery) {
        return deliveries.find(tenant, delivery.id()).orElseThrow();
    }

    @Test
    void aCallIsInTheLogBeforeItIsMade() {
        assertThat(call(inserted).nr()).isEqualTo(1);
        var attempt = read(inserted).attempts().getFirst();
        assertThat(attempt.status()).isNull();
        assertThat(Objects.requireNonNull(attempt.failure()).code()).isEqualTo("unfinished");
        assertThat(attempt.durationMs()).isNull();
    }

    @Test
    void whatWasAcceptedIsDeliveredAndNotSentAgain() {
        finish(call(inserted), new Called.Delivered(204));

        assertThat(read(inserted).state()).isEqualTo(DeliveryState.DELIVERED);
        var attempt = read(inserted).attempts().getFirst();
        assertThat(attempt.status()).isEqualTo(204);
        assertThat(attempt.failure()).isNull();
        assertThat(attempt.durationMs()).isEqualTo(7);
        assertThat(begin(inserted)).isEqualTo(new Begun.Delivered());
        assertThat(read(inserted).attempts()).hasSize(1);
    }

    @Test
    void eachAttemptSendsTheSameBodyUnderTheSameId() {
        var first = call(inserted);
        finish(first, new Called.Failed(503, FAILURE));
        var second = call(inserted);
        finish(second, new Called.Failed(null, new Failure("io_error", "It broke.")));

        assertThat(second).isEqualTo(new Begun.Call(first.id(), 2, tenant, first.url(), first.body()));
        assertThat(read(inserted).state()).isEqualTo(DeliveryState.PENDING);
        assertThat(read(inserted).attempt()).isEqualTo(2);
        assertThat(read(inserted).attempts())
                .extracting(Delivery.Attempt::failure)
                .containsExactly(FAILURE, new Failure("io_error", "It broke."));
    }

    @Test
    void aRefusalDisablesTheUrlForAllThatIsOnItsWay() {
        var second = row().insert();
        var elsewhere = row().url("https://elsewhere.example/").insert();
        var ofAnother = DeliveryRows.in(TEST.database())
                .tenant(new Tenants(TEST.jdbi()).named("t" + UUID.randomUUID()).id())
                .insert();
        finish(call(inserted), new Called.Refused(410, GONE));

        assertThat(read(inserted).state()).isEqualTo(DeliveryState.DISABLED);
        assertThat(begin(inserted)).isEqualTo(new Begun.Disabled());
        assertThat(read(second).state()).isEqualTo(DeliveryState.PENDING);
        assertThat(begin(second)).isEqualTo(new Begun.Disabled());
        assertThat(read(second).state()).isEqualTo(DeliveryState.DISABLED);
        assertThat(read(second).attempts()).isEmpty();
        assertThat(begin(elsewhere)).isInstanceOf(Begun.Call.class);
        assertThat(begin(ofAnother)).isInstanceOf(Begun.Call.class);
        assertThat(new Endpoints(TEST.jdbi()).disabled(tenant, null, 10))
                .singleElement()
                .satisfies(endpoint -> assertThat(endpoint.reason()).isEqualTo(GONE.message()));
    }

    @Test
    void twoRefusalsDisableOnce() {
        var second = row().insert();
        var calls = List.of(call(inserted), call(second));
        calls.forEach(call -> finish(call, new Called.Refused(410, GONE)));
        assertThat(new Endpoints(TEST.jdbi()).disabled(tenant, null, 10)).hasSize(1);
    }

    @Test
    void theLongestUrlCanBeDisabled() {
        var url = "https://receiver.example/" + "\uD83D\uDE00x".repeat(670);
        var longest = row().url(url).insert();
        finish(call(longest), new Called.Refused(410, GONE));
        assertThat(begin(row().url(url).insert())).isEqualTo(new Begun.Disabled());
        assertThat(new Endpoints(TEST.jdbi()).enable(tenant, url)).isTrue();
        assertThat(begin(row().url(url).insert())).isInstanceOf(Begun.Call.class);
    }

    @Test
    void whatWasDeliveredStaysSoWhateverALateCallSays() {
        var late = call(inserted);
        finish(call(inserted), new Called.Delivered(200));
        finish(late, new Called.Refused(410, GONE));

        assertThat(read(inserted).state()).isEqualTo(DeliveryState.DELIVERED);
        assertThat(read(inserted).attempts())
                .extracting(Delivery.Attempt::status)
                .containsExactly(410, 200);
        assertThat(new Endpoints(TEST.jdbi()).disabled(tenant, null, 10)).isEmpty();
    }

    @Test
    void aJobThatNoLongerHasTheDeliveryDoesNothing() {
        assertThat(attempts.begin(inserted.id(), JobId.next())).isEqualTo(new Begun.Gone());
        assertThat(attempts.begin(DeliveryId.next(), Objects.requireNonNull(inserted.job())))
                .isEqualTo(new Begun.Gone());
        assertThat(read(inserted).attempts()).isEmpty();
    }
}
