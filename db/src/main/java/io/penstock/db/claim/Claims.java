package io.penstock.db.claim;

import static io.penstock.db.database.Columns.time;
import static io.penstock.db.database.Columns.timeOrNull;

import io.penstock.catalog.kind.JobOptions;
import io.penstock.db.database.Database;
import io.penstock.db.database.SqlArray;
import io.penstock.db.job.BatchId;
import io.penstock.db.job.JobId;
import io.penstock.db.job.Moved;
import io.penstock.db.limit.Corrections;
import java.util.Comparator;
import java.util.List;
import java.util.UUID;
import org.jdbi.v3.core.statement.SqlStatement;

/** claim: a worker takes dispatched jobs, a whole poll in one statement. */
public final class Claims {

    /** The first and the last id say in which of the partitions the jobs can be. */
    private static final String CLAIM = """
            UPDATE live SET state = 'running', attempt = live.attempt + 1, worker = :worker, since = now()
            FROM unnest(:ids::uuid[], :attempts) AS record (id, attempt), job
            WHERE live.id = ANY (ARRAY[record.id]) AND live.attempt = record.attempt AND live.state = 'dispatched'
              AND (live.permit_until IS NULL OR live.permit_until > now()) AND live.cancel_requested_at IS NULL AND (live.deadline IS NULL OR live.deadline > now())
              AND EXISTS (SELECT FROM worker WHERE worker.id = :worker AND worker.lapsed_at IS NULL)
              AND job.tenant = live.tenant AND job.id = record.id AND job.id BETWEEN :first::uuid AND :last::uuid
            RETURNING live.id, live.tenant, live.kind, live.attempt, live.forgiven, live.max_attempts,
                      CASE WHEN live.attempt = 1 AND job.run_at IS NULL AND job.created_at > now() - interval '1 second' THEN job.created_at END AS submitted,
                      old.since AS dispatched, live.since, live.deadline, live.batch, job.payload, job.options""";

    /** What becomes of a claimed job's row when it is given back, and nobody holds that against it. */
    static final String GIVE_BACK =
            "UPDATE live SET state = 'queued', worker = NULL, permit_until = NULL, since = now(), forgiven = live.forgiven + 1";

    /** With the fence of a claim that may have gone through. */
    private static final String UNDO = Corrections.with(GIVE_BACK + """

            FROM unnest(:ids::uuid[], :attempts) AS record (id, attempt)
            WHERE live.id = ANY (ARRAY[record.id]) AND live.attempt = record.attempt + 1 AND live.worker = :worker AND live.state = 'running'
            RETURNING live.id, live.tenant, live.kind, live.attempt, live.batch, live.since AS at""");

    private final Database database;

    public Claims(Database database) {
        this.database = database;
    }

    /** A job on offer, as a lane's record names it: the attempt is the one it has behind it. */
    public record Offer(JobId id, int attempt) {}

    /** Those of the offers that are this worker's now. The others were cancelled, are late, taken or overtaken, and are nobody's business here. */
    public List<Claim> claim(int worker, List<Offer> offers) {
        if (offers.isEmpty()) {
            return List.of();
        }
        var inOrder = inOrder(offers);
        return database.recoverable()
                .withHandle(handle -> bind(handle.createQuery(CLAIM), worker, inOrder)
                        .bind("first", inOrder.getFirst().id.uuid())
                        .bind("last", inOrder.getLast().id.uuid())
                        .map((row, context) -> new Claim(
                                new JobId(row.getObject("id", UUID.class)),
                                row.getInt("tenant"),
                                row.getString("kind"),
                                row.getInt("attempt"),
                                row.getInt("forgiven"),
                                row.getInt("max_attempts"),
                                worker,
                                timeOrNull(row, "submitted"),
                                time(row, "dispatched"),
                                time(row, "since"),
                                timeOrNull(row, "deadline"),
                                JobOptions.read(row.getString("options")),
                                row.getString("payload"),
                                BatchId.orNull(row.getObject("batch", UUID.class))))
                        .list());
    }

    /** Gives back what a claim of these offers got, if it got anything: its answer was lost. */
    public List<Moved> undo(int worker, List<Offer> offers) {
        return database.recoverable()
                .withHandle(handle -> bind(handle.createQuery(UNDO), worker, inOrder(offers))
                        .map((row, context) -> Moved.of(row))
                        .list());
    }

    /** In the order of their ids, so that two who have the same offers cannot wait for each other. */
    private static List<Offer> inOrder(List<Offer> offers) {
        return offers.stream().sorted(Comparator.comparing(Offer::id)).toList();
    }

    private static <S extends SqlStatement<S>> S bind(S statement, int worker, List<Offer> inOrder) {
        return statement
                .bind("worker", worker)
                .bind("ids", SqlArray.texts(inOrder, o -> o.id.uuid()))
                .bind("attempts", SqlArray.ints(inOrder, Offer::attempt));
    }
}
