package io.penstock.sandbox.stripe;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Money that was taken or put on hold, or was not.
 *
 * @param captured what was taken of it; null while it is on hold
 * @param refunded what went back, or is on its way
 * @param failure why there is no money
 */
record Charge(
        String id,
        Instant created,
        long amount,
        @Nullable Long captured,
        long refunded,
        @Nullable StripeError failure) {

    static Charge taken(String id, Instant created, long amount) {
        return new Charge(id, created, amount, amount, 0, null);
    }

    static Charge held(String id, Instant created, long amount) {
        return new Charge(id, created, amount, null, 0, null);
    }

    static Charge failed(String id, Instant created, long amount, StripeError failure) {
        return new Charge(id, created, amount, null, 0, failure);
    }

    Charge captured(long part) {
        return new Charge(id, created, amount, part, refunded, failure);
    }

    /** @param more below 0 when a refund came to nothing */
    Charge refunded(long more) {
        return new Charge(id, created, amount, captured, refunded + more, failure);
    }

    long received() {
        return captured == null ? 0 : captured;
    }

    /** What can still be refunded. */
    long left() {
        return received() - refunded;
    }
}
