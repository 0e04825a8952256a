package io.penstock.catalog.payment;

import io.penstock.catalog.kind.RetryPolicy;
import java.time.Duration;

/** What the payloads of all payment kinds keep to. */
final class PaymentRules {

    static final RetryPolicy RETRY = RetryPolicy.exponential(10, Duration.ofSeconds(2), Duration.ofMinutes(15));
    static final Duration TIMEOUT = Duration.ofMinutes(2);

    /** Twelve digits, which the smallest unit of the smallest currency needs. */
    static final long MOST = 999_999_999_999L;

    static final String AMOUNT_SAYS = "In the smallest unit of the currency: cents for eur, yen for jpy.";
    static final String CURRENCY_SAYS = "Three lower-case letters of ISO 4217.";

    static final String INTENT = "pi_[A-Za-z0-9_]{1,200}";
    static final String INTENT_RULE = "must be the id of a payment intent, such as pi_3MtwBw";
    static final String INTENT_SAYS = "The id of the payment intent.";
    static final String METHOD = "(pm|card|src|ba)_[A-Za-z0-9_]{1,200}";
    static final String METHOD_RULE = "must be the id of a payment method, such as pm_card_visa";
    static final String METHOD_SAYS = "What to pay with. Never the number of a card.";
    static final String CUSTOMER = "cus_[A-Za-z0-9_]{1,200}";
    static final String CUSTOMER_RULE = "must be the id of a customer, such as cus_NffrFe";
    static final String URL = "https?://[^\\s/?#@]+([/?#]\\S*)?";
    static final String URL_RULE = "must be an http or https URL without user and password";
    static final String URL_SAYS = "Where the customer comes back to after agreeing elsewhere.";
    static final String OFF_SESSION_SAYS = "Whether the customer is not there, so that nobody can be asked to agree.";

    private PaymentRules() {}
}
