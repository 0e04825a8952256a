package io.penstock.db.gate;

import io.penstock.db.database.Database;
import io.penstock.db.database.SqlArray;
import io.penstock.db.gate.Turns.Queue;
import io.penstock.db.job.Moved;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jdbi.v3.core.Jdbi;

/** The jobs whose time comes later: a time their client chose, or the end of a retry's delay. */
public final class DueJobs {

    private static final String DUE = """
            SELECT id, gate, priority, tenant, kind, attempt, batch, due_at AS at FROM live
            WHERE due_at > to_timestamp(:floor / 1000000.0) AND due_at <= now() ORDER BY due_at LIMIT :most""";

    /** That they are due is asked in a way that no index answers: each is to be found by its id, and not among all that are due. */
    private static final String COME = """
            UPDATE live SET state = 'queued', due_at = NULL, since = now(), place = due.place
            FROM unnest(:ids::uuid[], :places) AS due (id, place)
            WHERE live.id = ANY (ARRAY[due.id]) AND live.state IN ('scheduled', 'retrying') AND coalesce(live.due_at <= now(), FALSE)
            RETURNING live.id, live.tenant, live.kind, live.attempt, live.batch, live.since AS at""";

    private final Jdbi jdbi;
    private final Gates gates;
    private final MovingFloor floor = new MovingFloor(System::nanoTime);

    public DueJobs(Database database, Gates gates) {
        this.jdbi = database.jdbi();
        this.gates = gates;
    }

    /** Lets jobs whose time has come wait in their gates; returns those that do now. */
    public List<Moved> comeDue(int most) {
        return comeDue(most, jobs -> {});
    }

    /** @param ahead hears of the jobs while they still wait for it; one or the other may be cancelled meanwhile, or brought to its gate by somebody else */
    public List<Moved> comeDue(int most, Consumer<List<Moved>> ahead) {
        long began = System.nanoTime();
        var due = jdbi.withHandle(handle -> handle.createQuery(DUE)
                .bind("floor", floor.from())
                .bind("most", most)
                .map((row, context) -> Due.of(row))
                .list());
        long nanos = System.nanoTime() - began;
        var come = List.<Moved>of();
        if (!due.isEmpty()) {
            ahead.accept(due.stream().map(Due::job).toList());
            come = come(due, gates.turns().give(due.stream().map(Due::queue).toList()));
        }
        floor.cleared(due.stream().mapToLong(Due::micros).max().orElse(0), nanos);
        return come;
    }

    private List<Moved> come(List<Due> due, List<Long> places) {
        var come = jdbi.withHandle(handle -> handle.createQuery(COME)
                .bind("ids", SqlArray.texts(due, d -> d.job.id().uuid()))
                .bind("places", SqlArray.longs(places, Function.identity()))
                .map((row, context) -> Moved.of(row))
                .list());
        for (int nr = 0; nr < due.size(); nr++) {
            var queue = due.get(nr).queue;
            gates.isAt(queue.gate(), queue.priority(), places.get(nr));
        }
        return come;
    }

    private record Due(Moved job, Queue queue) {
        static Due of(ResultSet row) throws SQLException {
            return new Due(Moved.of(row), new Queue(row.getInt("gate"), row.getInt("priority"), row.getInt("tenant")));
        }

        long micros() {
            return ChronoUnit.MICROS.between(Instant.EPOCH, job.at());
        }
    }
}
