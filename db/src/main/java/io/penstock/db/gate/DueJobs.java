package io.penstock.db.gate;

import io.penstock.db.database.Database;
import io.penstock.db.database.SqlArray;
import io.penstock.db.gate.Turns.Queue;
import io.penstock.db.job.JobId;
import io.penstock.db.job.Moved;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.UUID;
import java.util.function.Function;
import org.jdbi.v3.core.Jdbi;

/** The jobs whose time comes later: a time their client chose, or the end of a retry's delay. */
public final class DueJobs {

    private static final String DUE = """
            SELECT id, gate, priority, tenant, (extract(epoch FROM due_at) * 1000000)::bigint AS due_at FROM live
            WHERE due_at > to_timestamp(:floor / 1000000.0) AND due_at <= now() ORDER BY due_at LIMIT :most""";

    /** That they are due is asked in a way that no index answers: each is to be found by its id, and not among all that are due. */
    private static final String COME = """
            UPDATE live SET state = 'queued', due_at = NULL, since = now(), place = due.place
            FROM unnest(:ids::uuid[], :places) AS due (id, place)
            WHERE live.id = due.id AND live.state IN ('scheduled', 'retrying') AND coalesce(live.due_at <= now(), FALSE)
            RETURNING live.id, live.tenant, live.kind, live.attempt, live.batch, live.since AS at""";

    private final Jdbi jdbi;
    private final Gates gates;
    private final MovingFloor floor = new MovingFloor(System::nanoTime);

    public DueJobs(Database database, Gates gates) {
        this.jdbi = database.jdbi();
        this.gates = gates;
    }

    /** Lets jobs whose time has come wait in their gates; returns them. */
    public List<Moved> comeDue(int most) {
        long began = System.nanoTime();
        var due = jdbi.withHandle(handle -> handle.createQuery(DUE)
                .bind("floor", floor.from())
                .bind("most", most)
                .map((row, context) -> Due.of(row))
                .list());
        var come = due.isEmpty()
                ? List.<Moved>of()
                : come(due, gates.turns().give(due.stream().map(Due::queue).toList()));
        floor.cleared(due.stream().mapToLong(Due::at).max().orElse(0), System.nanoTime() - began);
        return come;
    }

    private List<Moved> come(List<Due> due, List<Long> places) {
        var come = jdbi.withHandle(handle -> handle.createQuery(COME)
                .bind("ids", SqlArray.texts(due, job -> job.id.uuid()))
                .bind("places", SqlArray.longs(places, Function.identity()))
                .map((row, context) -> Moved.of(row))
                .list());
        for (int nr = 0; nr < due.size(); nr++) {
            var queue = due.get(nr).queue;
            gates.isAt(queue.gate(), queue.priority(), places.get(nr));
        }
        return come;
    }

    /** @param at when its time came, in microseconds */
    private record Due(JobId id, Queue queue, long at) {
        static Due of(ResultSet row) throws SQLException {
            return new Due(
                    new JobId(row.getObject("id", UUID.class)),
                    new Queue(row.getInt("gate"), row.getInt("priority"), row.getInt("tenant")),
                    row.getLong("due_at"));
        }
    }
}
