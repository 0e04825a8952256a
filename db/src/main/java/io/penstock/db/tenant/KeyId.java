package io.penstock.db.tenant;

import io.penstock.db.job.Uuid7;
import java.util.Optional;
import java.util.UUID;

/** What a key is called; its secret is another thing. A UUIDv7, as a job's. */
public record KeyId(UUID uuid) {

    private static final String PREFIX = "key_";

    public static KeyId next() {
        return new KeyId(Uuid7.next());
    }

    public static Optional<KeyId> parse(String text) {
        return Uuid7.parse(PREFIX, text).map(KeyId::new);
    }

    @Override
    public String toString() {
        return Uuid7.text(PREFIX, uuid);
    }
}
