package io.penstock.db.webhook;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** How far a delivery is. */
public enum DeliveryState {
    /** Its job goes on. */
    PENDING,
    DELIVERED,
    /** Its job ended without delivering it. */
    FAILED,
    /** Its URL wants no more callbacks. */
    DISABLED;

    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }

    public static Optional<DeliveryState> parse(String label) {
        return Arrays.stream(values())
                .filter(state -> state.label().equals(label))
                .findFirst();
    }
}
