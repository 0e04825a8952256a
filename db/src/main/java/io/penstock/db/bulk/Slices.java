package io.penstock.db.bulk;

import io.penstock.db.bulk.BulkRuns.Hold;
import io.penstock.db.database.SqlArray;
import io.penstock.db.fleet.HoldLost;
import io.penstock.db.job.JobId;
import io.penstock.db.job.Jobs;
import java.sql.SQLException;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.JdbiException;

/**
 * Goes through an operation's jobs, some at a time. What is done to them, and that it was, is one transaction, so whoever goes on after a
 * crash begins with the first job to which it was not.
 */
public final class Slices {

    private static final String NEXT = """
            SELECT chunk.nr, chunk.at, job.tenant, job.id FROM (
                SELECT nr, cardinality(outcomes) AS at, tenants, jobs FROM bulk_chunk
                WHERE operation = :operation AND nr >= :nr AND cardinality(outcomes) < cardinality(jobs) ORDER BY nr LIMIT 1) AS chunk
            CROSS JOIN LATERAL unnest(chunk.tenants[chunk.at + 1 : chunk.at + :most], chunk.jobs[chunk.at + 1 : chunk.at + :most])
                WITH ORDINALITY AS job (tenant, id, place)
            ORDER BY job.place""";

    private static final String NOTE = """
            UPDATE bulk_chunk SET outcomes = outcomes || :outcomes, done = done + :done, skipped = skipped + :skipped, failed = failed + :failed
            WHERE operation = :operation AND nr = :nr AND cardinality(outcomes) = :at""";

    /** Of what is wrong with the values of a statement, and not with the database. */
    private static final List<String> OF_VALUES = List.of("21", "22", "23", "P0");

    private final Jdbi jdbi;
    private final Deeds deeds;

    public Slices(Jdbi jdbi, Deeds deeds) {
        this.jdbi = jdbi;
        this.deeds = deeds;
    }

    /**
     * Jobs that are next.
     *
     * @param chunk in which they are
     * @param at so many are before them there
     */
    public record Slice(int chunk, int at, List<Jobs.Key> jobs) {

        private Slice first(int most) {
            return new Slice(chunk, at, jobs.subList(0, most));
        }
    }

    /** It cannot be done to these jobs in this moment. */
    static final class NotNow extends RuntimeException {
        NotNow() {
            super("Not now", null, false, false);
        }
    }

    /** The jobs that are next, in this chunk or a later one; none when there are no more. */
    public Slice next(Hold hold, int chunk, int most) {
        record Row(int chunk, int at, Jobs.Key key) {}
        var rows = jdbi.withHandle(handle -> handle.createQuery(NEXT)
                .bind("operation", hold.id().uuid())
                .bind("nr", chunk)
                .bind("most", most)
                .map((row, context) -> new Row(
                        row.getInt("nr"),
                        row.getInt("at"),
                        new Jobs.Key(row.getInt("tenant"), new JobId(row.getObject("id", UUID.class)))))
                .list());
        return rows.isEmpty()
                ? new Slice(chunk, 0, List.of())
                : new Slice(
                        rows.getFirst().chunk,
                        rows.getFirst().at,
                        rows.stream().map(Row::key).toList());
    }

    /** Returns to how many of them it was done or not, from the first; fewer than all when somebody is at one. */
    public List<ItemOutcome> settle(Hold hold, BulkOperation operation, Slice slice) {
        try {
            return settleAll(hold, operation, slice);
        } catch (NotNow e) {
            return List.of();
        } catch (RuntimeException e) {
            if (!isOfValues(e)) {
                throw e;
            }
            return slice.jobs.size() > 1
                    ? settle(hold, operation, slice.first(slice.jobs.size() / 2))
                    : fail(hold, slice, e);
        }
    }

    private List<ItemOutcome> settleAll(Hold hold, BulkOperation operation, Slice slice) {
        var done = jdbi.inTransaction(handle -> {
            hold.lock(handle);
            var made = deeds.of(operation.request().action()).to(handle, operation, slice.jobs);
            note(handle, hold, slice, made.outcomes());
            return made;
        });
        done.committed().run();
        return done.outcomes();
    }

    private List<ItemOutcome> fail(Hold hold, Slice slice, RuntimeException why) {
        var outcomes = List.of(ItemOutcome.failed(word(why)));
        jdbi.useTransaction(handle -> {
            hold.lock(handle);
            note(handle, hold, slice, outcomes);
        });
        return outcomes;
    }

    private static void note(Handle handle, Hold hold, Slice slice, List<ItemOutcome> outcomes) {
        if (outcomes.isEmpty()) {
            return;
        }
        int noted = handle.createUpdate(NOTE)
                .bind("operation", hold.id().uuid())
                .bind("nr", slice.chunk)
                .bind("at", slice.at)
                .bind("outcomes", SqlArray.texts(outcomes, ItemOutcome::word))
                .bind("done", count(outcomes, ItemOutcome.Kind.DONE))
                .bind("skipped", count(outcomes, ItemOutcome.Kind.SKIPPED))
                .bind("failed", count(outcomes, ItemOutcome.Kind.FAILED))
                .execute();
        if (noted != 1) {
            throw new IllegalStateException("Somebody else went through " + hold.id());
        }
    }

    private static int count(List<ItemOutcome> outcomes, ItemOutcome.Kind kind) {
        return (int) outcomes.stream().filter(outcome -> outcome.kind() == kind).count();
    }

    /** A job of which one cannot be made sense does not keep the others from it. */
    private static boolean isOfValues(RuntimeException failure) {
        var state = sqlState(failure);
        return state.isEmpty()
                ? !(failure instanceof JdbiException || failure instanceof HoldLost)
                : OF_VALUES.contains(state.substring(0, 2));
    }

    private static String sqlState(Throwable failure) {
        return Stream.iterate(failure, e -> e != null, Throwable::getCause)
                .filter(SQLException.class::isInstance)
                .map(e -> String.valueOf(((SQLException) e).getSQLState()))
                .findFirst()
                .filter(state -> state.length() == 5)
                .orElse("");
    }

    private static String word(RuntimeException why) {
        var state = sqlState(why);
        return state.isEmpty() ? why.getClass().getSimpleName() : "sql_" + state;
    }
}
