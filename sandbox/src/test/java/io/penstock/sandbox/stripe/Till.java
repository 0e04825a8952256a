package io.penstock.sandbox.stripe;

import io.penstock.sandbox.Asker;
import io.penstock.sandbox.Sandbox;
import java.net.http.HttpResponse;
import tools.jackson.databind.JsonNode;

/** Pays at a sandbox over HTTP, without anybody's library. */
final class Till implements AutoCloseable {

    static final String INTENTS = "/stripe/v1/payment_intents";
    static final String REFUNDS = "/stripe/v1/refunds";

    private final Asker asker;

    Till(Sandbox sandbox) {
        this.asker = new Asker(sandbox);
    }

    Asker asker() {
        return asker;
    }

    /** A form that asks to pay, at once. */
    static String payment(String method) {
        return "amount=1200&currency=eur&confirm=true&payment_method=" + method;
    }

    HttpResponse<String> post(String path, String form) {
        return asker.post(path, form);
    }

    /** The same, under a key. */
    HttpResponse<String> post(String path, String form, String key) {
        try {
            return asker.with("idempotency-key", key).post(path, form);
        } finally {
            asker.without("idempotency-key");
        }
    }

    HttpResponse<String> pay(String method) {
        return post(INTENTS, payment(method));
    }

    /** What there is at the path. */
    JsonNode look(String path) {
        return Asker.json(asker.get(path));
    }

    JsonNode intent(String id) {
        return look(INTENTS + "/" + id);
    }

    static String id(HttpResponse<String> response) {
        return Asker.json(response).path("id").stringValue();
    }

    static String at(HttpResponse<String> response, String pointer) {
        return Asker.json(response).at(pointer).asString("");
    }

    @Override
    public void close() {
        asker.close();
    }
}
