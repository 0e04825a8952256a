package io.penstock.db.control;

import static io.penstock.db.database.Columns.timeOrNull;

import io.penstock.db.database.SqlArray;
import io.penstock.db.gate.Turns.Queue;
import io.penstock.db.job.JobId;
import io.penstock.db.job.Jobs;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/** Unfinished jobs that nobody else changes until the transaction is over. */
public final class HeldJobs {

    /** It waits for nobody: who dispatches or finishes several of them at once may hold one and want another. */
    private static final String HOLD = """
            SELECT live.id, live.tenant, live.kind, live.state, live.gate, live.priority, live.deadline, live.awaits IS NOT NULL AS awaits
            FROM unnest(:ids::uuid[], :tenants) AS asked (id, tenant) JOIN live ON live.id = ANY (ARRAY[asked.id]) AND live.tenant = asked.tenant
            FOR NO KEY UPDATE OF live SKIP LOCKED""";

    private static final String THERE = "SELECT id FROM live WHERE id = ANY (:ids::uuid[])";

    private HeldJobs() {}

    /**
     * @param gate negative while it waits for others of its key
     * @param awaits whether it waits for something outside
     */
    public record Held(
            Jobs.Key key,
            String kind,
            String state,
            int gate,
            int priority,
            @Nullable Instant deadline,
            boolean awaits) {

        private static Held of(ResultSet row) throws SQLException {
            return new Held(
                    new Jobs.Key(row.getInt("tenant"), new JobId(row.getObject("id", UUID.class))),
                    row.getString("kind"),
                    row.getString("state"),
                    row.getInt("gate"),
                    row.getInt("priority"),
                    timeOrNull(row, "deadline"),
                    row.getBoolean("awaits"));
        }

        /** Not on its way to a worker, and with none. */
        public boolean isWaiting() {
            return !state.equals("dispatched") && !state.equals("running");
        }

        Queue queue(int priority) {
            return new Queue(Math.abs(gate), priority, key.tenant());
        }
    }

    /** A job that was asked for; not held if it has ended. */
    public record Asked(Jobs.Key key, @Nullable Held held) {}

    /** The first of these jobs, up to one that somebody else is at. */
    public static List<Asked> hold(Handle handle, List<Jobs.Key> keys) {
        var held = handle.createQuery(HOLD)
                .bind("ids", SqlArray.texts(keys, key -> key.id().uuid()))
                .bind("tenants", SqlArray.ints(keys, Jobs.Key::tenant))
                .map((row, context) -> Held.of(row))
                .collect(Collectors.toMap(Held::key, one -> one));
        var busy = busy(handle, keys, held);
        var asked = new ArrayList<Asked>();
        for (var key : keys) {
            if (busy.contains(key.id().uuid())) {
                return asked;
            }
            asked.add(new Asked(key, held.get(key)));
        }
        return asked;
    }

    private static Set<UUID> busy(Handle handle, List<Jobs.Key> keys, Map<Jobs.Key, Held> held) {
        var others = keys.stream().filter(key -> !held.containsKey(key)).toList();
        return others.isEmpty()
                ? Set.of()
                : handle.createQuery(THERE)
                        .bind("ids", SqlArray.texts(others, key -> key.id().uuid()))
                        .mapTo(UUID.class)
                        .set();
    }
}
