package io.penstock.db.database;

import io.penstock.catalog.json.Json;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What the driver has no type for that we use. */
public final class Columns {

    private Columns() {}

    public static Instant time(ResultSet row, String column) throws SQLException {
        return row.getObject(column, OffsetDateTime.class).toInstant();
    }

    public static @Nullable Instant timeOrNull(ResultSet row, String column) throws SQLException {
        var time = row.getObject(column, OffsetDateTime.class);
        return time == null ? null : time.toInstant();
    }

    public static @Nullable OffsetDateTime utc(@Nullable Instant time) {
        return time == null ? null : time.atOffset(ZoneOffset.UTC);
    }

    /** Of a JSON object of texts; none when there is no object. */
    @SuppressWarnings("unchecked")
    public static Map<String, String> texts(ResultSet row, String column) throws SQLException {
        var json = row.getString(column);
        return json == null ? Map.of() : Json.readTrusted(json, Map.class);
    }
}
