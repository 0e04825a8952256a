package io.penstock.worker.webhook;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpHandler;
import io.penstock.catalog.webhook.WebhookDelivery.Payload;
import io.penstock.catalog.webhook.WebhookDelivery.Result;
import io.penstock.db.tenant.Tenants;
import io.penstock.db.testing.DeliveryRows;
import io.penstock.db.testing.DeliveryRows.Inserted;
import io.penstock.db.testing.TestDatabase;
import io.penstock.db.webhook.Deliveries;
import io.penstock.db.webhook.Delivery;
import io.penstock.db.webhook.DeliveryAttempts;
import io.penstock.db.webhook.DeliveryState;
import io.penstock.db.webhook.Secrets;
import io.penstock.worker.handler.Answer;
import io.penstock.worker.http.FirstAttempt;
import io.penstock.worker.http.HttpSettings;
import io.penstock.worker.http.Origin;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WebhookDeliveryHandlerTest {

    private static final Instant NOW = Instant.parse("2030-01-31T08:00:00.9Z");
    private static final String BODY = "{\"type\":\"job.succeeded\",\"data\":\"ü\"}";

    @AutoClose
    private static final TestDatabase TEST = TestDatabase.fresh();

    @AutoClose
    private final Origin origin = new Origin();

    private final int tenant =
            new Tenants(TEST.jdbi()).named("t" + UUID.randomUUID()).id();
    private final Secrets secrets = new Secrets(TEST.jdbi());
    private final Deliveries deliveries = new Deliveries(TEST.jdbi());
    private final WebhookDeliveryHandler handler = handler(Set.of("127.0.0.1"));

    private WebhookDeliveryHandler handler(Set<String> allow) {
        return new WebhookDeliveryHandler(
                new HttpSettings(allow, 0, Duration.ofSeconds(2), Duration.ofSeconds(2)),
                new DeliveryAttempts(TEST.jdbi()),
                secrets,
                Clock.fixed(NOW, ZoneOffset.UTC));
    }

    private Inserted to(String url) {
        return DeliveryRows.in(TEST.database())
                .tenant(tenant)
                .url(url)
                .body(BODY)
                .insert();
    }

    private Inserted toOrigin() {
        return to(origin.url("/hook?a=b"));
    }

    private Answer<Result> run(Inserted delivery) throws InterruptedException {
        return run(handler, delivery);
    }

    private static Answer<Result> run(WebhookDeliveryHandler handler, Inserted delivery) throws InterruptedException {
        return handler.run(
                new Payload(delivery.id().toString()), new FirstAttempt(Objects.requireNonNull(delivery.job())));
    }

    private Delivery read(Inserted delivery) {
        return deliveries.find(tenant, delivery.id()).orElseThrow();
    }

    private static HttpHandler status(int status) {
        return exchange -> {
            exchange.sendResponseHeaders(status, -1);
            exchange.close();
        };
    }

    @Test
    void theReceiverGetsTheStoredBodySignedUnderTheDeliverysId() throws Exception {
        origin.on("/hook", status(204));
        var secret = secrets.rotate(tenant).secret();
        var delivery = toOrigin();

        assertThat(run(delivery)).isEqualTo(Answer.done(new Result(204)));

        var seen = origin.seen().getFirst();
        assertThat(seen.method()).isEqualTo("POST");
        assertThat(seen.path()).isEqualTo("/hook?a=b");
        assertThat(seen.body()).isEqualTo(BODY);
        var headers = seen.headers();
        assertThat(headers.getFirst("Content-Type")).isEqualTo("application/json");
        assertThat(headers.getFirst("User-Agent")).isEqualTo("Penstock");
        assertThat(headers.getFirst("webhook-id")).isEqualTo(delivery.id().toString());
        assertThat(headers.getFirst("webhook-timestamp")).isEqualTo("" + NOW.getEpochSecond());
        assertThat(headers.getFirst("webhook-signature"))
                .isEqualTo(secret.sign(delivery.id().toString(), NOW, BODY));
        assertThat(read(delivery).state()).isEqualTo(DeliveryState.DELIVERED);
        assertThat(read(delivery).attempts().getFirst().status()).isEqualTo(204);
    }

    @Test
    void whileRotatingBothSecretsSign() throws Exception {
        origin.on("/hook", status(200));
        var old = secrets.rotate(tenant).secret();
        var current = secrets.rotate(tenant).secret();
        var delivery = toOrigin();
        run(delivery);

        var id = delivery.id().toString();
        assertThat(origin.seen().getFirst().headers().getFirst("webhook-signature"))
                .isEqualTo(current.sign(id, NOW, BODY) + " " + old.sign(id, NOW, BODY));
    }

    @ParameterizedTest
    @ValueSource(ints = {301, 302, 400, 401, 404, 429, 500, 503})
    void anyOtherStatusIsTriedAgainWithTheSameIdAndBody(int status) throws Exception {
        var answers = new AtomicInteger();
        origin.on("/hook", exchange -> {
            exchange.getResponseHeaders().set("Location", "/elsewhere");
            status(answers.getAndIncrement() == 0 ? status : 200).handle(exchange);
        });
        var delivery = toOrigin();

        assertThat(run(delivery)).isEqualTo(Answer.retryable("http_status", "The receiver answered " + status + "."));
        assertThat(read(delivery).state()).isEqualTo(DeliveryState.PENDING);
        assertThat(run(delivery)).isEqualTo(Answer.done(new Result(200)));

        assertThat(origin.seen()).hasSize(2).allSatisfy(seen -> {
            assertThat(seen.path()).isEqualTo("/hook?a=b");
            assertThat(seen.body()).isEqualTo(BODY);
            assertThat(seen.headers().getFirst("webhook-id"))
                    .isEqualTo(delivery.id().toString());
        });
        assertThat(read(delivery).attempts())
                .extracting(Delivery.Attempt::status)
                .containsExactly(status, 200);
    }

    @Test
    void theReceiverSaysHowLongItWantsToBeLeftAlone() throws Exception {
        origin.on("/hook", exchange -> {
            exchange.getResponseHeaders().set("Retry-After", "120");
            status(503).handle(exchange);
        });
        assertThat(run(toOrigin()))
                .isEqualTo(Answer.retryable("http_status", "The receiver answered 503.", Duration.ofMinutes(2)));
    }

    @Test
    void goneDisablesTheUrlAndLaterCallbacksAreNotSent() throws Exception {
        origin.on("/hook", status(410));
        var first = toOrigin();
        var second = toOrigin();

        assertThat(run(first)).isInstanceOf(Answer.Permanent.class);
        assertThat(run(second))
                .isEqualTo(Answer.permanent("endpoint_disabled", "The receiver wants no more callbacks at this URL."));

        assertThat(origin.seen()).hasSize(1);
        assertThat(read(first).state()).isEqualTo(DeliveryState.DISABLED);
        assertThat(read(second).state()).isEqualTo(DeliveryState.DISABLED);
        assertThat(read(first).attempts().getFirst().status()).isEqualTo(410);
    }

    @Test
    void aPrivateAddressIsRefusedForGoodAndNobodyIsCalled() throws Exception {
        origin.on("/hook", status(200));
        var delivery = toOrigin();

        var answer = run(handler(Set.of()), delivery);

        assertThat(answer).isInstanceOf(Answer.Permanent.class);
        assertThat(origin.seen()).isEmpty();
        var failure =
                Objects.requireNonNull(read(delivery).attempts().getFirst().failure());
        assertThat(failure.code()).isEqualTo("address_not_allowed");
    }

    @Test
    void aReceiverThatHangsUpIsTriedAgain() throws Exception {
        origin.on("/hook", exchange -> exchange.close());
        var delivery = toOrigin();

        assertThat(run(delivery)).isInstanceOf(Answer.Retryable.class);

        var attempt = read(delivery).attempts().getFirst();
        assertThat(attempt.status()).isNull();
        assertThat(Objects.requireNonNull(attempt.failure()).code()).isEqualTo("io_error");
        assertThat(attempt.durationMs()).isNotNull();
    }

    @ParameterizedTest
    @ValueSource(strings = {"http://[::1", "https://a b/", "http://:80/"})
    void aUrlThatCannotBeCalledFailsForGood(String url) throws Exception {
        var delivery = to(url);
        assertThat(run(delivery))
                .isEqualTo(Answer.permanent("url_invalid", "The URL names no host that could be called."));
        assertThat(read(delivery).attempts()).hasSize(1);
    }

    @Test
    void whatWasDeliveredIsNotSentAgainByTheSameJob() throws Exception {
        origin.on("/hook", status(200));
        var delivery = toOrigin();
        run(delivery);
        assertThat(run(delivery)).isEqualTo(Answer.done(new Result(null)));
        assertThat(origin.seen()).hasSize(1);
    }

    @Test
    void nothingTheReceiverSaysIsKept() throws Exception {
        origin.on("/hook", exchange -> {
            exchange.getResponseHeaders().set("X-Told", "told you");
            Origin.text(500, "told you").handle(exchange);
        });
        var delivery = toOrigin();
        assertThat(run(delivery).toString()).doesNotContain("told you");
        assertThat(read(delivery).toString()).doesNotContain("told you");
    }
}
