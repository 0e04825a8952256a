package io.penstock.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.db.job.JobId;
import io.penstock.db.testing.DeliveryRows;
import io.penstock.db.webhook.DeliveryAttempts;
import io.penstock.db.webhook.DeliveryAttempts.Begun;
import io.penstock.db.webhook.DeliveryAttempts.Called;
import io.penstock.db.webhook.SigningSecret;
import java.net.http.HttpRequest.BodyPublishers;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class WebhookTest {

    private static final String DELIVERIES = "/v1/webhooks/deliveries";
    private static final String SECRET = "/v1/webhooks/secret";

    private final TestApi api = TestApi.shared();
    private final TestClient client = api.newTenant();

    private DeliveryRows row() {
        return DeliveryRows.in(api.database()).tenant(client.tenant());
    }

    private Answer post(String path) {
        return client.send(client.request(path).POST(BodyPublishers.noBody()));
    }

    private List<String> ids(Answer page) {
        return page.is(200)
                .fits("DeliveryPage")
                .at("/data")
                .valueStream()
                .map(delivery -> delivery.at("/id").stringValue())
                .toList();
    }

    @Test
    void aSecretIsShownOnceAndNeverAgain() {
        assertThat(client.get(SECRET).is(200).fits("WebhookSecrets").at("/data"))
                .isEmpty();

        var made = post(SECRET + "/rotate").is(200).fits("NewWebhookSecret");

        var secret = new SigningSecret(made.text("/secret"));
        assertThat(made.header("Cache-Control")).isEqualTo("no-store");
        var listed = client.get(SECRET).is(200).fits("WebhookSecrets");
        assertThat(listed.text("/data/0/last4")).isEqualTo(secret.last4());
        assertThat(listed.text("/data/0/created_at")).isEqualTo(made.text("/created_at"));
        assertThat(listed.at("/data/0/signs_until").isNull()).isTrue();
        assertThat(listed.body()).doesNotContain(secret.secret().substring(6, 20));
    }

    @Test
    void whileRotatingTheOldSecretIsListedWithItsEnd() {
        var old = post(SECRET + "/rotate");
        var current = post(SECRET + "/rotate");

        var listed = client.get(SECRET).is(200);
        assertThat(listed.at("/data")).hasSize(2);
        assertThat(listed.text("/data/0/created_at")).isEqualTo(current.text("/created_at"));
        assertThat(listed.text("/data/1/created_at")).isEqualTo(old.text("/created_at"));
        assertThat(Instant.parse(listed.text("/data/1/signs_until")))
                .isEqualTo(Instant.parse(current.text("/created_at")).plus(Duration.ofHours(24)));
        assertThat(api.newTenant().get(SECRET).at("/data")).isEmpty();
    }

    @Test
    void aDeliveryIsShownWithEachOfItsCalls() {
        var delivery = row().insert();
        var attempts = new DeliveryAttempts(api.database().jdbi());
        var call = (Begun.Call) attempts.begin(delivery.id(), Objects.requireNonNull(delivery.job()));
        attempts.finish(call, new Called.Delivered(204), Duration.ofMillis(3));

        var shown = client.get(DELIVERIES + "/" + delivery.id()).is(200).fits("Delivery");

        assertThat(shown.text("/state")).isEqualTo("delivered");
        assertThat(shown.text("/url")).isEqualTo("https://receiver.example/hook");
        assertThat(shown.text("/delivery_job_id")).isEqualTo(delivery.job().toString());
        assertThat(shown.at("/attempts")).hasSize(1);
        assertThat(shown.at("/attempts/0/status").asInt()).isEqualTo(204);
        assertThat(shown.at("/attempts/0/duration_ms").asInt()).isEqualTo(3);
        assertThat(shown.at("/attempts/0/error").isNull()).isTrue();
    }

    @Test
    void thePagesHoldEveryDeliveryOnceTheNewestFirst() {
        var made =
                Stream.generate(() -> row().insert().id().toString()).limit(5).toList();
        var listed = new ArrayList<String>();
        var page = client.get(DELIVERIES + "?page_size=2");
        listed.addAll(ids(page));
        while (!page.at("/next_page_token").isNull()) {
            page = client.get(DELIVERIES + "?page_size=2&page_token=" + page.text("/next_page_token"));
            listed.addAll(ids(page));
        }
        assertThat(listed).containsExactlyElementsOf(made.reversed());
        assertThat(page.at("/data/0/attempts").isMissingNode()).isTrue();
    }

    @Test
    void deliveriesAreFoundByStateAndByJob() {
        var job = JobId.next();
        var pending = row().of(job).insert().id().toString();
        var failed = row().failed().insert().id().toString();
        var disabled = row().disabled().insert().id().toString();
        assertThat(ids(client.get(DELIVERIES + "?state=failed"))).containsExactly(failed);
        assertThat(ids(client.get(DELIVERIES + "?state=failed,disabled"))).containsExactly(disabled, failed);
        assertThat(ids(client.get(DELIVERIES + "?job=" + job))).containsExactly(pending);
        assertThat(ids(client.get(DELIVERIES + "?state=delivered&job=" + job))).isEmpty();
    }

    @Test
    void aDeliveryThatFailedIsSentAgainByANewJob() {
        var delivery = row().failed().insert();

        var again =
                post(DELIVERIES + "/" + delivery.id() + "/redeliver").is(202).fits("Delivery");

        assertThat(again.text("/state")).isEqualTo("pending");
        assertThat(again.text("/delivery_job_id")).isNotEqualTo(String.valueOf(delivery.job()));
        var job = client.get("/v1/jobs/" + again.text("/delivery_job_id")).is(200);
        assertThat(job.text("/kind")).isEqualTo("webhook.deliver");
        var twice = post(DELIVERIES + "/" + delivery.id() + "/redeliver").is(202);
        assertThat(twice.text("/delivery_job_id")).isEqualTo(again.text("/delivery_job_id"));
    }

    @Test
    void aDisabledUrlIsListedAndMustBeEnabledBeforeARedelivery() {
        var delivery = row().disabled().insert();
        api.database()
                .jdbi()
                .useHandle(handle -> handle.execute(
                        "INSERT INTO webhook_endpoint (tenant, url, reason) VALUES (?, 'https://receiver.example/hook', 'gone')",
                        client.tenant()));

        var listed = client.get("/v1/webhooks/endpoints").is(200).fits("EndpointPage");
        assertThat(listed.text("/data/0/url")).isEqualTo("https://receiver.example/hook");
        post(DELIVERIES + "/" + delivery.id() + "/redeliver").isProblem(409, "endpoint_disabled");

        var enable = "{\"url\": \"https://receiver.example/hook\"}";
        var enabled =
                client.post("/v1/webhooks/endpoints/enable", enable).is(200).fits("EndpointEnabled");
        assertThat(enabled.at("/was_disabled").asBoolean()).isTrue();
        assertThat(client.post("/v1/webhooks/endpoints/enable", enable)
                        .is(200)
                        .at("/was_disabled")
                        .asBoolean())
                .isFalse();
        assertThat(client.get("/v1/webhooks/endpoints").at("/data")).isEmpty();
        post(DELIVERIES + "/" + delivery.id() + "/redeliver").is(202);
    }

    @Test
    void theDisabledUrlsArePaged() {
        for (var url : List.of("https://a.example/", "https://b.example/", "https://c.example/")) {
            api.database()
                    .jdbi()
                    .useHandle(handle -> handle.execute(
                            "INSERT INTO webhook_endpoint (tenant, url, reason) VALUES (?, ?, 'gone')",
                            client.tenant(),
                            url));
        }
        var first = client.get("/v1/webhooks/endpoints?page_size=2").is(200);
        var second = client.get("/v1/webhooks/endpoints?page_size=2&page_token=" + first.text("/next_page_token"))
                .is(200);
        assertThat(first.at("/data")).hasSize(2);
        assertThat(first.text("/data/0/url")).isEqualTo("https://c.example/");
        assertThat(second.at("/data")).hasSize(1);
        assertThat(second.text("/data/0/url")).isEqualTo("https://a.example/");
        assertThat(second.at("/next_page_token").isNull()).isTrue();
    }

    @Test
    void anotherTenantsDeliveryIsNotThere() {
        var delivery = DeliveryRows.in(api.database())
                .tenant(api.newTenant().tenant())
                .failed()
                .insert();
        client.get(DELIVERIES + "/" + delivery.id()).isProblem(404, "delivery_not_found");
        post(DELIVERIES + "/" + delivery.id() + "/redeliver").isProblem(404, "delivery_not_found");
        assertThat(ids(client.get(DELIVERIES))).isEmpty();
    }
}
