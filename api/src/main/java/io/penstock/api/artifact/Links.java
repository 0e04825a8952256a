package io.penstock.api.artifact;

import io.penstock.api.query.Query;
import io.penstock.catalog.artifact.ArtifactId;
import io.penstock.db.link.LinkSecret;
import io.penstock.store.ArtifactSettings;
import io.penstock.store.SignedLink;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HexFormat;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;
import org.springframework.web.servlet.support.ServletUriComponentsBuilder;

/** Signed links to this api: who has one needs no key, for one artifact, one method, one size and until its time is over. */
public final class Links {

    static final String EXPIRES = "expires";
    static final String SIGNATURE = "signature";

    private static final String ALGORITHM = "HmacSHA256";

    private final LinkSecret secret;
    private final ArtifactSettings settings;
    private final InstantSource clock;

    public Links(LinkSecret secret, ArtifactSettings settings, InstantSource clock) {
        this.secret = secret;
        this.settings = settings;
        this.clock = clock;
    }

    /** @param bytes that are to be sent to it; null to read */
    SignedLink sign(String method, ArtifactId id, @Nullable Long bytes, Duration validFor) {
        var expires = Instant.ofEpochSecond(clock.instant().plus(validFor).getEpochSecond());
        var signature = HexFormat.of().formatHex(signature(method, id, bytes, expires.getEpochSecond()));
        return new SignedLink(
                base() + "/v1/artifacts/" + id + "/content?" + EXPIRES + "=" + expires.getEpochSecond() + "&"
                        + SIGNATURE + "=" + signature,
                expires);
    }

    /** Where clients say that we are. */
    private String base() {
        return settings.publicUrl().isEmpty()
                ? ServletUriComponentsBuilder.fromCurrentContextPath().toUriString()
                : settings.publicUrl();
    }

    /** Whether the query was signed for this, and its time is not over. */
    boolean isSigned(Query query, String method, ArtifactId id, @Nullable Long bytes) {
        var expires = query.one(EXPIRES);
        var signature = query.one(SIGNATURE);
        if (expires == null
                || !expires.matches("[0-9]{1,12}")
                || signature == null
                || !signature.matches("[0-9a-f]{64}")) {
            return false;
        }
        long until = Long.parseLong(expires);
        var ours = signature(method, id, bytes, until);
        return MessageDigest.isEqual(ours, HexFormat.of().parseHex(signature))
                && clock.instant().isBefore(Instant.ofEpochSecond(until));
    }

    private byte[] signature(String method, ArtifactId id, @Nullable Long bytes, long expires) {
        try {
            var mac = Mac.getInstance(ALGORITHM);
            mac.init(new SecretKeySpec(secret.bytes(), ALGORITHM));
            var signed = method + "\n" + id + "\n" + expires + "\n" + (bytes == null ? "" : bytes);
            return mac.doFinal(signed.getBytes(StandardCharsets.US_ASCII));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("Every JDK has " + ALGORITHM, e);
        }
    }
}
