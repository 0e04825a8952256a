package io.penstock.sandbox.webhook;

import java.net.URI;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Who is told what happens.
 *
 * @param seal what is signed with
 * @param duplicates the part of the requests that is sent twice
 * @param shuffle whether events come out of order
 */
public record Webhook(URI url, Seal seal, double duplicates, boolean shuffle) {

    public Webhook {
        if (!(duplicates >= 0 && duplicates <= 1)) {
            throw new IllegalArgumentException("Duplicates are a part between 0 and 1");
        }
    }

    /** Told once and in order. */
    public static Webhook at(URI url, Seal seal) {
        return new Webhook(url, seal, 0, false);
    }

    /** @throws IllegalArgumentException if it is no URL */
    public static Webhook of(String url, Seal seal, @Nullable Double duplicates, @Nullable Boolean shuffle) {
        return new Webhook(
                URI.create(url), seal, Objects.requireNonNullElse(duplicates, 0.0), Boolean.TRUE.equals(shuffle));
    }
}
