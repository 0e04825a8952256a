package io.penstock.sandbox.fault;

import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A no, in the words of nobody in particular; each provider puts it into its own.
 *
 * @param where the parameter that is wrong
 * @param variant which of several forms that a provider has for this reason
 * @param retryAfter when to come again; some say it
 * @param shouldRetry what the header that tells whether to retry says, if it is there
 */
public record Refusal(
        Reason reason,
        String message,
        @Nullable String where,
        @Nullable String variant,
        @Nullable Duration retryAfter,
        @Nullable Boolean shouldRetry) {

    public enum Reason {
        INVALID_REQUEST,
        UNAUTHORIZED,
        FORBIDDEN,
        NOT_FOUND,
        MODEL_NOT_FOUND,
        CONFLICT,
        TOO_LARGE,
        RATE_LIMIT,
        SLOW_DOWN,
        MONEY_STOP,
        SERVER_ERROR,
        OVERLOADED,
        TIMEOUT;

        /** Its name in JSON. */
        public String label() {
            return name().toLowerCase(Locale.ROOT);
        }

        public static Optional<Reason> find(String label) {
            return Stream.of(values())
                    .filter(reason -> reason.label().equals(label))
                    .findFirst();
        }
    }

    /** The texts say where they come from, too. */
    private static final String MARK = "Sandbox: ";

    public Refusal {
        message = marked(message);
    }

    /** The message, with where it comes from in front. */
    public static String marked(String message) {
        return message.startsWith(MARK) ? message : MARK + message;
    }

    public static Refusal of(Reason reason, String message) {
        return new Refusal(reason, message, null, null, null, null);
    }

    public static Refusal at(String where, Reason reason, String message) {
        return new Refusal(reason, message, where, null, null, null);
    }

    /** More is asked than the limit of this name allows. */
    public static Refusal limited(String limit, Duration wait) {
        return new Refusal(
                Reason.RATE_LIMIT, "The limit of " + limit + " a minute is used up.", null, limit, wait, null);
    }
}
