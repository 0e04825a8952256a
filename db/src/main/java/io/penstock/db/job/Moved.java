package io.penstock.db.job;

import static io.penstock.db.database.Columns.time;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A job that came into another state and has not ended, as far as others are told of it.
 *
 * @param attempt the one it has behind it
 */
public record Moved(
        JobId id,
        int tenant,
        String kind,
        int attempt,
        @Nullable BatchId batch,
        Instant at) {

    public static Moved of(ResultSet row) throws SQLException {
        return new Moved(
                new JobId(row.getObject("id", UUID.class)),
                row.getInt("tenant"),
                row.getString("kind"),
                row.getInt("attempt"),
                BatchId.orNull(row.getObject("batch", UUID.class)),
                time(row, "at"));
    }
}
