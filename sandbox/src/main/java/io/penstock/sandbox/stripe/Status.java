package io.penstock.sandbox.stripe;

import java.util.Locale;

/** Where an intent is on its way. */
enum Status {
    REQUIRES_PAYMENT_METHOD,
    REQUIRES_CONFIRMATION,
    REQUIRES_ACTION,
    PROCESSING,
    REQUIRES_CAPTURE,
    SUCCEEDED,
    CANCELED;

    String label() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** Nothing is under way yet, or only the customer keeps it. */
    boolean isOpen() {
        return this == REQUIRES_PAYMENT_METHOD || this == REQUIRES_CONFIRMATION || this == REQUIRES_ACTION;
    }

    boolean isCancelable() {
        return isOpen() || this == REQUIRES_CAPTURE;
    }
}
