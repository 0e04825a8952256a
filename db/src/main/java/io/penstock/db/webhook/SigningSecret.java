package io.penstock.db.webhook;

import java.nio.charset.StandardCharsets;
import java.security.InvalidKeyException;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.Base64;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** What callbacks are signed with, after Standard Webhooks. */
public record SigningSecret(String secret) {

    private static final String PREFIX = "whsec_";
    private static final String ALGORITHM = "HmacSHA256";
    private static final int BYTES = 32;
    private static final SecureRandom RANDOM = new SecureRandom();

    public SigningSecret {
        if (!secret.startsWith(PREFIX) || key(secret).length < 24 || key(secret).length > 64) {
            throw new IllegalArgumentException("A signing secret is whsec_ and 24 to 64 bytes in base64");
        }
    }

    public static SigningSecret random() {
        var bytes = new byte[BYTES];
        RANDOM.nextBytes(bytes);
        return new SigningSecret(PREFIX + Base64.getEncoder().encodeToString(bytes));
    }

    /** What webhook-signature says of this message, with this secret. */
    public String sign(String id, Instant at, String body) {
        try {
            var mac = Mac.getInstance(ALGORITHM);
            mac.init(new SecretKeySpec(key(secret), ALGORITHM));
            var signed = id + "." + at.getEpochSecond() + "." + body;
            return "v1," + Base64.getEncoder().encodeToString(mac.doFinal(signed.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException | InvalidKeyException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Enough to tell one from another. */
    public String last4() {
        return secret.substring(secret.length() - 4);
    }

    private static byte[] key(String secret) {
        try {
            return Base64.getDecoder().decode(secret.substring(PREFIX.length()));
        } catch (IllegalArgumentException notBase64) {
            // Its message quotes the secret.
            return new byte[0];
        }
    }

    @Override
    public String toString() {
        return "SigningSecret[secret]";
    }
}
