package io.penstock.sandbox.stripe;

import io.penstock.catalog.json.Json;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/** Money that goes back. */
record Refund(String id, Instant created, long amount, Request request, Origin origin, Status status) {

    /**
     * What is asked for.
     *
     * @param amount null for all that is left
     */
    record Request(@Nullable Long amount, @Nullable String reason, Map<String, String> metadata) {

        static Request of(Params params) {
            var reason = params.oneOf("reason", "", "duplicate", "fraudulent", "requested_by_customer");
            return new Request(params.amount("amount"), reason.isEmpty() ? null : reason, params.metadata());
        }
    }

    enum Status {
        PENDING("pending"),
        SUCCEEDED("succeeded"),
        FAILED("failed");

        private final String label;

        Status(String label) {
            this.label = label;
        }
    }

    Refund at(Status next) {
        return new Refund(id, created, amount, request, origin, next);
    }

    boolean isPending() {
        return status == Status.PENDING;
    }

    @Nullable
    String job(Order order) {
        var own = request.metadata().get(Order.JOB);
        return own == null ? order.job() : own;
    }

    ObjectNode json(String intent, String charge, String currency) {
        var json = Json.mapper()
                .createObjectNode()
                .put("id", id)
                .put("object", "refund")
                .put("amount", amount)
                .put("charge", charge)
                .put("created", created.getEpochSecond())
                .put("currency", currency)
                .put("payment_intent", intent)
                .put("reason", request.reason())
                .put("status", status.label);
        request.metadata().forEach(json.putObject("metadata")::put);
        return json;
    }
}
