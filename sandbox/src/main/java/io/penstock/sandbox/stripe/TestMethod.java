package io.penstock.sandbox.stripe;

import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** A payment method that exists here, and what becomes of payments with it. */
record TestMethod(String id, Behavior behavior) {

    private static final Map<String, TestMethod> ALL = Stream.of(
                    pays("pm_card_visa"),
                    pays("pm_card_mastercard"),
                    new TestMethod("pm_card_pendingRefund", new Behavior.PaysAndRefundsLater()),
                    declines("pm_card_chargeDeclined", "card_declined", "generic_decline", "The card was declined."),
                    declines(
                            "pm_card_chargeDeclinedInsufficientFunds",
                            "card_declined",
                            "insufficient_funds",
                            "There is not enough money on the card's account."),
                    declines(
                            "pm_card_chargeDeclinedExpiredCard",
                            "expired_card",
                            "expired_card",
                            "The card is no longer valid."),
                    new TestMethod("pm_card_authenticationRequired", new Behavior.AsksCustomer()),
                    new TestMethod("pm_card_threeDSecure2Required", new Behavior.AsksCustomer()),
                    new TestMethod("pm_usBankAccount", new Behavior.AsksBank("us_bank_account")),
                    new TestMethod("pm_sepaDebit", new Behavior.AsksBank("sepa_debit")),
                    new TestMethod("pm_bank_slow", new Behavior.AsksBank("us_bank_account")))
            .collect(Collectors.toUnmodifiableMap(TestMethod::id, method -> method));

    /** What becomes of a payment. */
    sealed interface Behavior {

        record Pays() implements Behavior {}

        record PaysAndRefundsLater() implements Behavior {}

        record Declines(StripeError error) implements Behavior {}

        record AsksCustomer() implements Behavior {}

        /** @param type the type of the payment method */
        record AsksBank(String type) implements Behavior {}
    }

    private static TestMethod pays(String id) {
        return new TestMethod(id, new Behavior.Pays());
    }

    private static TestMethod declines(String id, String code, String declineCode, String message) {
        return new TestMethod(id, new Behavior.Declines(StripeError.card(code, declineCode, message)));
    }

    static Optional<TestMethod> find(String id) {
        return Optional.ofNullable(ALL.get(id));
    }

    boolean refundsLater() {
        return behavior instanceof Behavior.PaysAndRefundsLater;
    }

    String type() {
        return behavior instanceof Behavior.AsksBank(var type) ? type : "card";
    }
}
