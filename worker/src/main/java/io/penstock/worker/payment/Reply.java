package io.penstock.worker.payment;

import java.time.Duration;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** What Stripe answered to one request. */
sealed interface Reply {

    record Ok(JsonNode body) implements Reply {}

    /**
     * @param type of the error, as {@code card_error}
     * @param code of it, or of the card's bank where that says more
     * @param isKept whether this is what Stripe keeps for the idempotency key, and not of this request
     * @param shouldRetry what Stripe says of trying it again, if it does
     * @param after how long Stripe asks to be left alone, if it does
     */
    record Refused(
            int status,
            String type,
            String code,
            String message,
            boolean isKept,
            @Nullable Boolean shouldRetry,
            @Nullable Duration after)
            implements Reply {}

    /** It was never sent. */
    record Unreached() implements Reply {}

    /** It was sent, or may have been, and no answer came. */
    record Lost() implements Reply {}
}
