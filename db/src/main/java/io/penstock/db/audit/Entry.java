package io.penstock.db.audit;

import static io.penstock.db.database.Columns.time;

import io.penstock.db.tenant.KeyId;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * An act and what came of it.
 *
 * @param role by its label
 * @param status of the answer; null when the process ended before it could be noted
 */
public record Entry(
        AuditId id,
        Instant at,
        String tenant,
        KeyId key,
        String keyName,
        String role,
        String action,
        @Nullable String subject,
        @Nullable String reason,
        String address,
        String request,
        @Nullable Integer status,
        @Nullable String before,
        @Nullable String after) {

    static Entry of(ResultSet row) throws SQLException {
        return new Entry(
                new AuditId(row.getObject("id", UUID.class)),
                time(row, "at"),
                row.getString("tenant"),
                new KeyId(row.getObject("key", UUID.class)),
                row.getString("key_name"),
                row.getString("role"),
                row.getString("action"),
                row.getString("subject"),
                row.getString("reason"),
                row.getString("address"),
                row.getString("request"),
                row.getObject("status", Integer.class),
                row.getString("before"),
                row.getString("after"));
    }
}
