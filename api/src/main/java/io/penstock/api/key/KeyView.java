package io.penstock.api.key;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.penstock.db.tenant.ApiKey;
import io.penstock.db.tenant.StoredKey;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A key as its readers see it.
 *
 * @param secret only in the one answer that it was made for
 */
public record KeyView(
        String id,
        String name,
        String role,
        Instant createdAt,
        @Nullable Instant expiresAt,
        @Nullable Instant revokedAt,
        @Nullable Instant lastUsedAt,
        @Nullable Instant formerSecretUntil,
        @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable String secret) {

    static KeyView of(StoredKey key) {
        return of(key, null);
    }

    public static KeyView of(StoredKey key, @Nullable ApiKey secret) {
        return new KeyView(
                key.id().toString(),
                key.name(),
                key.role().label(),
                key.createdAt(),
                key.expiresAt(),
                key.revokedAt(),
                key.lastUsedAt(),
                key.formerSecretUntil(),
                secret == null ? null : secret.secret());
    }

    /** Never with the secret. */
    @Override
    public String toString() {
        return id;
    }
}
