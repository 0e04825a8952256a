package io.penstock.sandbox.effect;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.sandbox.Asker;
import io.penstock.sandbox.Sandbox;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class EffectEndpointTest {

    private static final String PATH = "/_sandbox/effects";

    private final Sandbox sandbox = Sandbox.start(0);
    private final Asker asker = new Asker(sandbox);

    @AfterEach
    void close() {
        asker.close();
        sandbox.close();
    }

    @Test
    void theyAreShownAndCleared() {
        asker.with("idempotency-key", "k1")
                .post(
                        "/stripe/v1/payment_intents",
                        "amount=1200&currency=eur&confirm=true&payment_method=pm_card_visa&metadata[penstock_job]=7");

        var effect = Asker.json(asker.get(PATH + "?kind=charge&limit=1")).at("/effects/0");
        assertThat(effect.path("number").intValue()).isEqualTo(1);
        assertThat(effect.path("provider").stringValue()).isEqualTo("stripe");
        assertThat(effect.path("object").stringValue()).startsWith("pi_");
        assertThat(effect.path("idempotency_key").stringValue()).isEqualTo("k1");
        assertThat(effect.path("job").stringValue()).isEqualTo("7");
        assertThat(effect.path("amount").intValue()).isEqualTo(1200);
        assertThat(Asker.json(asker.get(PATH + "?after=1")).path("effects")).isEmpty();
        assertThat(Asker.json(asker.get(PATH + "?kind=refund")).path("effects")).isEmpty();
        assertThat(Asker.json(asker.get(PATH + "/summary")).path("effects").intValue())
                .isEqualTo(1);
        assertThat(asker.get(PATH + "?limit=-1").statusCode()).isEqualTo(400);
        assertThat(asker.post(PATH, "").statusCode()).isEqualTo(404);

        assertThat(asker.delete(PATH).statusCode()).isEqualTo(204);
        assertThat(sandbox.effects().all()).isEmpty();
    }
}
