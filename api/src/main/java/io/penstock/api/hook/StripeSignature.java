package io.penstock.api.hook;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/** The header Stripe-Signature: when it was signed, and with what. */
record StripeSignature(long seconds, List<byte[]> signatures) {

    private static final String ALGORITHM = "HmacSHA256";
    private static final int LONGEST = 4096;

    /** Nothing when it is not such a header. Signatures of another scheme than the first are passed over. */
    static Optional<StripeSignature> parse(@Nullable String header) {
        if (header == null || header.length() > LONGEST) {
            return Optional.empty();
        }
        Long seconds = null;
        var signatures = new ArrayList<byte[]>();
        for (var part : header.split(",", -1)) {
            var pair = part.strip().split("=", 2);
            if (pair.length == 2 && pair[0].equals("t") && pair[1].matches("[0-9]{1,12}")) {
                seconds = Long.valueOf(pair[1]);
            } else if (pair.length == 2 && pair[0].equals("v1") && pair[1].matches("[0-9a-f]{64}")) {
                signatures.add(HexFormat.of().parseHex(pair[1]));
            }
        }
        return seconds == null || signatures.isEmpty()
                ? Optional.empty()
                : Optional.of(new StripeSignature(seconds, signatures));
    }

    /** Whether it was made with one of these for that body. */
    boolean isOf(byte[] body, List<String> secrets) {
        return secrets.stream()
                .map(secret -> sign(body, secret))
                .anyMatch(ours -> signatures.stream().anyMatch(theirs -> MessageDigest.isEqual(ours, theirs)));
    }

    Instant at() {
        return Instant.ofEpochSecond(seconds);
    }

    private byte[] sign(byte[] body, String secret) {
        try {
            var mac = Mac.getInstance(ALGORITHM);
            mac.init(new SecretKeySpec(secret.getBytes(StandardCharsets.UTF_8), ALGORITHM));
            mac.update((seconds + ".").getBytes(StandardCharsets.US_ASCII));
            return mac.doFinal(body);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("Every JDK has " + ALGORITHM, e);
        }
    }
}
