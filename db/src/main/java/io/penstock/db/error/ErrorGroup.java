package io.penstock.db.error;

import static io.penstock.db.database.Columns.time;
import static io.penstock.db.database.Columns.timeOrNull;

import io.penstock.db.job.ErrorGroupId;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Jobs that failed alike, as far as its reader may see them: those of one tenant, or all.
 *
 * @param failureClass what the failure said of a next attempt
 * @param message without what differs from job to job; null while all of its jobs are to be forgotten
 * @param frame where in its code the handler threw, if it did
 * @param since when it came into its state
 * @param reason why a person put it there; null when nobody did
 * @param reopenedAt when it was seen again after it had been resolved
 * @param tenants how many tenants have it
 */
public record ErrorGroup(
        ErrorGroupId id,
        String kind,
        String failureClass,
        String code,
        @Nullable String message,
        @Nullable String frame,
        State state,
        Instant since,
        @Nullable String reason,
        @Nullable Instant reopenedAt,
        Instant firstSeen,
        Instant lastSeen,
        long count,
        int tenants) {

    /** What people think of it. */
    public enum State {
        /** Somebody should look at it. */
        OPEN,
        /** Its cause is gone. When it is seen again, it is open again. */
        RESOLVED,
        /** Nobody needs to look at it, however often it is seen. */
        IGNORED;

        public String label() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    static ErrorGroup of(ResultSet row) throws SQLException {
        return new ErrorGroup(
                new ErrorGroupId(row.getString("fingerprint")),
                row.getString("kind"),
                row.getString("class"),
                row.getString("code"),
                row.getString("message"),
                row.getString("frame"),
                State.valueOf(row.getString("state").toUpperCase(Locale.ROOT)),
                time(row, "since"),
                row.getString("reason"),
                timeOrNull(row, "reopened_at"),
                time(row, "first_seen"),
                time(row, "last_seen"),
                row.getLong("count"),
                row.getInt("tenants"));
    }
}
