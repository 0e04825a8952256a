package io.penstock.db.gate;

import io.penstock.db.job.Moved;
import java.util.List;
import org.jdbi.v3.core.Jdbi;

/** The jobs whose time comes later: a time their client chose, or the end of a retry's delay. */
public final class DueJobs {

    /** Their places are told apart, so that a walk which stops among them goes on with the next. */
    private static final String COME_DUE = """
            UPDATE live SET state = 'queued', due_at = NULL, since = now(),
                            place = (extract(epoch FROM now()) * 1000000)::bigint + waiting.nr
            FROM (SELECT ctid, row_number() OVER (ORDER BY due_at) AS nr FROM live
                  WHERE due_at > to_timestamp(:floor / 1000000.0) AND due_at <= now()
                  ORDER BY due_at LIMIT :most) AS waiting
            WHERE live.ctid = waiting.ctid AND live.state IN ('scheduled', 'retrying')
            RETURNING id, tenant, kind, attempt, batch, since AS at, (extract(epoch FROM old.due_at) * 1000000)::bigint AS due_at""";

    private final Jdbi jdbi;
    private final MovingFloor floor = new MovingFloor(System::nanoTime);

    public DueJobs(Jdbi jdbi) {
        this.jdbi = jdbi;
    }

    /** Lets jobs whose time has come wait in their gates; returns them. */
    public List<Moved> comeDue(int most) {
        long began = System.nanoTime();
        var due = jdbi.inTransaction(handle -> handle.createQuery(COME_DUE)
                .bind("floor", floor.from())
                .bind("most", most)
                .map((row, context) -> new Due(Moved.of(row), row.getLong("due_at")))
                .list());
        floor.cleared(due.stream().mapToLong(Due::at).max().orElse(0), System.nanoTime() - began);
        return due.stream().map(Due::job).toList();
    }

    /** @param at when its time came, in microseconds */
    private record Due(Moved job, long at) {}
}
