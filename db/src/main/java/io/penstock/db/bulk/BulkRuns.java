package io.penstock.db.bulk;

import io.penstock.db.database.SqlArray;
import io.penstock.db.fleet.HoldLost;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jspecify.annotations.Nullable;

/** Which scheduler has which operation at work. One has it at a time, by a lease that it prolongs; when that is over, the next one goes on. */
public final class BulkRuns {

    private static final Duration LEASE = Duration.ofSeconds(30);

    private static final String TAKE = """
            UPDATE bulk_operation AS o SET runner = gen_random_uuid(), tries = o.tries + 1, due_at = now() + make_interval(secs => :lease)
            WHERE o.id = ANY (ARRAY(
                SELECT id FROM bulk_operation WHERE due_at <= now() ORDER BY due_at LIMIT :most FOR UPDATE SKIP LOCKED))
            RETURNING o.runner, o.tries,\s""" + BulkOperation.COLUMNS;

    private static final String PROLONG = """
            UPDATE bulk_operation SET due_at = now() + make_interval(secs => :lease)
            WHERE runner = ANY (:runners::uuid[]) AND id = ANY (:ids::uuid[]) RETURNING runner""";

    private static final String MINE = " WHERE id = :id AND runner = :runner";

    /** Pause and abort wait until what is half done is done, and nobody else can take it. */
    private static final String LOCK = "SELECT FROM bulk_operation" + MINE + " FOR SHARE";

    /** One that was given back in good order was not tried in vain. */
    private static final String RETRY = """
            UPDATE bulk_operation SET runner = NULL, due_at = now() + make_interval(secs => :delay), trouble = :trouble,
                   tries = CASE WHEN :trouble::text IS NULL THEN tries - 1 ELSE tries END""" + MINE;

    private static final String STALL =
            "UPDATE bulk_operation SET state = 'paused', runner = NULL, due_at = NULL, trouble = :trouble" + MINE;

    private static final String FINISH = """
            UPDATE bulk_operation SET state = 'finished', runner = NULL, due_at = NULL, trouble = NULL, finished_at = now()""" + MINE;

    private final Jdbi jdbi;

    public BulkRuns(Jdbi jdbi) {
        this.jdbi = jdbi;
    }

    /** @param runner another one each time that it is taken */
    public record Hold(BulkId id, UUID runner) {

        /** To be called first in each transaction that does something for the operation. */
        void lock(Handle handle) {
            boolean mine = handle.createQuery(LOCK)
                    .bind("id", id.uuid())
                    .bind("runner", runner)
                    .map((row, context) -> true)
                    .findOne()
                    .isPresent();
            if (!mine) {
                throw new HoldLost(id);
            }
        }
    }

    public record Taken(Hold hold, int tries, BulkOperation operation) {}

    public List<Taken> take(int most) {
        return jdbi.withHandle(handle -> handle.createQuery(TAKE)
                .bind("lease", (double) LEASE.toSeconds())
                .bind("most", most)
                .map((row, context) -> {
                    var operation = BulkOperation.of(row);
                    var hold = new Hold(operation.id(), row.getObject("runner", UUID.class));
                    return new Taken(hold, row.getInt("tries"), operation);
                })
                .list());
    }

    /** Keeps these. Returns the runners of those that are still held. */
    public Set<UUID> prolong(Collection<Hold> holds) {
        return holds.isEmpty()
                ? Set.of()
                : jdbi.withHandle(handle -> handle.createQuery(PROLONG)
                        .bind("lease", (double) LEASE.toSeconds())
                        .bind("ids", SqlArray.texts(holds, hold -> hold.id.uuid()))
                        .bind("runners", SqlArray.texts(holds, Hold::runner))
                        .mapTo(UUID.class)
                        .set());
    }

    /** Gives it back; a scheduler may take it after the delay. */
    public void retry(Hold hold, @Nullable String trouble, Duration delay) {
        jdbi.useHandle(handle -> handle.createUpdate(RETRY)
                .bind("delay", delay.toMillis() / 1000.0)
                .bind("trouble", trouble)
                .bind("id", hold.id.uuid())
                .bind("runner", hold.runner)
                .execute());
    }

    /** Leaves it to a person to go on. */
    public void stall(Hold hold, String trouble) {
        update(hold, STALL, trouble);
    }

    public void finish(Hold hold) {
        update(hold, FINISH, null);
    }

    private void update(Hold hold, String sql, @Nullable String trouble) {
        int found = jdbi.withHandle(handle -> {
            var update = handle.createUpdate(sql).bind("id", hold.id.uuid()).bind("runner", hold.runner);
            return (trouble == null ? update : update.bind("trouble", trouble)).execute();
        });
        if (found == 0) {
            throw new HoldLost(hold.id);
        }
    }
}
