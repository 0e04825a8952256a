package io.penstock.db.mail;

import io.penstock.db.link.LinkSecret;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Base64;
import java.util.Optional;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** Names in links who may be left out of a tenant's mails by whoever has the link: it went to that address. They are valid for ever. */
public final class UnsubscribeLinks {

    private static final String ALGORITHM = "HmacSHA256";
    private static final byte[] FOR = "unsubscribe".getBytes(StandardCharsets.US_ASCII);
    private static final int SEAL = 16;

    private final LinkSecret secret;

    public UnsubscribeLinks(LinkSecret secret) {
        this.secret = secret;
    }

    /** @param address in lower case */
    public record Subscriber(int tenant, String address) {

        @Override
        public String toString() {
            return "[subscriber]";
        }
    }

    /** Of characters that URLs have. */
    public String token(Subscriber subscriber) {
        var address = subscriber.address.getBytes(StandardCharsets.UTF_8);
        var said = ByteBuffer.allocate(Integer.BYTES + address.length)
                .putInt(subscriber.tenant)
                .put(address)
                .array();
        var all = ByteBuffer.allocate(said.length + SEAL).put(seal(said)).put(said);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(all.array());
    }

    /** Nothing when it is not one of ours. */
    public Optional<Subscriber> read(String token) {
        byte[] all;
        try {
            all = Base64.getUrlDecoder().decode(token);
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
        if (all.length <= SEAL + Integer.BYTES) {
            return Optional.empty();
        }
        var said = Arrays.copyOfRange(all, SEAL, all.length);
        return MessageDigest.isEqual(seal(said), Arrays.copyOf(all, SEAL))
                ? Optional.of(new Subscriber(
                        ByteBuffer.wrap(said).getInt(),
                        new String(said, Integer.BYTES, said.length - Integer.BYTES, StandardCharsets.UTF_8)))
                : Optional.empty();
    }

    private byte[] seal(byte[] said) {
        try {
            var mac = Mac.getInstance(ALGORITHM);
            mac.init(new SecretKeySpec(secret.bytes(), ALGORITHM));
            mac.update(FOR);
            return Arrays.copyOf(mac.doFinal(said), SEAL);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }
}
