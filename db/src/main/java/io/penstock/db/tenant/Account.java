package io.penstock.db.tenant;

import static io.penstock.db.database.Columns.time;
import static io.penstock.db.database.Columns.timeOrNull;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A tenant as who runs the installation sees it.
 *
 * @param fleet whether it runs the installation
 * @param artifactBytes what all of its artifacts may have together; as the setting says when null
 */
public record Account(
        Tenant tenant,
        int weight,
        boolean fleet,
        @Nullable Instant suspendedAt,
        @Nullable Long artifactBytes,
        Instant createdAt) {

    static final String COLUMNS = "id, name, weight, fleet, suspended_at, artifact_bytes, created_at";

    static Account of(ResultSet row) throws SQLException {
        return new Account(
                new Tenant(row.getInt("id"), row.getString("name")),
                row.getInt("weight"),
                row.getBoolean("fleet"),
                timeOrNull(row, "suspended_at"),
                row.getObject("artifact_bytes", Long.class),
                time(row, "created_at"));
    }
}
