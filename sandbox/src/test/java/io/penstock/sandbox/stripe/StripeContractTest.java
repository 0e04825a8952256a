package io.penstock.sandbox.stripe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import com.stripe.StripeClient;
import com.stripe.exception.ApiException;
import com.stripe.exception.AuthenticationException;
import com.stripe.exception.CardException;
import com.stripe.exception.IdempotencyException;
import com.stripe.exception.InvalidRequestException;
import com.stripe.exception.RateLimitException;
import com.stripe.exception.SignatureVerificationException;
import com.stripe.exception.StripeException;
import com.stripe.model.PaymentIntent;
import com.stripe.net.RequestOptions;
import com.stripe.net.Webhook;
import com.stripe.param.PaymentIntentCaptureParams;
import com.stripe.param.PaymentIntentCreateParams;
import com.stripe.param.PaymentIntentListParams;
import com.stripe.param.PaymentIntentSearchParams;
import com.stripe.param.RefundCreateParams;
import com.stripe.param.RefundListParams;
import io.penstock.sandbox.Sandbox;
import io.penstock.sandbox.fault.Aim;
import io.penstock.sandbox.fault.Fault;
import io.penstock.sandbox.fault.Refusal;
import io.penstock.sandbox.fault.Refusal.Reason;
import io.penstock.sandbox.webhook.Receiver;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Stripe's own client takes the sandbox for Stripe. */
class StripeContractTest {

    private final Sandbox sandbox = Sandbox.start(0);
    private final StripeClient client = client("sk_test_1", 0);

    private StripeClient client(String key, int retries) {
        return StripeClient.builder()
                .setApiKey(key)
                .setApiBase(sandbox.url() + "/stripe")
                .setMaxNetworkRetries(retries)
                .build();
    }

    @AfterEach
    void close() {
        sandbox.close();
    }

    private static PaymentIntentCreateParams.Builder payment(String method) {
        return PaymentIntentCreateParams.builder()
                .setAmount(1200L)
                .setCurrency("eur")
                .setPaymentMethod(method)
                .setConfirm(true)
                .setReturnUrl("https://shop.test/back")
                .putMetadata("penstock_job", "7");
    }

    private PaymentIntent pay(String method) throws StripeException {
        return client.v1().paymentIntents().create(payment(method).build());
    }

    @Test
    void aPaymentGoesFromConfirmationToRefund() throws StripeException {
        var intents = client.v1().paymentIntents();
        var created = intents.create(payment("pm_card_visa")
                .setConfirm(false)
                .setReturnUrl(null)
                .setCaptureMethod(PaymentIntentCreateParams.CaptureMethod.MANUAL)
                .addExpand("latest_charge")
                .build());
        assertThat(created.getStatus()).isEqualTo("requires_confirmation");
        assertThat(intents.confirm(created.getId()).getAmountCapturable()).isEqualTo(1200);

        var captured = intents.capture(
                created.getId(),
                PaymentIntentCaptureParams.builder().setAmountToCapture(1000L).build());
        assertThat(captured.getAmountReceived()).isEqualTo(1000);
        assertThat(captured.getMetadata()).containsEntry("penstock_job", "7");

        var refund = client.v1()
                .refunds()
                .create(RefundCreateParams.builder()
                        .setPaymentIntent(created.getId())
                        .setAmount(400L)
                        .setReason(RefundCreateParams.Reason.REQUESTED_BY_CUSTOMER)
                        .build());
        assertThat(refund.getStatus()).isEqualTo("succeeded");
        assertThat(client.v1().refunds().retrieve(refund.getId()).getAmount()).isEqualTo(400);
        var refunds = client.v1()
                .refunds()
                .list(RefundListParams.builder()
                        .setPaymentIntent(created.getId())
                        .build());
        assertThat(refunds.getData()).hasSize(1);
        var charge = client.v1().charges().retrieve(captured.getLatestCharge());
        assertThat(charge.getAmountRefunded()).isEqualTo(400);
        assertThat(client.v1().balance().retrieve().getLivemode()).isFalse();
    }

    @Test
    void aCanceledPaymentIsOver() throws StripeException {
        var intents = client.v1().paymentIntents();
        var id = intents.create(payment("pm_card_visa")
                        .setConfirm(false)
                        .setReturnUrl(null)
                        .build())
                .getId();

        assertThat(intents.cancel(id).getStatus()).isEqualTo("canceled");

        var error = catchThrowableOfType(InvalidRequestException.class, () -> intents.confirm(id));
        assertThat(error.getCode()).isEqualTo("payment_intent_unexpected_state");
        assertThat(error.getStripeError().getPaymentIntent().getStatus()).isEqualTo("canceled");
    }

