package io.penstock.db.tenant;

import io.penstock.catalog.json.Sha256;
import java.security.SecureRandom;
import java.util.Base64;

/** A secret that speaks for a tenant. It is shown once; only its hash is kept. */
public record ApiKey(String secret) {

    private static final SecureRandom RANDOM = new SecureRandom();

    public ApiKey {
        if (secret.length() < 16 || secret.length() > 200 || !secret.chars().allMatch(c -> c > 0x20 && c < 0x7f)) {
            throw new IllegalArgumentException("An API key has 16 to 200 printable ASCII characters and no spaces");
        }
    }

    public static ApiKey random() {
        var bytes = new byte[24];
        RANDOM.nextBytes(bytes);
        return new ApiKey("pk_" + Base64.getUrlEncoder().withoutPadding().encodeToString(bytes));
    }

    /** A plain hash will do: the keys are random, there is nothing to guess. */
    public static byte[] hash(String secret) {
        return Sha256.of(secret);
    }

    @Override
    public String toString() {
        return "ApiKey[secret]";
    }
}
