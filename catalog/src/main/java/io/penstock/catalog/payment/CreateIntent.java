package io.penstock.catalog.payment;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.penstock.catalog.json.SelfChecked;
import io.penstock.catalog.json.Violation;
import io.penstock.catalog.kind.Kind;
import io.penstock.catalog.kind.Lane;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Size;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A payment is made, and with {@code confirm} taken. */
public final class CreateIntent {

    public static final Kind<Payload, PaymentIntent> KIND = new Kind<>(
            "payment.create_intent",
            "Makes a payment, and with confirm takes it: the job then ends when the money is there, is on hold, or will not come.",
            Lane.PAYMENT,
            Payload.class,
            PaymentIntent.class,
            PaymentRules.RETRY,
            PaymentRules.TIMEOUT);

    private CreateIntent() {}

    public record Payload(
            @NotNull @Min(1) @Max(PaymentRules.MOST) @JsonPropertyDescription(PaymentRules.AMOUNT_SAYS)
            Long amount,

            @NotNull @CurrencyCode @JsonPropertyDescription(PaymentRules.CURRENCY_SAYS)
            String currency,

            @Pattern(regexp = PaymentRules.METHOD, message = PaymentRules.METHOD_RULE)
            @JsonPropertyDescription(PaymentRules.METHOD_SAYS)
            @Nullable
            String paymentMethod,

            @Pattern(regexp = PaymentRules.CUSTOMER, message = PaymentRules.CUSTOMER_RULE) @Nullable
            String customer,

            @JsonPropertyDescription("Whether to take the payment at once; it needs a payment_method then.")
            boolean confirm,

            @Pattern(regexp = "automatic|manual", message = "must be automatic or manual")
            @JsonPropertyDescription("manual only puts the money on hold, for payment.capture; automatic unless given.")
            @Nullable
            String captureMethod,

            @JsonPropertyDescription(PaymentRules.OFF_SESSION_SAYS)
            boolean offSession,

            @Pattern(regexp = PaymentRules.URL, message = PaymentRules.URL_RULE)
            @Size(max = 2048)
            @JsonPropertyDescription(PaymentRules.URL_SAYS)
            @Nullable
            String returnUrl,

            @Size(min = 1, max = 1000) @Nullable String description,

            @Pattern(regexp = "[^\\s@]{1,64}@[^\\s@]{1,255}", message = "must be a mail address")
            @JsonPropertyDescription("Who gets a receipt.")
            @Nullable
            String receiptEmail,

            @Pattern(
                    regexp = "[\\x20-\\x7e&&[^<>\\\\'\"*]]{1,22}",
                    message = "must be 1 to 22 printable ASCII characters, none of < > \\ ' \" *")
            @JsonPropertyDescription("What stands on the customer's statement, behind your name.")
            @Nullable
            String statementDescriptorSuffix,

            @Size(max = 40)
            @JsonPropertyDescription(
                    "Words of yours, kept with the payment. Names that begin with penstock_ are Penstock's.")
            @Nullable
            Map<
                            @Pattern(
                                    regexp = "(?!penstock_)[A-Za-z0-9_.:-]{1,40}",
                                    message =
                                            "must be a name of at most 40 letters, digits and _.:- that does not begin with penstock_")
                            String,
                            @NotNull @Size(max = 500) String>
                    metadata)
            implements SelfChecked {

        @Override
        public List<Violation> violations() {
            var broken = new ArrayList<Violation>();
            if (confirm && paymentMethod == null) {
                broken.add(new Violation("/payment_method", "must be given with confirm"));
            }
            if (!confirm && offSession) {
                broken.add(new Violation("/off_session", "goes with confirm only"));
            }
            if (!confirm && returnUrl != null) {
                broken.add(new Violation("/return_url", "goes with confirm only"));
            }
            return broken;
        }

        public Map<String, String> metadataOrNone() {
            return metadata == null ? Map.of() : metadata;
        }
    }
}
