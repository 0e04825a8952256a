package io.penstock.db.link;

import java.security.SecureRandom;
import org.jdbi.v3.core.Jdbi;
import org.jspecify.annotations.Nullable;

/** What links that need no key are signed with: one secret for all processes, made by the first that needs it. */
public final class LinkSecret {

    private static final int BYTES = 32;

    private static final String MAKE = "INSERT INTO link_secret (secret) VALUES (:secret) ON CONFLICT DO NOTHING";
    private static final String READ = "SELECT secret FROM link_secret";

    private final Jdbi jdbi;
    private volatile byte @Nullable [] known;

    public LinkSecret(Jdbi jdbi) {
        this.jdbi = jdbi;
    }

    public byte[] bytes() {
        var secret = known;
        if (secret == null) {
            secret = jdbi.inTransaction(handle -> {
                handle.createUpdate(MAKE).bind("secret", random()).execute();
                return handle.createQuery(READ).mapTo(byte[].class).one();
            });
            known = secret;
        }
        return secret.clone();
    }

    private static byte[] random() {
        var bytes = new byte[BYTES];
        new SecureRandom().nextBytes(bytes);
        return bytes;
    }
}
