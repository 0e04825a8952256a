package io.penstock.catalog.payment;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.penstock.catalog.kind.Kind;
import io.penstock.catalog.kind.Lane;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Size;
import org.jspecify.annotations.Nullable;

/** A payment that was made is taken. */
public final class ConfirmIntent {

    public static final Kind<Payload, PaymentIntent> KIND = new Kind<>(
            "payment.confirm",
            "Takes a payment that was made before: the job ends when the money is there, is on hold, or will not come.",
            Lane.PAYMENT,
            Payload.class,
            PaymentIntent.class,
            PaymentRules.RETRY,
            PaymentRules.TIMEOUT);

    private ConfirmIntent() {}

    public record Payload(
            @NotNull
            @Pattern(regexp = PaymentRules.INTENT, message = PaymentRules.INTENT_RULE)
            @JsonPropertyDescription(PaymentRules.INTENT_SAYS)
            String intent,

            @Pattern(regexp = PaymentRules.METHOD, message = PaymentRules.METHOD_RULE)
            @JsonPropertyDescription(PaymentRules.METHOD_SAYS)
            @Nullable
            String paymentMethod,

            @JsonPropertyDescription(PaymentRules.OFF_SESSION_SAYS)
            boolean offSession,

            @Pattern(regexp = PaymentRules.URL, message = PaymentRules.URL_RULE)
            @Size(max = 2048)
            @JsonPropertyDescription(PaymentRules.URL_SAYS)
            @Nullable
            String returnUrl) {}
}
