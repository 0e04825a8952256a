package io.penstock.db.job;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
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
        var batch = row.getObject("batch", UUID.class);
        return new Moved(
                new JobId(row.getObject("id", UUID.class)),
                row.getInt("tenant"),
                row.getString("kind"),
                row.getInt("attempt"),
                batch == null ? null : new BatchId(batch),
                row.getObject("at", OffsetDateTime.class).toInstant());
    }
}
