package io.penstock.db.control;

import io.penstock.db.control.HeldJobs.Held;
import io.penstock.db.database.SqlArray;
import io.penstock.db.job.Moved;
import io.penstock.db.job.State;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jdbi.v3.core.Handle;

/** move: waiting jobs come to their turn at another time; now, if that has passed. One between two attempts stays there, and its next attempt moves. */
public final class RunTimes {

    /** Nobody looks for due jobs before now. */
    private static final String MOVE = """
            WITH i AS (SELECT id, tenant, greatest(at, now()) AS at FROM unnest(:ids::uuid[], :tenants, :times::timestamptz[]) AS i (id, tenant, at)),
            asked AS (UPDATE job SET run_at = i.at FROM i JOIN live ON live.id = ANY (ARRAY[i.id]) AND live.state <> 'retrying'
                      WHERE job.tenant = i.tenant AND job.id = i.id)
            UPDATE live SET state = CASE WHEN live.state = 'retrying' THEN 'retrying' ELSE 'scheduled' END, gate = abs(live.gate),
                            place = NULL, due_at = i.at, since = CASE WHEN live.state = 'queued' THEN now() ELSE live.since END
            FROM i WHERE live.id = ANY (ARRAY[i.id]) RETURNING live.id, live.tenant, live.kind, live.attempt, live.batch, now() AS at, live.state""";

    private RunTimes() {}

    /** In a transaction of the caller's that holds them, none of them under way. Returns them by the state they are in then. */
    public static Map<State, List<Moved>> move(Handle handle, List<Held> jobs, List<Instant> times) {
        return handle.createQuery(MOVE)
                .bind("ids", SqlArray.texts(jobs, job -> job.key().id().uuid()))
                .bind("tenants", SqlArray.ints(jobs, job -> job.key().tenant()))
                .bind("times", SqlArray.texts(times, Function.identity()))
                .map((row, context) ->
                        Map.entry(State.parse(row.getString("state")).orElseThrow(), Moved.of(row)))
                .collect(Collectors.groupingBy(
                        Map.Entry::getKey, Collectors.mapping(Map.Entry::getValue, Collectors.toList())));
    }
}
