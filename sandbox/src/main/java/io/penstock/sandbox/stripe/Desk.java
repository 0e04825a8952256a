package io.penstock.sandbox.stripe;

import io.penstock.sandbox.effect.Effects;
import io.penstock.sandbox.generation.Ids;
import io.penstock.sandbox.webhook.Webhooks;
import java.time.Instant;
import java.time.InstantSource;

/** What all intents have in common. */
record Desk(Effects effects, Webhooks webhooks, Settling settling, Intents intents, InstantSource clock, Ids ids) {

    String id(String prefix) {
        return prefix + "_" + ids.next();
    }

    Instant now() {
        return clock.instant();
    }
}
