package io.penstock.sandbox.stripe;

import static io.penstock.sandbox.stripe.Till.INTENTS;
import static io.penstock.sandbox.stripe.Till.REFUNDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.penstock.sandbox.Sandbox;
import io.penstock.sandbox.webhook.Delivery;
import io.penstock.sandbox.webhook.Receiver;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class StripeWebhookTest {

    private static final String SECRET = "whsec_1";

    private final Sandbox sandbox = Sandbox.start(0);
    private final Till till = new Till(sandbox);

    @AfterEach
    void close() {
        till.close();
        sandbox.close();
    }

    private static List<String> heard(Receiver receiver, int events) {
        await().until(() -> receiver.told().size() >= events);
        return receiver.at("/type");
    }

    @Test
    void whatHappensIsToldInItsOrder() {
        try (var receiver = new Receiver(0)) {
            sandbox.stripe().webhook(receiver.url(), SECRET);
            var id = Till.id(till.post(INTENTS, Till.payment("pm_card_visa") + "&capture_method=manual", "k1"));
            till.post(INTENTS + "/" + id + "/capture", "");
            till.post(REFUNDS, "payment_intent=" + id);

            assertThat(heard(receiver, 7))
                    .containsExactly(
                            "payment_intent.created",
                            "charge.succeeded",
                            "payment_intent.amount_capturable_updated",
                            "charge.captured",
                            "payment_intent.succeeded",
                            "refund.created",
                            "charge.refunded");
            var first = receiver.told().getFirst();
            assertThat(first.at("/id")).startsWith("evt_");
            assertThat(first.at("/object")).isEqualTo("event");
            assertThat(first.at("/data/object/id")).isEqualTo(id);
            assertThat(first.at("/data/object/status")).isEqualTo("requires_confirmation");
            assertThat(first.at("/request/idempotency_key")).isEqualTo("k1");
            assertThat(first.at("/request/id")).startsWith("req_");
        }
    }

    @Test
    void whatComesOfWaitingIsTold() {
        try (var receiver = new Receiver(0)) {
            sandbox.stripe().webhook(receiver.url(), SECRET);
            var bank = Till.id(till.pay("pm_usBankAccount"));
            sandbox.stripe().ends(bank, false);
            till.post(INTENTS + "/" + bank + "/cancel", "");

            assertThat(heard(receiver, 5))
                    .containsExactly(
                            "payment_intent.created",
                            "payment_intent.processing",
                            "charge.failed",
                            "payment_intent.payment_failed",
                            "payment_intent.canceled");
            assertThat(receiver.told().get(3).at("/request/id")).isEmpty();
        }
    }

    @Test
    void whoDoesNotListenIsToldAgain() {
        try (var receiver = new Receiver(2)) {
            sandbox.stripe().webhook(receiver.url(), SECRET);
            till.post(INTENTS, "amount=1&currency=eur");

            heard(receiver, 3);

            assertThat(receiver.told())
                    .extracting(told -> told.at("/id"))
                    .containsOnly(receiver.told().getFirst().at("/id"));
            await().untilAsserted(() -> assertThat(sandbox.stripe().deliveries())
                    .singleElement()
                    .satisfies(delivery -> assertThat(delivery.attempts())
                            .extracting(Delivery.Attempt::status)
                            .containsExactly(500, 500, 200)));
            assertThat(till.asker().get("/_sandbox/stripe/events").body())
                    .contains("\"status\":500", "payment_intent.created");
        }
    }

    @Test
    void eventsComeTwiceAndOutOfOrderToWhoWantsThem() {
        try (var receiver = new Receiver(0)) {
            till.post(
                    "/_sandbox/stripe/webhook",
                    "{\"url\": \"%s\", \"secret\": \"s\", \"duplicates\": 1, \"shuffle\": true}"
                            .formatted(receiver.url()));
            till.pay("pm_card_visa");

            assertThat(heard(receiver, 6))
                    .containsExactly(
                            "payment_intent.succeeded",
                            "payment_intent.succeeded",
                            "charge.succeeded",
                            "charge.succeeded",
                            "payment_intent.created",
                            "payment_intent.created");
        }
    }

    @Test
    void aWebhookThatIsNoneIsRefused() {
        for (var body : new String[] {
            "{}",
            "{\"url\": \"ftp://a\", \"secret\": \"s\"}",
            "{\"url\": \"http://a b\", \"secret\": \"s\"}",
            "{\"url\": \"http://a\", \"secret\": \"\"}",
            "{\"url\": \"http://a\", \"secret\": \"s\", \"duplicates\": 2}"
        }) {
            assertThat(till.post("/_sandbox/stripe/webhook", body).statusCode())
                    .as(body)
                    .isEqualTo(400);
        }
    }
}
