package io.penstock.catalog.payment;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.penstock.catalog.kind.Mode;
import jakarta.validation.constraints.NotNull;
import org.jspecify.annotations.Nullable;

/** How a payment stands. */
public record PaymentIntent(
        @NotNull String id,

        @NotNull
        @JsonPropertyDescription(
                "Stripe's word: requires_payment_method, requires_confirmation, requires_capture, succeeded, canceled …")
        String status,

        @NotNull @JsonPropertyDescription(PaymentRules.AMOUNT_SAYS)
        Long amount,

        @NotNull @JsonPropertyDescription("What can still be captured.")
        Long amountCapturable,

        @NotNull @JsonPropertyDescription("What was received.")
        Long amountReceived,

        @NotNull @JsonPropertyDescription(PaymentRules.CURRENCY_SAYS)
        String currency,

        @JsonPropertyDescription("The latest charge.") @Nullable
        String charge,

        @Nullable String customer,
        @Nullable String paymentMethod,

        @JsonPropertyDescription("For the customer's browser; it lets the customer complete this payment.") @Nullable
        String clientSecret,

        @NotNull
        @JsonPropertyDescription(
                "live: money moved; sandbox: nothing did, as Penstock's sandbox or Stripe's test mode answered.")
        Mode mode) {}
