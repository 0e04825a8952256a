package io.penstock.sandbox.stripe;

import io.penstock.catalog.json.Json;
import io.penstock.sandbox.webhook.Notice;
import java.time.Instant;
import tools.jackson.databind.node.ObjectNode;

/** Something happened to an object, which was like this then. */
record Event(String id, String type, Instant created, ObjectNode object, Origin origin) implements Notice {

    @Override
    public String event() {
        return id;
    }

    @Override
    public String about() {
        return object.path("id").asString("");
    }

    @Override
    public String written() {
        var json = Json.mapper()
                .createObjectNode()
                .put("id", id)
                .put("object", "event")
                .put("api_version", Stripe.VERSION)
                .put("created", created.getEpochSecond())
                .put("livemode", false)
                .put("pending_webhooks", 1)
                .put("type", type);
        json.putObject("data").set("object", object);
        json.putObject("request").put("id", origin.request()).put("idempotency_key", origin.idempotencyKey());
        return Json.write(json);
    }
}
