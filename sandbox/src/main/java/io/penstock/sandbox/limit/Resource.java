package io.penstock.sandbox.limit;

import java.util.Locale;

/** What is counted a minute. */
public enum Resource {
    REQUESTS,
    TOKENS,
    INPUT_TOKENS,
    OUTPUT_TOKENS;

    /** As it is in the names of headers. */
    public String label() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
