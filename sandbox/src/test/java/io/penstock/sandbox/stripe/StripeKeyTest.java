package io.penstock.sandbox.stripe;

import static io.penstock.sandbox.stripe.Till.INTENTS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.penstock.sandbox.Asker;
import io.penstock.sandbox.Sandbox;
import io.penstock.sandbox.SandboxSettings;
import io.penstock.sandbox.SetClock;
import io.penstock.sandbox.fault.Aim;
import io.penstock.sandbox.fault.Fault;
import io.penstock.sandbox.fault.Often;
import io.penstock.sandbox.fault.Refusal;
import io.penstock.sandbox.fault.Refusal.Reason;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class StripeKeyTest {

    private static final String PAYMENT = Till.payment("pm_card_visa");

    private final SetClock clock = new SetClock();
    private final Sandbox sandbox = Sandbox.start(SandboxSettings.on(0).clock(clock));
    private final Till till = new Till(sandbox);

    @AfterEach
    void close() {
        till.close();
        sandbox.close();
    }

    private static boolean isReplay(HttpResponse<String> response) {
        return response.headers()
                .firstValue("idempotent-replayed")
                .filter("true"::equals)
                .isPresent();
    }

    private void fail(Fault fault) {
        sandbox.faults().next(Aim.at("stripe"), fault);
    }

    @ParameterizedTest
    @CsvSource({"pm_card_visa, 200, 1", "pm_card_chargeDeclined, 402, 0", "pm_nobodys, 400, 0"})
    void theFirstAnswerIsKept(String method, int status, int effects) {
        var first = till.post(INTENTS, Till.payment(method), "k1");
        var second = till.post(INTENTS, "payment_method=" + method + "&confirm=true&currency=eur&amount=1200", "k1");

        assertThat(first.statusCode()).isEqualTo(status);
        assertThat(isReplay(first)).isFalse();
        assertThat(second.statusCode()).isEqualTo(status);
        assertThat(isReplay(second)).isTrue();
        assertThat(second.body()).isEqualTo(first.body());
        assertThat(second.headers().firstValue("original-request"))
                .isEqualTo(first.headers().firstValue("request-id"));
        assertThat(sandbox.effects().all()).hasSize(effects);
    }

    @Test
    void aKeyIsForOneRequestOnly() {
        var id = Till.id(till.post(INTENTS, "amount=1&currency=eur", "k1"));

        var other = till.post(INTENTS, "amount=2&currency=eur", "k1");
        var elsewhere = till.post(INTENTS + "/" + id, "amount=1&currency=eur", "k1");

        assertThat(other.statusCode()).isEqualTo(400);
        assertThat(Till.at(other, "/error/type")).isEqualTo("idempotency_error");
        assertThat(Till.at(elsewhere, "/error/type")).isEqualTo("idempotency_error");
        assertThat(till.post(INTENTS, "amount=1&currency=eur", "k".repeat(256)).statusCode())
                .isEqualTo(400);
    }

    @Test
    void aKeyIsForgottenAfterADay() {
        till.post(INTENTS, PAYMENT, "k1");
        clock.pass(Duration.ofHours(24).minusSeconds(1));
        assertThat(isReplay(till.post(INTENTS, PAYMENT, "k1"))).isTrue();
        clock.pass(Duration.ofSeconds(1));

        assertThat(isReplay(till.post(INTENTS, PAYMENT, "k1"))).isFalse();
        assertThat(sandbox.effects().all()).hasSize(2);
        assertThat(sandbox.effects().summary().keys()).isEqualTo(1);
        assertThat(Asker.json(till.asker().get("/_sandbox/effects/summary"))
                        .at("/twice/0/times")
                        .intValue())
                .isEqualTo(2);
    }

    @Test
    void whatWasNotBegunIsNotKept() {
        assertThat(till.post(INTENTS, "amount=1", "k1").statusCode()).isEqualTo(400);
        for (var reason : new Reason[] {Reason.RATE_LIMIT, Reason.CONFLICT, Reason.UNAUTHORIZED, Reason.TIMEOUT}) {
            fail(new Fault.Refused(Refusal.of(reason, "No.")));
            assertThat(till.post(INTENTS, PAYMENT, "k1").statusCode()).isGreaterThan(400);
        }
        fail(new Fault.Reset());
        assertThatThrownBy(() -> till.post(INTENTS, PAYMENT, "k1")).hasCauseInstanceOf(IOException.class);

        var done = till.post(INTENTS, PAYMENT, "k1");

        assertThat(done.statusCode()).isEqualTo(200);
        assertThat(isReplay(done)).isFalse();
        assertThat(sandbox.effects().all()).hasSize(1);
    }

    @ParameterizedTest
    @CsvSource({"server_error, 0", "server_error_after, 1"})
    void aBrokenServerStaysBrokenUnderItsKey(String kind, int effects) {
        till.post(
                "/_sandbox/faults",
                "{\"kind\": \"%s\", \"provider\": \"stripe\", \"should_retry\": false}".formatted(kind));

        var first = till.post(INTENTS, PAYMENT, "k1");
        var second = till.post(INTENTS, PAYMENT, "k1");

        assertThat(first.statusCode()).isEqualTo(500);
        assertThat(first.headers().firstValue("stripe-should-retry")).contains("false");
        assertThat(Till.at(first, "/error/type")).isEqualTo("api_error");
        assertThat(second.statusCode()).isEqualTo(500);
        assertThat(second.body()).isEqualTo(first.body());
        assertThat(isReplay(second)).isTrue();
        assertThat(sandbox.effects().all()).hasSize(effects);
        assertThat(till.post(INTENTS, PAYMENT, "k2").statusCode()).isEqualTo(200);
    }

    @ParameterizedTest
    @ValueSource(strings = {"reset_after", "bad_json"})
    void whoseAnswerIsLostAsksAgain(String kind) {
        sandbox.faults()
                .add(
                        Aim.at("stripe"),
                        kind.equals("bad_json") ? new Fault.BadJson() : new Fault.ResetAfter(),
                        Often.ONCE);
        if (kind.equals("bad_json")) {
            var torn = till.post(INTENTS, PAYMENT, "k1");
            assertThatThrownBy(() -> Asker.json(torn)).isInstanceOf(RuntimeException.class);
        } else {
            assertThatThrownBy(() -> till.post(INTENTS, PAYMENT, "k1")).hasCauseInstanceOf(IOException.class);
        }
        assertThat(sandbox.journal().entries().getLast().fault()).isEqualTo(kind);

        var again = till.post(INTENTS, PAYMENT, "k1");

        assertThat(isReplay(again)).isTrue();
        assertThat(Till.at(again, "/status")).isEqualTo("succeeded");
        assertThat(sandbox.effects().all()).hasSize(1);
    }

    @Test
    void whoComesBeforeTheFirstIsDoneHasToWait() {
        fail(new Fault.Slow(Duration.ofHours(1)));
        var asker = till.asker().with("idempotency-key", "k1");
        var first = asker.beginPost(INTENTS, PAYMENT);
        await().until(() -> sandbox.journal().entries().stream().anyMatch(entry -> "slow".equals(entry.fault())));

        var second = till.post(INTENTS, PAYMENT, "k1");

        assertThat(second.statusCode()).isEqualTo(409);
        assertThat(Till.at(second, "/error/code")).isEqualTo("idempotency_key_in_use");
        sandbox.close();
        assertThatThrownBy(first::join).hasCauseInstanceOf(IOException.class);
        assertThat(sandbox.effects().all()).isEmpty();
    }

    @Test
    void aRateLimitSaysWhenToComeAgain() {
        till.post("/_sandbox/faults", "{\"kind\": \"rate_limit\", \"provider\": \"stripe\", \"retry_after_ms\": 1500}");

        var refused = till.pay("pm_card_visa");

        assertThat(refused.statusCode()).isEqualTo(429);
        assertThat(Till.at(refused, "/error/code")).isEqualTo("rate_limit");
        assertThat(refused.headers().firstValue("retry-after")).contains("2");
    }

    @Test
    void whatStrikesAfterAnEffectIsNotForThoseWhoLook() {
        fail(new Fault.ResetAfter());
        fail(new Fault.Truncated());

        assertThat(till.asker().get("/stripe/v1/balance").statusCode()).isEqualTo(200);
        assertThat(sandbox.faults().all()).hasSize(2);
    }

    @Test
    void theJournalHasEachRequest() {
        till.post(INTENTS, PAYMENT, "k1");

        var entry = sandbox.journal().entries().getFirst();
        assertThat(entry.provider()).isEqualTo("stripe");
        assertThat(entry.path()).isEqualTo(INTENTS);
        assertThat(entry.idempotencyKey()).isEqualTo("k1");
        assertThat(entry.status()).isEqualTo(200);
    }
}