    @Test
    void theCustomerIsSentElsewhere() throws StripeException {
        var asking = pay("pm_card_threeDSecure2Required");

        assertThat(asking.getStatus()).isEqualTo("requires_action");
        assertThat(asking.getNextAction().getRedirectToUrl().getReturnUrl()).isEqualTo("https://shop.test/back");
    }

    @Test
    void paymentsAreListedAndFound() throws StripeException {
        var first = pay("pm_card_visa");
        var second = pay("pm_card_mastercard");
        var intents = client.v1().paymentIntents();

        var listed = intents.list(PaymentIntentListParams.builder().setLimit(1L).build());
        assertThat(listed.autoPagingIterable())
                .extracting(PaymentIntent::getId)
                .containsExactly(second.getId(), first.getId());
        var found = intents.search(PaymentIntentSearchParams.builder()
                .setQuery("metadata['penstock_job']:'7'")
                .setLimit(1L)
                .build());
        assertThat(found.autoPagingIterable())
                .extracting(PaymentIntent::getId)
                .containsExactly(second.getId(), first.getId());
    }

    @Test
    void errorsAreOfTheirClass() {
        var declined = catchThrowableOfType(CardException.class, () -> pay("pm_card_chargeDeclinedInsufficientFunds"));
        assertThat(declined.getDeclineCode()).isEqualTo("insufficient_funds");
        assertThat(declined.getRequestId()).startsWith("req_");
        assertThat(declined.getStripeError()
                        .getPaymentIntent()
                        .getLastPaymentError()
                        .getCode())
                .isEqualTo("card_declined");
        assertThatThrownBy(() -> pay("pm_nobodys")).isInstanceOf(InvalidRequestException.class);
        assertThatThrownBy(() -> client("invalid", 0).v1().balance().retrieve())
                .isInstanceOf(AuthenticationException.class);
        assertThatThrownBy(() -> struck(Reason.RATE_LIMIT)).isInstanceOf(RateLimitException.class);
        assertThatThrownBy(() -> struck(Reason.SERVER_ERROR)).isInstanceOf(ApiException.class);
    }

    private void struck(Reason reason) throws StripeException {
        sandbox.faults().next(Aim.at("stripe"), new Fault.Refused(Refusal.of(reason, "No.")));
        pay("pm_card_visa");
    }

    @Test
    void aKeyIsKeptForItsRequest() throws StripeException {
        var options = RequestOptions.builder().setIdempotencyKey("k1").build();
        var intents = client.v1().paymentIntents();
        var first = intents.create(payment("pm_card_visa").build(), options);
        var second = intents.create(payment("pm_card_visa").build(), options);

        assertThat(second.getId()).isEqualTo(first.getId());
        assertThat(second.getLastResponse().headers().firstValue("Idempotent-Replayed"))
                .contains("true");
        assertThatThrownBy(() -> intents.create(payment("pm_card_mastercard").build(), options))
                .isInstanceOf(IdempotencyException.class);
        assertThat(sandbox.effects().all()).hasSize(1);
    }

    @Test
    void aLostAnswerIsAskedForAgainAndNobodyPaysTwice() throws StripeException {
        sandbox.faults().next(Aim.at("stripe"), new Fault.ResetAfter());

        var paid = client("sk_test_1", 1)
                .v1()
                .paymentIntents()
                .create(payment("pm_card_visa").build());

        assertThat(paid.getStatus()).isEqualTo("succeeded");
        assertThat(sandbox.journal().entries()).hasSize(2);
        assertThat(sandbox.effects().all()).hasSize(1);
    }

    @Test
    void anEventIsSigned() throws Exception {
        try (var receiver = new Receiver(0)) {
            sandbox.stripe().webhook(receiver.url(), "whsec_1");
            var paid = pay("pm_card_visa");
            await().until(() -> receiver.told().size() == 3);

            var told = receiver.told().getLast();
            var event = Webhook.constructEvent(told.body(), told.header("stripe-signature"), "whsec_1");

            assertThat(event.getType()).isEqualTo("payment_intent.succeeded");
            assertThat(event.getDataObjectDeserializer().getObject())
                    .get()
                    .isInstanceOfSatisfying(
                            PaymentIntent.class,
                            intent -> assertThat(intent.getId()).isEqualTo(paid.getId()));
            assertThatThrownBy(() -> Webhook.constructEvent(told.body(), told.header("stripe-signature"), "whsec_2"))
                    .isInstanceOf(SignatureVerificationException.class);
        }
    }
}
