package io.penstock.sandbox.stripe;

import io.penstock.sandbox.webhook.Seal;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Instant;
import java.util.HexFormat;
import java.util.Map;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * By what a receiver knows that an event is Stripe's.
 *
 * @param secret what he shares with Stripe
 */
record Signature(String secret) implements Seal {

    private static final String HMAC = "HmacSHA256";

    Signature {
        if (secret.isEmpty()) {
            throw new IllegalArgumentException("A webhook has a secret");
        }
    }

    @Override
    public Map<String, String> headers(Instant at, String body) {
        return Map.of("Stripe-Signature", signed(at, body));
    }

    private String signed(Instant at, String body) {
        var time = at.getEpochSecond();
        try {
            var mac = Mac.getInstance(HMAC);
            mac.init(new SecretKeySpec(secret.getBytes(StandardCharsets.UTF_8), HMAC));
            var signed = mac.doFinal((time + "." + body).getBytes(StandardCharsets.UTF_8));
            return "t=" + time + ",v1=" + HexFormat.of().formatHex(signed);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("Every JDK has " + HMAC, e);
        }
    }
}
