package io.penstock.db.pause;

import static io.penstock.db.database.Columns.time;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * That what waits is held back, whatever room there is.
 *
 * @param by null when a provider asked for it
 * @param until it ends by itself then, or is {@link io.penstock.db.limit.Limit#FOR_GOOD}
 */
public record Pause(Key key, String reason, @Nullable String by, Instant until, Instant pausedAt) {

    /** What can be paused. */
    public enum Scope {
        KIND,
        LANE,
        LIMIT,
        TENANT;

        /** The name in SQL and URLs. */
        public String label() {
            return name().toLowerCase(Locale.ROOT);
        }

        public static Optional<Scope> find(String label) {
            return Arrays.stream(values())
                    .filter(scope -> scope.label().equals(label))
                    .findFirst();
        }
    }

    /** What is paused. */
    public record Key(Scope scope, String name) {}

    static Pause of(ResultSet row) throws SQLException {
        return new Pause(
                new Key(Scope.find(row.getString("scope")).orElseThrow(), row.getString("name")),
                row.getString("reason"),
                row.getString("paused_by"),
                time(row, "until"),
                time(row, "paused_at"));
    }
}
