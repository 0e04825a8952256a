package io.penstock.sandbox.sendgrid;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.penstock.catalog.json.Json;
import io.penstock.sandbox.Asker;
import io.penstock.sandbox.Sandbox;
import io.penstock.sandbox.webhook.Delivery;
import io.penstock.sandbox.webhook.Receiver;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.spec.X509EncodedKeySpec;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

class SendGridWebhookTest {

    private static final String WEBHOOK = "/_sandbox/sendgrid/webhook";

    private final Sandbox sandbox = Sandbox.start(0);
    private final Writer writer = new Writer(sandbox);

    @AfterEach
    void close() {
        writer.close();
        sandbox.close();
    }

    private static List<JsonNode> heard(Receiver receiver, int requests) {
        await().until(() -> receiver.told().size() >= requests);
        return receiver.told().stream()
                .flatMap(told -> Json.mapper().readTree(told.body()).valueStream())
                .toList();
    }

    private static List<String> names(List<JsonNode> events) {
        return events.stream().map(event -> event.path("event").stringValue()).toList();
    }

    @ParameterizedTest
    @CsvSource({
        "ada, processed delivered",
        "bounce, processed bounce",
        "blocked, processed bounce",
        "deferred, processed deferred delivered",
        "spam, processed delivered spamreport",
        "unsubscribe, processed delivered unsubscribe",
        "open, processed delivered open",
        "click+7, processed delivered open click"
    })
    void whatBecomesOfAMailIsUpToItsAddress(String localPart, String events) {
        try (var receiver = new Receiver(0)) {
            sandbox.sendGrid().webhook(receiver.url());
            writer.sendTo(localPart + "@mill.test");

            assertThat(names(heard(receiver, 2))).containsExactly(events.split(" "));
        }
    }

    @Test
    void whatIsDroppedIsNeverUnderWay() {
        try (var receiver = new Receiver(0)) {
            sandbox.sendGrid().webhook(receiver.url());
            writer.sendTo("drop@mill.test", "ada@mill.test");
            var events = heard(receiver, 2);

            assertThat(names(events)).containsExactly("dropped", "processed", "delivered");
            assertThat(events.getFirst().path("reason").stringValue()).isEqualTo("Bounced Address");
        }
    }

    @Test
    void anEventSaysWhichMailItIsAbout() {
        try (var receiver = new Receiver(0)) {
            sandbox.sendGrid().webhook(receiver.url());
            var mail = Writer.mail("bounce@mill.test");
            Writer.changed(mail, "/categories", "[\"orders\"]");
            Writer.changed(mail, "/headers", "{\"Message-ID\": \"<7@mill.test>\"}");
            Writer.changed(mail, "/custom_args", "{\"penstock_effect\": \"7:mail\", \"event\": \"mine\"}");
            var id = Writer.id(writer.send(mail));
            var bounce = heard(receiver, 2).getLast();

            assertThat(bounce.path("email").stringValue()).isEqualTo("bounce@mill.test");
            assertThat(bounce.path("event").stringValue()).isEqualTo("bounce");
            assertThat(bounce.path("type").stringValue()).isEqualTo("bounce");
            assertThat(bounce.path("status").stringValue()).isEqualTo("5.1.1");
            assertThat(bounce.path("reason").stringValue()).startsWith("550");
            assertThat(bounce.path("timestamp").isInt()).isTrue();
            assertThat(bounce.path("sg_event_id").stringValue()).isNotEmpty();
            assertThat(bounce.path("sg_message_id").stringValue()).startsWith(id + ".");
            assertThat(bounce.path("smtp-id").stringValue()).isEqualTo("<7@mill.test>");
            assertThat(bounce.at("/category/0").stringValue()).isEqualTo("orders");
            assertThat(bounce.path("penstock_effect").stringValue()).isEqualTo("7:mail");
        }
    }

    @Test
    void aMailThatIsNotWantedSaysSo() {
        try (var receiver = new Receiver(0)) {
            sandbox.sendGrid().webhook(receiver.url());
            writer.sendTo("blocked@mill.test");

            assertThat(heard(receiver, 2).getLast().path("type").stringValue()).isEqualTo("blocked");
        }
    }

    @Test
    void eventsAreSignedWithTheKeyThatIsShown() throws Exception {
        try (var receiver = new Receiver(0)) {
            sandbox.sendGrid().webhook(receiver.url());
            writer.sendTo("ada@mill.test");
            heard(receiver, 2);
            var told = receiver.told().getLast();
            var time = told.header(EventSeal.TIMESTAMP);
            var signature = told.header(EventSeal.SIGNATURE);

            assertThat(told.body()).endsWith("]\r\n");
            assertThat(EventSeal.isGenuine(key(), time, told.body(), signature)).isTrue();
            assertThat(EventSeal.isGenuine(key(), time, told.body().strip(), signature))
                    .isFalse();
            assertThat(EventSeal.isGenuine(key(), "1" + time, told.body(), signature))
                    .isFalse();
        }
    }

    private PublicKey key() throws Exception {
        var shown = Asker.json(writer.asker().get("/_sandbox/sendgrid"))
                .path("public_key")
                .stringValue();
        return KeyFactory.getInstance("EC")
                .generatePublic(new X509EncodedKeySpec(Base64.getDecoder().decode(shown)));
    }

    @Test
    void whoDoesNotListenIsToldTheSameAgain() {
        try (var receiver = new Receiver(1)) {
            sandbox.sendGrid().webhook(receiver.url());
            writer.sendTo("drop@mill.test");
            heard(receiver, 2);

            assertThat(receiver.at("/0/sg_event_id").getFirst())
                    .isEqualTo(receiver.at("/0/sg_event_id").getLast());
            await().untilAsserted(() -> assertThat(sandbox.sendGrid().deliveries())
                    .singleElement()
                    .satisfies(delivery -> assertThat(delivery.attempts())
                            .extracting(Delivery.Attempt::status)
                            .containsExactly(500, 200)));
            assertThat(writer.asker().get("/_sandbox/sendgrid/events").body())
                    .contains("\"type\":\"dropped\"", "\"status\":500");
        }
    }

    @Test
    void eventsComeTwiceAndOutOfOrderToWhoWantsThem() {
        try (var receiver = new Receiver(0)) {
            writer.asker()
                    .post(WEBHOOK, "{\"url\": \"%s\", \"duplicates\": 1, \"shuffle\": true}".formatted(receiver.url()));
            writer.sendTo("ada@mill.test");

            assertThat(names(heard(receiver, 4))).containsExactly("delivered", "delivered", "processed", "processed");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "{\"url\": \"ftp://a\"}",
                "{\"url\": \"http://a b\"}",
                "{\"url\": \"http://a\", \"duplicates\": 2}",
                "{\"url\": \"http://a\", \"secret\": \"s\"}"
            })
    void aWebhookThatIsNoneIsRefused(String body) {
        assertThat(writer.asker().post(WEBHOOK, body).statusCode()).isEqualTo(400);
    }
}
