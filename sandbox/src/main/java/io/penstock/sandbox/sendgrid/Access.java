package io.penstock.sandbox.sendgrid;

import org.jspecify.annotations.Nullable;

/** Who may ask: whoever has a key that looks like one, but for those that begin with {@code SG.invalid}. */
final class Access {

    private static final String BEARER = "Bearer ";
    private static final String BEGINNING = "SG.";

    private Access() {}

    /** The key; null when it is none. */
    static @Nullable String key(@Nullable String authorization) {
        var key = authorization != null && authorization.startsWith(BEARER)
                ? authorization.substring(BEARER.length()).strip()
                : "";
        return key.length() > BEGINNING.length() && key.startsWith(BEGINNING) && !key.startsWith("SG.invalid")
                ? key
                : null;
    }
}
