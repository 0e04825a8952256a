package io.penstock.db.webhook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.penstock.db.gate.Gates;
import io.penstock.db.submission.Submissions;
import io.penstock.db.tenant.Tenants;
import io.penstock.db.testing.AtOnce;
import io.penstock.db.testing.DeliveryRows;
import io.penstock.db.testing.TestDatabase;
import io.penstock.db.webhook.DeliveryAttempts.Begun;
import io.penstock.db.webhook.Redeliveries.Redelivery;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.jdbi.v3.core.Handle;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class RedeliveriesTest {

    @AutoClose
    private final TestDatabase test = TestDatabase.fresh();

    @AutoClose
    private final Submissions submissions = new Submissions(test.jdbi(), new Gates(test.database()), lane -> {});

    private final int tenant = new Tenants(test.jdbi()).named("a").id();
    private final Redeliveries redeliveries = new Redeliveries(test.jdbi(), submissions);
    private final Deliveries deliveries = new Deliveries(test.jdbi());

    private DeliveryRows row() {
        return DeliveryRows.in(test.database()).tenant(tenant);
    }

    private Delivery read(DeliveryId id) {
        return deliveries.find(tenant, id).orElseThrow();
    }

    private int jobs() {
        return test.jdbi()
                .withHandle(handle -> handle.createQuery("SELECT count(*) FROM live")
                        .mapTo(Integer.class)
                        .one());
    }

    static Stream<UnaryOperator<DeliveryRows>> ended() {
        return Stream.of(DeliveryRows::delivered, DeliveryRows::failed, DeliveryRows::disabled);
    }

    @ParameterizedTest
    @MethodSource("ended")
    void whatHasEndedIsSentAgainByANewJobAsItWas(UnaryOperator<DeliveryRows> state) {
        var delivery = state.apply(row()).body("{\"a\":1}").insert();

        assertThat(redeliveries.redeliver(tenant, delivery.id())).isEqualTo(new Redelivery.Begun());

        var again = read(delivery.id());
        assertThat(again.state()).isEqualTo(DeliveryState.PENDING);
        assertThat(again.delivering()).isNotNull().isNotEqualTo(delivery.job());
        var begun = new DeliveryAttempts(test.jdbi()).begin(delivery.id(), Objects.requireNonNull(again.delivering()));
        assertThat(begun).isEqualTo(new Begun.Call(delivery.id(), 1, tenant, again.url(), "{\"a\":1}"));
    }

    @Test
    void whatIsPendingIsNotDoubled() {
        var delivery = row().insert();
        assertThat(redeliveries.redeliver(tenant, delivery.id())).isEqualTo(new Redelivery.Pending());
        assertThat(read(delivery.id()).delivering()).isEqualTo(delivery.job());
        assertThat(jobs()).isEqualTo(1);
    }

    @Test
    void ofThoseWhoAskAtOnceOneBeginsIt() {
        var delivery = row().failed().insert();
        var asking = test.jdbi().inTransaction(handle -> {
            handle.execute(
                    "UPDATE delivery SET attempts = attempts WHERE id = ?",
                    delivery.id().uuid());
            var both = Stream.generate(() -> AtOnce.start(() -> redeliveries.redeliver(tenant, delivery.id())))
                    .limit(2)
                    .toList();
            await().until(() -> waiting(handle) == 2);
            return both;
        });

        assertThat(asking.stream().map(CompletableFuture::join))
                .containsExactlyInAnyOrder(new Redelivery.Begun(), new Redelivery.Pending());
        assertThat(jobs()).isEqualTo(1);
    }

    private static int waiting(Handle handle) {
        return handle.createQuery("""
                SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'""").mapTo(Integer.class).one();
    }

    @Test
    void aUrlThatWantsNoMoreIsEnabledFirst() {
        var delivery = row().url("https://gone.example/").disabled().insert();
        test.jdbi()
                .useHandle(handle -> handle.execute(
                        "INSERT INTO webhook_endpoint (tenant, url, reason) VALUES (?, 'https://gone.example/', 'gone')",
                        tenant));

        assertThat(redeliveries.redeliver(tenant, delivery.id())).isEqualTo(new Redelivery.Disabled());
        assertThat(read(delivery.id()).state()).isEqualTo(DeliveryState.DISABLED);
        var endpoints = new Endpoints(test.jdbi());
        assertThat(endpoints.enable(tenant, "https://gone.example/")).isTrue();
        assertThat(endpoints.enable(tenant, "https://gone.example/")).isFalse();
        assertThat(redeliveries.redeliver(tenant, delivery.id())).isEqualTo(new Redelivery.Begun());
    }

    @Test
    void onlyItsTenantMaySendItAgain() {
        var delivery = row().failed().insert();
        assertThat(redeliveries.redeliver(tenant + 1, delivery.id())).isEqualTo(new Redelivery.NotFound());
        assertThat(redeliveries.redeliver(tenant, DeliveryId.next())).isEqualTo(new Redelivery.NotFound());
        assertThat(jobs()).isZero();
    }
}
