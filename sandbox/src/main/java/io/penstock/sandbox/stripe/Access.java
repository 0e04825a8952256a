package io.penstock.sandbox.stripe;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Who may ask: whoever has a key, but for those that begin with {@code invalid}. */
final class Access {

    private static final String BEARER = "Bearer ";
    private static final String BASIC = "Basic ";

    private Access() {}

    static Optional<StripeError> refused(@Nullable String authorization) {
        var key = authorization == null ? "" : key(authorization);
        if (key.isEmpty()) {
            return Optional.of(StripeError.unauthorized("There is no API key in the Authorization header."));
        }
        return key.startsWith("invalid")
                ? Optional.of(StripeError.unauthorized("The API key is not known."))
                : Optional.empty();
    }

    private static String key(String authorization) {
        if (authorization.startsWith(BEARER)) {
            return authorization.substring(BEARER.length()).strip();
        }
        return authorization.startsWith(BASIC) ? user(authorization.substring(BASIC.length())) : "";
    }

    private static String user(String encoded) {
        try {
            var pair = new String(Base64.getDecoder().decode(encoded.strip()), StandardCharsets.UTF_8);
            var end = pair.indexOf(':');
            return end < 0 ? pair : pair.substring(0, end);
        } catch (IllegalArgumentException e) {
            return "";
        }
    }
}
