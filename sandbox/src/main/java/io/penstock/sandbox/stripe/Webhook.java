package io.penstock.sandbox.stripe;

import java.net.URI;

/**
 * Who is told what happens.
 *
 * @param secret what is signed with
 * @param duplicates the part of the events that is sent twice
 * @param shuffle whether events come out of order
 */
public record Webhook(URI url, String secret, double duplicates, boolean shuffle) {

    public Webhook {
        if (secret.isEmpty() || !(duplicates >= 0 && duplicates <= 1)) {
            throw new IllegalArgumentException("A webhook has a secret, and duplicates are a part between 0 and 1");
        }
    }
}
