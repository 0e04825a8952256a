package io.penstock.catalog.payment;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.penstock.catalog.kind.Kind;
import io.penstock.catalog.kind.Lane;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;

/** A payment is looked up. */
public final class PaymentStatus {

    public static final Kind<Payload, PaymentIntent> KIND = new Kind<>(
            "payment.status",
            "Reads how a payment stands.",
            Lane.PAYMENT,
            Payload.class,
            PaymentIntent.class,
            PaymentRules.RETRY,
            PaymentRules.TIMEOUT);

    private PaymentStatus() {}

    public record Payload(
            @NotNull
            @Pattern(regexp = PaymentRules.INTENT, message = PaymentRules.INTENT_RULE)
            @JsonPropertyDescription(PaymentRules.INTENT_SAYS)
            String intent) {}
}
