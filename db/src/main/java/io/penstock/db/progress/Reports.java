package io.penstock.db.progress;

import io.penstock.db.claim.Claim;
import io.penstock.db.database.Database;
import io.penstock.db.database.SqlArray;
import io.penstock.db.job.JobId;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.BiConsumer;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.SqlStatement;
import org.jspecify.annotations.Nullable;

/**
 * How far jobs are and what they streamed. Written without waiting for the disk: the job's end is written later, waits, and takes it
 * along. Nothing is taken from an attempt that is not the current one.
 */
public final class Reports {

    private static final String MINE =
            "live.id = ANY (ARRAY[r.job]) AND live.attempt = r.attempt AND live.worker = r.worker";

    private static final String PROGRESS = """
            INSERT INTO progress (job, done, total, note)
            SELECT r.job, r.done, r.total, r.note
            FROM unnest(:jobs::uuid[], :attempts, :workers, :done, :total, :notes) AS r (job, attempt, worker, done, total, note)
            JOIN live ON %s
            ON CONFLICT (job) DO UPDATE SET done = excluded.done, total = excluded.total, note = excluded.note, at = excluded.at""".formatted(MINE);

    private static final String CHUNKS = """
            INSERT INTO chunk (job, attempt, nr, text)
            SELECT r.job, r.attempt, r.nr, r.text
            FROM unnest(:jobs::uuid[], :attempts, :workers, :nrs, :texts) AS r (job, attempt, worker, nr, text)
            JOIN live ON %s
            ON CONFLICT DO NOTHING""".formatted(MINE);

    private static final String READ = """
            SELECT attempt, nr, text FROM chunk WHERE job = :job AND (attempt, nr) > (:attempt, :nr) ORDER BY attempt, nr LIMIT :most""";

    private static final String NOW = "SELECT now()";

    private static final String LAST = """
            SELECT asked.job, last.attempt, last.nr FROM unnest(:jobs::uuid[]) AS asked (job)
            CROSS JOIN LATERAL (
                SELECT attempt, nr FROM chunk WHERE chunk.job = asked.job ORDER BY attempt DESC, nr DESC LIMIT 1) AS last""";

    private final Database database;
    private final BiConsumer<List<Report>, Instant> written;

    public Reports(Database database) {
        this(database, (reports, at) -> {});
    }

    /** @param written told, after their transaction, what was written and when */
    public Reports(Database database, BiConsumer<List<Report>, Instant> written) {
        this.database = database;
        this.written = written;
    }

    /** What one attempt has to say: how far it is, if that changed, and what it streamed since the last report. */
    public record Report(Claim claim, @Nullable Step step, List<Chunk> chunks) {
        public Report {
            chunks = List.copyOf(chunks);
        }
    }

    public record Step(
            long done, @Nullable Long total, @Nullable String note) {
        public Step {
            if (done < 0 || (total != null && total < 0)) {
                throw new IllegalArgumentException("Progress is not negative: " + done + " of " + total);
            }
        }
    }

    public void write(List<Report> reports) {
        var at = database.recoverable().inTransaction(handle -> {
            writeSteps(handle, reports.stream().filter(r -> r.step != null).toList());
            writeChunks(
                    handle,
                    reports.stream()
                            .flatMap(r -> r.chunks.stream().map(chunk -> new Piece(r.claim, chunk)))
                            .toList());
            return handle.createQuery(NOW).mapTo(Instant.class).one();
        });
        written.accept(reports, at);
    }

    private record Piece(Claim claim, Chunk chunk) {}

    private static void writeSteps(Handle handle, List<Report> reports) {
        if (!reports.isEmpty()) {
            claims(
                            handle.createUpdate(PROGRESS),
                            reports.stream().map(Report::claim).toList())
                    .bind("done", SqlArray.longs(reports, r -> step(r).done()))
                    .bind("total", SqlArray.longs(reports, r -> step(r).total()))
                    .bind("notes", SqlArray.texts(reports, r -> step(r).note()))
                    .execute();
        }
    }

    private static Step step(Report report) {
        return java.util.Objects.requireNonNull(report.step);
    }

    private static void writeChunks(Handle handle, List<Piece> pieces) {
        if (!pieces.isEmpty()) {
            claims(
                            handle.createUpdate(CHUNKS),
                            pieces.stream().map(Piece::claim).toList())
                    .bind("nrs", SqlArray.ints(pieces, p -> p.chunk.nr()))
                    .bind("texts", SqlArray.texts(pieces, p -> p.chunk.text()))
                    .execute();
        }
    }

    private static <S extends SqlStatement<S>> S claims(S statement, List<Claim> claims) {
        return statement
                .bind("jobs", SqlArray.texts(claims, c -> c.id().uuid()))
                .bind("attempts", SqlArray.ints(claims, Claim::attempt))
                .bind("workers", SqlArray.ints(claims, Claim::worker));
    }

    /** The last piece of each of these jobs that has any, by job; without its text. */
    public Map<JobId, Chunk> last(Collection<JobId> jobs) {
        return database.jdbi()
                .withHandle(handle -> handle.createQuery(LAST)
                        .bind("jobs", SqlArray.texts(jobs, JobId::uuid))
                        .reduceRows(new HashMap<JobId, Chunk>(), (found, row) -> {
                            found.put(
                                    new JobId(row.getColumn("job", UUID.class)),
                                    new Chunk(
                                            row.getColumn("attempt", Integer.class),
                                            row.getColumn("nr", Integer.class),
                                            ""));
                            return found;
                        }));
    }

    /** What was streamed after the given piece, in order. */
    public List<Chunk> chunksAfter(JobId job, int attempt, int nr, int most) {
        return database.jdbi()
                .withHandle(handle -> handle.createQuery(READ)
                        .bind("job", job.uuid())
                        .bind("attempt", attempt)
                        .bind("nr", nr)
                        .bind("most", most)
                        .map((row, context) ->
                                new Chunk(row.getInt("attempt"), row.getInt("nr"), row.getString("text")))
                        .list());
    }
}
