package io.penstock.standalone.path;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.penstock.sandbox.Sandbox;
import io.penstock.standalone.role.Role;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Payments over the whole path, to a worker with one slot, told of by Stripe's webhook and by nothing else. */
class PaymentPathTest {

    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final String SECRET = "whsec_path";

    private final Sandbox sandbox = Sandbox.start(0);
    private final Installation installation = new Installation();
    private ApiClient client;

    @BeforeEach
    void start() {
        var settings = Map.<String, Object>of(
                "penstock.stripe.base-url",
                sandbox.url() + "/stripe",
                "penstock.stripe.mode",
                "sandbox",
                "penstock.stripe.allow-sandbox",
                true,
                "penstock.stripe.look-again",
                "1d",
                "penstock.hooks.stripe.secrets[0]",
                SECRET,
                "penstock.worker.slots",
                1);
        var api = installation.start(List.of(Role.values()), settings);
        sandbox.stripe().webhook(URI.create(Installation.url(api) + "/v1/hooks/stripe"), SECRET);
        client = installation.client(api);
    }

    @AfterEach
    void stop() throws Exception {
        installation.close();
        sandbox.close();
    }

    private String pay(String method) {
        return client.submit("""
                {"kind": "payment.create_intent",
                 "payload": {"amount": 1999, "currency": "eur", "payment_method": "%s", "confirm": true}}""".formatted(method));
    }

    private String payWithACustomerWhoHasToAgree() {
        var job = pay("pm_card_threeDSecure2Required");
        awaitItsWaiting(job);
        return job;
    }

    /** What Stripe tells of the beginning may wake it once more. */
    private void awaitItsWaiting(String job) {
        await().atMost(PATIENCE)
                .until(() -> client.job(job).path("wait_reason").asString("").equals("notice"));
    }

    /** Stripe's id of the payment stands at the end of where the customer is to go. */
    private String paymentOf(String job) {
        var note = client.job(job).at("/progress/note").asString();
        assertThat(note).contains("the customer has to agree at http");
        return note.substring(note.lastIndexOf('/') + 1);
    }

    @Test
    void aJobWaitsForItsCustomerWithoutASlotAndEndsWhenStripeTells() {
        var job = payWithACustomerWhoHasToAgree();
        client.await(pay("pm_card_visa"), "succeeded");
        awaitItsWaiting(job);

        assertThat(sandbox.stripe().ends(paymentOf(job), true)).isTrue();

        client.await(job, "succeeded");
        assertThat(client.result(job).path("amount_received").asInt()).isEqualTo(1999);
        assertThat(sandbox.effects().all())
                .extracting(effect -> effect.deed().job())
                .containsOnlyOnce(job);
    }

    @Test
    void aCustomerWhoRefusesEndsTheJobToo() {
        var job = payWithACustomerWhoHasToAgree();

        assertThat(sandbox.stripe().ends(paymentOf(job), false)).isTrue();

        var failed = client.await(job, "failed");
        assertThat(failed.at("/error/code").asString()).isEqualTo("payment_intent_authentication_failure");
        assertThat(sandbox.effects().all()).isEmpty();
    }

    private void replay(String job, String how) {
        var answer = client.post("/v1/jobs/" + job + "/replay", how);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(202);
    }

    @Test
    void aDeclinedPaymentIsReplayedWithAnotherCard() {
        var job = pay("pm_card_chargeDeclined");
        client.await(job, "failed");
        replay(job, """
                {"reason": "The customer gave another card.",
                 "payload": {"amount": 1999, "currency": "eur", "payment_method": "pm_card_visa", "confirm": true}}""");
        assertThat(client.await(job, "succeeded").path("run").asInt()).isEqualTo(2);
        assertThat(sandbox.effects().all())
                .extracting(effect -> effect.deed().job())
                .containsExactly(job);
    }

    @Test
    void aReplayMakesAPaymentOnceMoreOnlyWhenItIsNamed() {
        var job = payWithACustomerWhoHasToAgree();
        var first = paymentOf(job);
        assertThat(sandbox.stripe().ends(first, false)).isTrue();
        client.await(job, "failed");

        replay(job, "{}");
        var again = client.await(job, "failed");
        assertThat(again.path("run").asInt())
                .as("the payment that was made is as it was")
                .isEqualTo(2);

        replay(job, """
                {"repeat_effects": ["create"], "reason": "The customer wants to try again."}""");
        awaitItsWaiting(job);
        assertThat(paymentOf(job)).isNotEqualTo(first);
        assertThat(sandbox.stripe().ends(paymentOf(job), true)).isTrue();
        client.await(job, "succeeded");
        assertThat(sandbox.effects().all())
                .extracting(effect -> effect.deed().job())
                .containsExactly(job);
    }
}
