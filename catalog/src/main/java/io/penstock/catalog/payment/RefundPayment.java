package io.penstock.catalog.payment;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.penstock.catalog.kind.Kind;
import io.penstock.catalog.kind.Lane;
import io.penstock.catalog.kind.Mode;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import org.jspecify.annotations.Nullable;

/** Money goes back. */
public final class RefundPayment {

    public static final Kind<Payload, Refund> KIND = new Kind<>(
            "payment.refund",
            "Gives money of a payment back; the job ends when it is on its way, or will not go.",
            Lane.PAYMENT,
            Payload.class,
            Refund.class,
            PaymentRules.RETRY,
            PaymentRules.TIMEOUT);

    private RefundPayment() {}

    public record Payload(
            @NotNull
            @Pattern(regexp = PaymentRules.INTENT, message = PaymentRules.INTENT_RULE)
            @JsonPropertyDescription(PaymentRules.INTENT_SAYS)
            String intent,

            @Min(1)
            @Max(PaymentRules.MOST)
            @JsonPropertyDescription("How much to give back; all that is left unless given.")
            @Nullable
            Long amount,

            @Pattern(
                    regexp = "duplicate|fraudulent|requested_by_customer",
                    message = "must be one of duplicate, fraudulent, requested_by_customer")
            @Nullable
            String reason) {}

    public record Refund(
            @NotNull String id,

            @NotNull @JsonPropertyDescription("Stripe's word: succeeded, or pending until then.")
            String status,

            @NotNull @JsonPropertyDescription(PaymentRules.AMOUNT_SAYS)
            Long amount,

            @NotNull @JsonPropertyDescription(PaymentRules.CURRENCY_SAYS)
            String currency,

            @NotNull String intent,
            @Nullable String charge,
            @Nullable String reason,
            @NotNull Mode mode) {}
}
