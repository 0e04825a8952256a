package io.penstock.db.tenant;

import static io.penstock.db.database.Columns.time;
import static io.penstock.db.database.Columns.timeOrNull;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * All that is known of a key: its secret is not.
 *
 * @param lastUsedAt about a minute exact
 * @param formerSecretUntil when the last secret ends that it had before; null when none goes on
 */
public record StoredKey(
        KeyId id,
        String name,
        Role role,
        Instant createdAt,
        @Nullable Instant expiresAt,
        @Nullable Instant revokedAt,
        @Nullable Instant lastUsedAt,
        @Nullable Instant formerSecretUntil) {

    static final String COLUMNS = """
            id, name, role, created_at, expires_at, revoked_at, last_used_at,
            (SELECT max(ends_at) FROM former_secret WHERE key = id AND ends_at > now()) AS former_until""";

    static StoredKey of(ResultSet row) throws SQLException {
        return new StoredKey(
                new KeyId(row.getObject("id", UUID.class)),
                row.getString("name"),
                Role.find(row.getString("role")).orElseThrow(),
                time(row, "created_at"),
                timeOrNull(row, "expires_at"),
                timeOrNull(row, "revoked_at"),
                timeOrNull(row, "last_used_at"),
                timeOrNull(row, "former_until"));
    }
}
