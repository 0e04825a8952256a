package io.penstock.sandbox.stripe;

import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A go-ahead.
 *
 * @param method null: the one that the intent has
 * @param offSession whether the customer is not there to be asked
 */
record Confirmation(@Nullable String method, boolean offSession, Map<String, String> texts) {

    static Confirmation of(Params params) {
        return new Confirmation(params.text("payment_method"), isOffSession(params), params.texts(Order.TEXTS));
    }

    /** Some name the reason instead. */
    static boolean isOffSession(Params params) {
        return !Objects.requireNonNullElse(params.text("off_session"), "false").equals("false");
    }
}
