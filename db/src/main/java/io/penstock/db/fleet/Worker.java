package io.penstock.db.fleet;

import static io.penstock.db.database.Columns.time;
import static io.penstock.db.database.Columns.timeOrNull;

import io.penstock.catalog.kind.Lane;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * A worker, as it told of itself.
 *
 * @param since when it came into its state
 * @param startedAt when it joined; one that was thought dead joins anew
 * @param lastHeardAt when it gave its last sign of life; one of an earlier version does not say
 * @param lanes in the order of the lanes
 */
public record Worker(
        int id,
        Identity identity,
        State state,
        Instant since,
        Instant startedAt,
        @Nullable Instant lastHeardAt,
        Instant leaseUntil,
        List<OnLane> lanes) {

    /**
     * Who a worker says it is. Workers of an earlier version tell their name alone.
     *
     * @param name what its operator calls it
     * @param host where it runs
     * @param version of what
     */
    public record Identity(
            String name, @Nullable String host, @Nullable String version) {

        public static Identity named(String name) {
            return new Identity(name, null, null);
        }
    }

    public enum State {
        RUNNING,
        /** It was told to stop: it takes nothing more in, and what it runs may end. */
        DRAINING,
        /** It gave no sign of life for as long as its lease was. */
        LOST,
        /** It said that it goes. */
        STOPPED;

        public String label() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** @param busy how many of its slots were taken at its last sign of life */
    public record OnLane(Lane lane, int slots, int busy) {}

    static Worker of(ResultSet row) throws SQLException {
        return new Worker(
                row.getInt("id"),
                new Identity(row.getString("name"), row.getString("host"), row.getString("version")),
                State.valueOf(row.getString("state").toUpperCase(Locale.ROOT)),
                time(row, "since"),
                time(row, "started_at"),
                timeOrNull(row, "last_heard_at"),
                time(row, "lease_until"),
                lanes(row));
    }

    private static List<OnLane> lanes(ResultSet row) throws SQLException {
        var lanes = (String[]) row.getArray("lanes").getArray();
        var slots = (Integer[]) row.getArray("slots_of_lanes").getArray();
        var busy = (Integer[]) row.getArray("busy_of_lanes").getArray();
        return IntStream.range(0, lanes.length)
                .mapToObj(i -> new OnLane(Lane.of(lanes[i]), slots[i], busy[i]))
                .sorted(Comparator.comparing(OnLane::lane))
                .toList();
    }
}
