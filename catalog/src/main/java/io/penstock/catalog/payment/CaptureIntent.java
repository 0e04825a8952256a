package io.penstock.catalog.payment;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.penstock.catalog.kind.Kind;
import io.penstock.catalog.kind.Lane;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import org.jspecify.annotations.Nullable;

/** Money that is on hold is taken. */
public final class CaptureIntent {

    public static final Kind<Payload, PaymentIntent> KIND = new Kind<>(
            "payment.capture",
            "Takes money that a payment with capture_method manual put on hold.",
            Lane.PAYMENT,
            Payload.class,
            PaymentIntent.class,
            PaymentRules.RETRY,
            PaymentRules.TIMEOUT);

    private CaptureIntent() {}

    public record Payload(
            @NotNull
            @Pattern(regexp = PaymentRules.INTENT, message = PaymentRules.INTENT_RULE)
            @JsonPropertyDescription(PaymentRules.INTENT_SAYS)
            String intent,

            @Min(1)
            @Max(PaymentRules.MOST)
            @JsonPropertyDescription("How much of it to take, the rest is let go; all of it unless given.")
            @Nullable
            Long amount) {}
}
