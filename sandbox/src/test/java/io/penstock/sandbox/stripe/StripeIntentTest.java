package io.penstock.sandbox.stripe;

import static io.penstock.sandbox.stripe.Till.INTENTS;
import static io.penstock.sandbox.stripe.Till.REFUNDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.penstock.sandbox.Asker;
import io.penstock.sandbox.Sandbox;
import io.penstock.sandbox.effect.Effect;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class StripeIntentTest {

    private final Sandbox sandbox = Sandbox.start(0);
    private final Till till = new Till(sandbox);

    @AfterEach
    void close() {
        till.close();
        sandbox.close();
    }

    private String[] kinds() {
        return sandbox.effects().all().stream()
                .map(effect -> effect.deed().kind())
                .toArray(String[]::new);
    }

    @ParameterizedTest
    @ValueSource(strings = {"pm_card_visa", "pm_card_mastercard"})
    void aGoodCardPays(String method) {
        var paid = till.pay(method);

        assertThat(paid.statusCode()).isEqualTo(200);
        var intent = Asker.json(paid);
        assertThat(intent.path("id").stringValue()).startsWith("pi_");
        assertThat(intent.path("status").stringValue()).isEqualTo("succeeded");
        assertThat(intent.path("amount_received").intValue()).isEqualTo(1200);
        assertThat(intent.path("livemode").booleanValue()).isFalse();
        assertThat(intent.path("client_secret").stringValue())
                .startsWith(intent.path("id").stringValue() + "_secret_");
        assertThat(till.intent(Till.id(paid))).isEqualTo(intent);
        assertThat(kinds()).containsExactly("charge");
    }

    @ParameterizedTest
    @CsvSource({
        "pm_card_chargeDeclined, card_declined, generic_decline",
        "pm_card_chargeDeclinedInsufficientFunds, card_declined, insufficient_funds",
        "pm_card_chargeDeclinedExpiredCard, expired_card, expired_card"
    })
    void aBadCardIsDeclinedAndTheIntentStays(String method, String code, String declineCode) {
        var declined = till.pay(method);

        assertThat(declined.statusCode()).isEqualTo(402);
        assertThat(Till.at(declined, "/error/type")).isEqualTo("card_error");
        assertThat(Till.at(declined, "/error/code")).isEqualTo(code);
        assertThat(Till.at(declined, "/error/decline_code")).isEqualTo(declineCode);
        var intent = till.intent(Till.at(declined, "/error/payment_intent/id"));
        assertThat(intent).isEqualTo(Asker.json(declined).at("/error/payment_intent"));
        assertThat(intent.path("status").stringValue()).isEqualTo("requires_payment_method");
        assertThat(intent.at("/last_payment_error/code").stringValue()).isEqualTo(code);
        assertThat(kinds()).isEmpty();
    }

    @Test
    void anIntentGoesStepByStep() {
        var created = till.post(INTENTS, "amount=500&currency=usd&metadata[a]=1&metadata[b]=2");
        var path = INTENTS + "/" + Till.id(created);
        var changed = till.post(path, "amount=700&payment_method=pm_card_visa&metadata[b]=&metadata[c]=3");
        var confirmed = till.post(path + "/confirm", "");

        assertThat(Till.at(created, "/status")).isEqualTo("requires_payment_method");
        assertThat(Till.at(changed, "/status")).isEqualTo("requires_confirmation");
        assertThat(Asker.json(changed).path("metadata").toString())
                .contains("\"a\":\"1\"", "\"c\":\"3\"")
                .doesNotContain("\"b\"");
        assertThat(Till.at(confirmed, "/status")).isEqualTo("succeeded");
        assertThat(Till.at(confirmed, "/amount_received")).isEqualTo("700");
    }

    @Test
    void heldMoneyIsCapturedOnceAndInPart() {
        var path = INTENTS + "/" + Till.id(till.post(INTENTS, Till.payment("pm_card_visa") + "&capture_method=manual"));
        assertThat(till.look(path).path("amount_capturable").intValue()).isEqualTo(1200);

        assertThat(Till.at(till.post(path + "/capture", "amount_to_capture=1300"), "/error/code"))
                .isEqualTo("amount_too_large");
        var captured = till.post(path + "/capture", "amount_to_capture=1000");
        var again = till.post(path + "/capture", "");

        assertThat(Till.at(captured, "/status")).isEqualTo("succeeded");
        assertThat(Till.at(captured, "/amount_received")).isEqualTo("1000");
        assertThat(Till.at(captured, "/amount_capturable")).isEqualTo("0");
        assertThat(again.statusCode()).isEqualTo(400);
        assertThat(Till.at(again, "/error/code")).isEqualTo("payment_intent_unexpected_state");
        assertThat(Till.at(again, "/error/payment_intent/status")).isEqualTo("succeeded");
        assertThat(kinds()).containsExactly("charge", "capture");
    }

    @Test
    void whatIsCanceledIsOver() {
        var path = INTENTS + "/" + Till.id(till.post(INTENTS, "amount=500&currency=usd"));
        var canceled = till.post(path + "/cancel", "cancellation_reason=abandoned");

        assertThat(Till.at(canceled, "/status")).isEqualTo("canceled");
        assertThat(Till.at(canceled, "/cancellation_reason")).isEqualTo("abandoned");
        for (var verb : new String[] {"confirm", "capture", "cancel"}) {
            assertThat(till.post(path + "/" + verb, "").statusCode()).as(verb).isEqualTo(400);
        }
        assertThat(till.post(path, "amount=1").statusCode()).isEqualTo(400);
        assertThat(till.post(path, "metadata[a]=1").statusCode()).isEqualTo(200);
        assertThat(kinds()).containsExactly("cancel");
    }

    @ParameterizedTest
    @CsvSource({"succeed, succeeded", "fail, requires_payment_method"})
    void theCustomerHasTheLastWord(String outcome, String status) {
        var asking = till.post(INTENTS, Till.payment("pm_card_authenticationRequired") + "&return_url=https://a.test");
        var control = "/_sandbox/stripe/intents/" + Till.id(asking);

        assertThat(Till.at(asking, "/status")).isEqualTo("requires_action");
        assertThat(Till.at(asking, "/next_action/type")).isEqualTo("redirect_to_url");
        assertThat(Till.at(asking, "/next_action/redirect_to_url/return_url")).isEqualTo("https://a.test");
        var ended = till.post(control, "{\"outcome\": \"%s\"}".formatted(outcome));
        assertThat(ended.statusCode()).isEqualTo(200);
        assertThat(till.intent(Till.id(asking)).path("status").stringValue()).isEqualTo(status);
        assertThat(till.post(control, "{\"outcome\": \"succeed\"}").statusCode())
                .isEqualTo(409);
        assertThat(till.post(control, "{\"outcome\": \"perhaps\"}").statusCode())
                .isEqualTo(400);
        assertThat(till.post("/_sandbox/stripe/nothing", "{}").statusCode()).isEqualTo(404);
    }

    @Test
    void whoIsNotThereCannotBeAsked() {
        var refused = till.post(INTENTS, Till.payment("pm_card_threeDSecure2Required") + "&off_session=true");

        assertThat(refused.statusCode()).isEqualTo(402);
        assertThat(Till.at(refused, "/error/code")).isEqualTo("authentication_required");
    }

    @Test
    void aBankPaysWhenItIsTold() {
        var paid = Till.id(till.post(INTENTS, Till.payment("pm_usBankAccount") + "&metadata[penstock_job]=7", "k1"));
        var unpaid = Till.id(till.pay("pm_sepaDebit"));
        assertThat(till.intent(paid).path("status").stringValue()).isEqualTo("processing");
        assertThat(kinds()).isEmpty();

        assertThat(sandbox.stripe().ends(paid, true)).isTrue();
        assertThat(sandbox.stripe().ends(unpaid, false)).isTrue();

        assertThat(sandbox.stripe().ends(paid, true)).isFalse();
        assertThat(till.intent(paid).path("status").stringValue()).isEqualTo("succeeded");
        assertThat(till.intent(unpaid).at("/last_payment_error/code").stringValue())
                .isEqualTo("debit_not_authorized");
        assertThat(sandbox.effects().all())
                .extracting(Effect::deed)
                .singleElement()
                .satisfies(deed -> assertThat(deed.idempotencyKey()).isEqualTo("k1"))
                .satisfies(deed -> assertThat(deed.job()).isEqualTo("7"));
    }

    @Test
    void aBankPaysByItselfAfterAWhile() {
        till.post("/_sandbox/stripe/settings", "{\"settle_after_ms\": 1}");

        var id = Till.id(till.pay("pm_bank_slow"));

        await().until(() -> till.intent(id).path("status").stringValue().equals("succeeded"));
        sandbox.stripe().settlesAfter(Duration.ofHours(1));
        assertThat(Till.at(till.pay("pm_bank_slow"), "/status")).isEqualTo("processing");
    }

    @Test
    void noMoreIsRefundedThanWasPaid() {
        var intent = Till.id(till.pay("pm_card_visa"));
        var part = till.post(REFUNDS, "amount=1000&reason=duplicate&payment_intent=" + intent);
        var tooMuch = till.post(REFUNDS, "amount=201&payment_intent=" + intent);
        var rest = till.post(
                REFUNDS, "charge=" + till.intent(intent).path("latest_charge").stringValue());
        var again = till.post(REFUNDS, "payment_intent=" + intent);

        assertThat(Till.at(part, "/status")).isEqualTo("succeeded");
        assertThat(Till.at(tooMuch, "/error/param")).isEqualTo("amount");
        assertThat(Till.at(rest, "/amount")).isEqualTo("200");
        assertThat(Till.at(again, "/error/code")).isEqualTo("charge_already_refunded");
        assertThat(kinds()).containsExactly("charge", "refund", "refund");
        var charge = till.look("/stripe/v1/charges/" + Till.at(rest, "/charge"));
        assertThat(charge.path("amount_refunded").intValue()).isEqualTo(1200);
        assertThat(charge.path("refunded").booleanValue()).isTrue();
        assertThat(till.look(REFUNDS + "?payment_intent=" + intent).path("data"))
                .hasSize(2);
        assertThat(till.look(REFUNDS + "/" + Till.id(part)).path("reason").stringValue())
                .isEqualTo("duplicate");
    }

    @ParameterizedTest
    @CsvSource({"true, succeeded, 0", "false, failed, 1200"})
    void aPendingRefundEndsWhenItIsTold(boolean well, String status, int left) {
        var intent = Till.id(till.pay("pm_card_pendingRefund"));
        var refund = till.post(REFUNDS, "payment_intent=" + intent);
        assertThat(Till.at(refund, "/status")).isEqualTo("pending");
        assertThat(kinds()).containsExactly("charge");

        assertThat(sandbox.stripe().refundEnds(Till.id(refund), well)).isTrue();

        assertThat(sandbox.stripe().refundEnds(Till.id(refund), well)).isFalse();
        assertThat(till.look(REFUNDS + "/" + Till.id(refund)).path("status").stringValue())
                .isEqualTo(status);
        assertThat(till.post(REFUNDS, "payment_intent=" + intent).statusCode()).isEqualTo(left == 0 ? 400 : 200);
    }
}
