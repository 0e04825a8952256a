package io.penstock.api.batch;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/** What items and requests are known again by. */
final class Hashes {

    private Hashes() {}

    static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
