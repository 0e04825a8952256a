package io.penstock.store;

import java.time.Instant;

/** A URL that gives its holder what it names, until then. */
public record SignedLink(String url, Instant expiresAt) {

    @Override
    public String toString() {
        return "SignedLink[expiresAt=" + expiresAt + "]";
    }
}
