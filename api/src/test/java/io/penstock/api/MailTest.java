package io.penstock.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.db.job.JobId;
import io.penstock.db.tenant.Tenant;
import io.penstock.db.tenant.Tenants;
import io.penstock.db.testing.JobRows;
import io.penstock.db.testing.TestDatabase;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What SendGrid tells of mails, and who gets none. */
class MailTest {

    private static final KeyPair OLD = pair();
    private static final KeyPair NEW = pair();

    @AutoClose
    private static final TestApi API = TestApi.start(
            TestDatabase.fresh().url(),
            Map.of(
                    "penstock.hooks.sendgrid.public-keys[0]",
                    text(OLD),
                    "penstock.hooks.sendgrid.public-keys[1]",
                    text(NEW)));

    private final Tenant tenant = API.bean(Tenants.class).named("mail-" + UUID.randomUUID());
    private final TestClient client = API.client(tenant);
    private final TestClient sendGrid = client.with(null);

    private static KeyPair pair() {
        try {
            var generator = KeyPairGenerator.getInstance("EC");
            generator.initialize(256);
            return generator.generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }

    private static String text(KeyPair pair) {
        return Base64.getEncoder().encodeToString(pair.getPublic().getEncoded());
    }

    private static String sign(KeyPair pair, String timestamp, String body) {
        try {
            var signature = Signature.getInstance("SHA256withECDSA");
            signature.initSign(pair.getPrivate());
            signature.update((timestamp + body).getBytes(StandardCharsets.UTF_8));
            return Base64.getEncoder().encodeToString(signature.sign());
        } catch (GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }

    private Answer send(String body, String timestamp, String signature) {
        return sendGrid.send(sendGrid.request("/v1/hooks/sendgrid")
                .header("Content-Type", "application/json")
                .header("X-Twilio-Email-Event-Webhook-Signature", signature)
                .header("X-Twilio-Email-Event-Webhook-Timestamp", timestamp)
                .POST(BodyPublishers.ofString(body)));
    }

    private Answer send(KeyPair pair, String body, Instant at) {
        var timestamp = String.valueOf(at.getEpochSecond());
        return send(body, timestamp, sign(pair, timestamp, body));
    }

    private void told(String... events) {
        var body = List.of(events).stream().collect(Collectors.joining(",", "[", "]\r\n"));
        assertThat(send(NEW, body, Instant.now()).status()).isEqualTo(200);
    }

    private String event(JobId job, String address, String event, String more) {
        return """
                {"event": "%s", "email": "%s", "timestamp": 1795166400, "penstock_job": "%s", "penstock_tenant": "%d"%s}""".formatted(event, address, job, tenant.id(), more.isEmpty() ? "" : ", " + more);
    }

    private JobRows row() {
        return JobRows.in(API.database()).tenant(tenant.id());
    }

    private Map<String, String> states(JobId job) {
        return StreamSupport.stream(
                        client.get("/v1/jobs/" + job + "/mails")
                                .is(200)
                                .fits("MailPage")
                                .at("/data")
                                .spliterator(),
                        false)
                .collect(Collectors.toMap(
                        mail -> mail.at("/email").asString(),
                        mail -> mail.at("/state").asString()));
    }

    private Answer suppression(String address) {
        return client.get("/v1/suppressions/" + address);
    }

    @Test
    void whatIsToldStandsApartFromTheJob() {
        var job = row().succeeded().insert();

        told(
                event(job, "Ada@mill.test", "processed", ""),
                event(job, "Ada@mill.test", "delivered", "\"response\": \"250 OK\""),
                event(job, "bob@mill.test", "bounce", "\"reason\": \"550 No\\r\\nsuch user\""),
                event(job, "eve@mill.test", "open", ""));

        assertThat(states(job)).isEqualTo(Map.of("ada@mill.test", "delivered", "bob@mill.test", "bounced"));
        var mails = client.get("/v1/jobs/" + job + "/mails").at("/data");
        assertThat(mails.get(1).at("/detail").asString()).isEqualTo("550 No such user");
        assertThat(mails.get(0).at("/changed_at").asString())
                .isEqualTo(Instant.ofEpochSecond(1795166400).toString());
    }

    @Test
    void eventsComeTwiceLateAndInAnyOrder() {
        var job = row().succeeded().insert();
        told(event(job, "ada@mill.test", "delivered", ""));
        told(event(job, "ada@mill.test", "processed", ""), event(job, "ada@mill.test", "delivered", ""));
        told(event(job, "ada@mill.test", "deferred", ""));
        assertThat(states(job)).isEqualTo(Map.of("ada@mill.test", "delivered"));

        told(event(job, "ada@mill.test", "spamreport", ""), event(job, "ada@mill.test", "bounce", ""));
        assertThat(states(job)).isEqualTo(Map.of("ada@mill.test", "complained"));
    }

    @Test
    void aMailOfWhichNobodyKnewWentOutAfterAll() {
        var job = row().outcomeUnknown().insert();
        var other = row().outcomeUnknown().insert();

        told(event(job, "ada@mill.test", "processed", ""));

        assertThat(client.get("/v1/jobs/" + job).text("/state")).isEqualTo("succeeded");
        assertThat(client.get("/v1/jobs/" + other).text("/state")).isEqualTo("outcome_unknown");
    }

    @ParameterizedTest
    @CsvSource({"bounce, bounce", "spamreport, complaint", "unsubscribe, unsubscribe", "group_unsubscribe, unsubscribe"
    })
    void whoDoesNotWantItIsSuppressed(String event, String reason) {
        told(event(row().succeeded().insert(), "Ada@mill.test", event, ""));

        assertThat(suppression("ada@Mill.test").is(200).fits("Suppression").text("/reason"))
                .isEqualTo(reason);
        assertThat(API.newTenant().get("/v1/suppressions/ada@mill.test").status())
                .isEqualTo(404);
    }

    @Test
    void whatABounceSaysOfTheDayDoesNotSuppress() {
        told(
                event(row().succeeded().insert(), "ada@mill.test", "bounce", "\"type\": \"blocked\""),
                event(row().succeeded().insert(), "bob@mill.test", "dropped", ""),
                event(row().succeeded().insert(), "eve@mill.test", "delivered", ""));

        assertThat(client.get("/v1/suppressions").is(200).at("/data")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "{\"event\": \"delivered\", \"email\": \"ada@mill.test\"}",
                "{\"event\": 1, \"email\": [], \"penstock_job\": {}, \"penstock_tenant\": null}",
                "{\"event\": \"bounce\", \"email\": \"ada@mill.test\", \"penstock_job\": \"job_01a2075c6ae870728b7cd43c46f7496f\"}",
                "{\"event\": \"bounce\", \"email\": \"ada@mill.test\", \"penstock_job\": \"job_01a2075c6ae870728b7cd43c46f7496f\", \"penstock_tenant\": \"9999999999\"}",
                "{\"event\": \"bounce\", \"penstock_job\": \"job_01a2075c6ae870728b7cd43c46f7496f\", \"penstock_tenant\": \"1\"}",
                "7"
            })
    void whatIsNotOurMailIsPassedOver(String event) {
        told(event);
        assertThat(client.get("/v1/suppressions").at("/data")).isEmpty();
    }

    @Test
    void eitherKeySigns() {
        assertThat(send(OLD, "[]", Instant.now()).status()).isEqualTo(200);
        assertThat(send(NEW, "[]", Instant.now()).status()).isEqualTo(200);
    }

    @Test
    void whatIsNotSignedIsNotTaken() {
        var now = String.valueOf(Instant.now().getEpochSecond());
        var job = row().succeeded().insert();
        var body = "[" + event(job, "ada@mill.test", "bounce", "") + "]";

        send(pair(), body, Instant.now()).is(400).fits("Problem");
        send(body + " ", now, sign(NEW, now, body)).is(400);
        send(body, now + "0", sign(NEW, now, body)).is(400);
        send(body, now, "no base64!").is(400);
        send(body, now, "").is(400);
        send(NEW, body, Instant.now().minusSeconds(301)).is(400);
        send(NEW, body, Instant.now().plusSeconds(330)).is(400);
        assertThat(states(job)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "{}", "[", "null"})
    void whatIsNoListOfEventsIsRefused(String body) {
        assertThat(send(NEW, body, Instant.now()).is(400).text("/code")).isEqualTo("invalid_request");
    }

    private Answer suppress(String address, String body) {
        return client.send(client.request("/v1/suppressions/" + address)
                .header("Content-Type", "application/json")
                .method("PUT", BodyPublishers.ofString(body)));
    }

    private Answer delete(String address) {
        return client.send(client.request("/v1/suppressions/" + address).method("DELETE", BodyPublishers.noBody()));
    }

    @Test
    void anAddressIsSuppressedByHandUntilSomebodyTakesItBack() {
        suppress("Ada@mill.test", "{\"note\": \"asked by phone\"}").is(200).fits("Suppression");
        assertThat(suppression("ada@mill.test").text("/note")).isEqualTo("asked by phone");
        assertThat(suppression("ada@mill.test").text("/reason")).isEqualTo("manual");

        delete("ada@mill.test").is(204);

        suppression("ada@mill.test").is(404).fits("Problem");
        delete("ada@mill.test").is(404);
    }

    @Test
    void aGraverReasonStays() {
        suppress("ada@mill.test", "{\"reason\": \"complaint\"}");
        suppress("ada@mill.test", "{}").is(200);
        assertThat(suppression("ada@mill.test").text("/reason")).isEqualTo("complaint");
    }

    @Test
    void whatIsWrongIsPointedAt() {
        assertThat(suppress("nobody", "{}").is(400).text("/errors/0/pointer")).isEqualTo("/email");
        assertThat(suppress("a@b.co", "{\"note\": \"a\\nb\"}").is(400).text("/errors/0/pointer"))
                .isEqualTo("/note");
        client.get("/v1/suppressions?reason=bored").is(400);
        client.get("/v1/suppressions?page_token=%25").is(400);
        client.get("/v1/jobs/" + JobId.next() + "/mails").is(404);
    }

    @Test
    void theListGoesOnByPages() {
        List.of("c@mill.test", "a@mill.test", "b@mill.test").forEach(address -> suppress(address, "{}"));
        var first = client.get("/v1/suppressions?page_size=2").is(200).fits("SuppressionPage");
        assertThat(first.at("/data")).hasSize(2);
        var second = client.get("/v1/suppressions?page_size=2&page_token=" + first.text("/next_page_token"))
                .is(200);
        assertThat(second.at("/data")).hasSize(1);
        assertThat(second.at("/data/0/email").asString()).isEqualTo("c@mill.test");
        assertThat(client.get("/v1/suppressions?reason=bounce").at("/data")).isEmpty();
        assertThat(client.get("/v1/suppressions?reason=manual").at("/data")).hasSize(3);
    }
}
