package io.penstock.sandbox.stripe;

import io.penstock.catalog.json.Json;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/** An intent as it is at a moment, in the form in which it goes out. */
record Facts(
        String id,
        String secret,
        Instant created,
        Order order,
        Status status,
        @Nullable TestMethod method,
        @Nullable StripeError lastError,
        @Nullable Charge charged,
        Intent.@Nullable Cancellation cancellation) {

    /** What a real one has beside, and never is here. */
    private static final List<String> NEVER = List.of(
            "application",
            "application_fee_amount",
            "automatic_payment_methods",
            "on_behalf_of",
            "processing",
            "review",
            "shipping",
            "source",
            "transfer_data",
            "transfer_group");

    ObjectNode intent() {
        var json = Json.mapper()
                .createObjectNode()
                .put("id", id)
                .put("object", "payment_intent")
                .put("amount", order.amount())
                .put("amount_capturable", isHeld() ? order.amount() : 0)
                .put("amount_received", charged == null ? 0 : charged.received())
                .put(
                        "canceled_at",
                        cancellation == null ? null : cancellation.at().getEpochSecond())
                .put("cancellation_reason", cancellation == null ? null : cancellation.reason())
                .put("capture_method", order.captureMethod())
                .put("client_secret", secret)
                .put("confirmation_method", order.confirmationMethod())
                .put("created", created.getEpochSecond())
                .put("currency", order.currency())
                .put("latest_charge", charged == null ? null : charged.id())
                .put("livemode", false)
                .put("payment_method", method == null ? null : method.id())
                .put("status", status.label());
        NEVER.forEach(json::putNull);
        Order.TEXTS.forEach(name -> json.put(name, order.texts().get(name)));
        json.putObject("amount_details").putObject("tip");
        json.putObject("payment_method_options");
        json.set("last_payment_error", lastError == null ? null : lastError.json());
        json.set("metadata", metadata());
        json.set("next_action", status == Status.REQUIRES_ACTION ? nextAction() : null);
        order.methodTypes().forEach(json.putArray("payment_method_types")::add);
        return json;
    }

    private boolean isHeld() {
        return status == Status.REQUIRES_CAPTURE;
    }

    private ObjectNode metadata() {
        var json = Json.mapper().createObjectNode();
        order.metadata().forEach(json::put);
        return json;
    }

    /** There is no page at the address: what the customer does is told to the sandbox. */
    private ObjectNode nextAction() {
        var json = Json.mapper().createObjectNode().put("type", "redirect_to_url");
        json.putObject("redirect_to_url")
                .put("return_url", order.texts().get("return_url"))
                .put("url", "https://hooks.stripe.com.invalid/sandbox/" + id);
        return json;
    }

    /** Of an intent that has one. */
    ObjectNode charge() {
        var json = Json.mapper().createObjectNode();
        if (charged == null) {
            return json;
        }
        var failure = charged.failure();
        json.put("id", charged.id())
                .put("object", "charge")
                .put("amount", charged.amount())
                .put("amount_captured", charged.received())
                .put("amount_refunded", charged.refunded())
                .put("captured", charged.captured() != null)
                .put("created", charged.created().getEpochSecond())
                .put("currency", order.currency())
                .put("failure_code", failure == null ? null : failure.code())
                .put("failure_message", failure == null ? null : failure.message())
                .put("livemode", false)
                .put("paid", failure == null)
                .put("payment_intent", id)
                .put("payment_method", method == null ? null : method.id())
                .put("refunded", charged.captured() != null && charged.left() == 0)
                .put("status", failure == null ? "succeeded" : "failed");
        for (var name : List.of("customer", "description", "receipt_email")) {
            json.put(name, order.texts().get(name));
        }
        json.set("metadata", metadata());
        json.putObject("payment_method_details").put("type", type());
        return json;
    }

    private String type() {
        return method == null ? "card" : method.type();
    }
}
