package io.penstock.catalog.payment;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.penstock.catalog.kind.Kind;
import io.penstock.catalog.kind.Lane;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import org.jspecify.annotations.Nullable;

/** A payment that is not over is called off. */
public final class CancelIntent {

    public static final Kind<Payload, PaymentIntent> KIND = new Kind<>(
            "payment.cancel",
            "Calls off a payment that is not over; what is on hold is let go.",
            Lane.PAYMENT,
            Payload.class,
            PaymentIntent.class,
            PaymentRules.RETRY,
            PaymentRules.TIMEOUT);

    private CancelIntent() {}

    public record Payload(
            @NotNull
            @Pattern(regexp = PaymentRules.INTENT, message = PaymentRules.INTENT_RULE)
            @JsonPropertyDescription(PaymentRules.INTENT_SAYS)
            String intent,

            @Pattern(
                    regexp = "duplicate|fraudulent|requested_by_customer|abandoned",
                    message = "must be one of duplicate, fraudulent, requested_by_customer, abandoned")
            @Nullable
            String reason) {}
}
