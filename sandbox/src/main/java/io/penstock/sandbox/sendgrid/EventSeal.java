package io.penstock.sandbox.sendgrid;

import io.penstock.sandbox.webhook.Seal;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PublicKey;
import java.security.Signature;
import java.security.spec.ECGenParameterSpec;
import java.time.Instant;
import java.util.Base64;
import java.util.Map;

/** By what a receiver knows that events are SendGrid's: a signature of time and body, by a key that is made when the sandbox starts. */
final class EventSeal implements Seal {

    static final String SIGNATURE = "X-Twilio-Email-Event-Webhook-Signature";
    static final String TIMESTAMP = "X-Twilio-Email-Event-Webhook-Timestamp";

    private static final String ECDSA = "SHA256withECDSA";

    private final KeyPair keys;

    EventSeal() {
        try {
            var generator = KeyPairGenerator.getInstance("EC");
            generator.initialize(new ECGenParameterSpec("secp256r1"));
            keys = generator.generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw missing(e);
        }
    }

    /** As SendGrid shows it: the SubjectPublicKeyInfo, in Base64. */
    String publicKey() {
        return Base64.getEncoder().encodeToString(keys.getPublic().getEncoded());
    }

    @Override
    public Map<String, String> headers(Instant at, String body) {
        var time = Long.toString(at.getEpochSecond());
        return Map.of(TIMESTAMP, time, SIGNATURE, signed(time, body));
    }

    private String signed(String time, String body) {
        try {
            var signature = Signature.getInstance(ECDSA);
            signature.initSign(keys.getPrivate());
            signature.update(bytes(time, body));
            return Base64.getEncoder().encodeToString(signature.sign());
        } catch (GeneralSecurityException e) {
            throw missing(e);
        }
    }

    /** Whether somebody who has the other half of this key signed the body at that time. */
    static boolean isGenuine(PublicKey key, String time, String body, String signature) {
        try {
            var check = Signature.getInstance(ECDSA);
            check.initVerify(key);
            check.update(bytes(time, body));
            return check.verify(Base64.getDecoder().decode(signature));
        } catch (GeneralSecurityException e) {
            return false;
        }
    }

    private static byte[] bytes(String time, String body) {
        return (time + body).getBytes(StandardCharsets.UTF_8);
    }

    private static IllegalStateException missing(GeneralSecurityException e) {
        return new IllegalStateException("Every JDK has ECDSA on P-256", e);
    }
}
