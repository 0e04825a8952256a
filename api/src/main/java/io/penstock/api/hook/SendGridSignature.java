package io.penstock.api.hook;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.Signature;
import java.security.spec.X509EncodedKeySpec;
import java.util.Base64;

/** How SendGrid signs what it tells: with ECDSA, over the time and the body as it came. */
final class SendGridSignature {

    private SendGridSignature() {}

    /** @param base64 as SendGrid shows it */
    static PublicKey key(String base64) {
        try {
            var bytes = Base64.getDecoder().decode(base64.strip());
            return KeyFactory.getInstance("EC").generatePublic(new X509EncodedKeySpec(bytes));
        } catch (GeneralSecurityException | IllegalArgumentException e) {
            throw new IllegalArgumentException(
                    "penstock.hooks.sendgrid.public-keys must be verification keys as SendGrid shows them, in base64");
        }
    }

    static boolean isOf(String signature, String timestamp, byte[] body, PublicKey key) {
        try {
            var verifier = Signature.getInstance("SHA256withECDSA");
            verifier.initVerify(key);
            verifier.update(timestamp.getBytes(StandardCharsets.UTF_8));
            verifier.update(body);
            return verifier.verify(Base64.getDecoder().decode(signature));
        } catch (GeneralSecurityException | IllegalArgumentException malformed) {
            return false;
        }
    }
}
