package io.penstock.db.analysis;

import io.penstock.catalog.artifact.ArtifactId;
import io.penstock.catalog.json.Json;
import io.penstock.db.analysis.Analysis.Reports;
import io.penstock.db.analysis.Analysis.State;
import io.penstock.db.analysis.Analysis.Step;
import io.penstock.db.database.SqlArray;
import io.penstock.db.fleet.HoldLost;
import io.penstock.db.job.BatchId;
import io.penstock.db.job.Failure;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.BiConsumer;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jspecify.annotations.Nullable;

/**
 * Which scheduler has which analysis at work, and how far it is. One has it at a time, by a lease that it prolongs; when that is over,
 * the next one takes it and goes on. Whatever is written here is refused to a scheduler whose lease is over.
 */
public final class AnalysisRuns {

    /** Longer than a pause of a scheduler that goes on after it; each look of {@link #prolong} begins it anew. */
    public static final Duration LEASE = Duration.ofSeconds(30);

    /** Of a tenant that has fewer at work first. */
    private static final String TAKE = """
            UPDATE analysis AS a SET state = 'running', runner = gen_random_uuid(), tries = a.tries + 1,
                   due_at = now() + make_interval(secs => :lease), started_at = coalesce(a.started_at, now())
            WHERE a.id = ANY (ARRAY(
                SELECT due.id FROM analysis AS due WHERE due.due_at <= now()
                ORDER BY (SELECT count(*) FROM analysis AS r WHERE r.tenant = due.tenant AND r.state = 'running' AND r.due_at > now()), due.id
                LIMIT :most FOR UPDATE SKIP LOCKED))
            RETURNING a.runner,\s""" + Analysis.COLUMNS;

    private static final String PROLONG = """
            UPDATE analysis SET due_at = now() + make_interval(secs => :lease)
            FROM unnest(:ids::uuid[], :runners::uuid[]) AS mine (id, runner)
            WHERE analysis.id = mine.id AND analysis.runner = mine.runner
            RETURNING analysis.runner, analysis.cancel_requested_at IS NOT NULL AS cancelled""";

    private static final String MINE = " WHERE a.id = :id AND a.runner = :runner";

    private static final String ENTER = "UPDATE analysis AS a SET step = :step, trouble = NULL" + MINE;

    private static final String SNAPSHOT =
            "UPDATE analysis AS a SET snapshot = :snapshot, revision = :revision, left_out = :left_out::json" + MINE;

    private static final String BATCH = "UPDATE analysis AS a SET batch = :batch" + MINE;

    private static final String COMPARE = "UPDATE analysis AS a SET compared_with = :before" + MINE;

    private static final String BEFORE = "SELECT " + Analysis.COLUMNS + """
            FROM analysis AS a
            WHERE a.tenant = :tenant AND a.name = :name AND a.id < :id AND a.state = 'succeeded' ORDER BY a.id DESC LIMIT 1""";

    private static final String RETRY = """
            UPDATE analysis AS a SET runner = NULL, due_at = now() + make_interval(secs => :delay), trouble = :trouble""" + MINE;

    private static final String END = """
            UPDATE analysis AS a SET state = :state, runner = NULL, due_at = NULL, step = NULL, trouble = NULL, finished_at = now(),
                summary = :summary, analyzers = :analyzers, verdict = :verdict, report = :report, sarif = :sarif, html = :html, error_code = :code, error = :error
            """ + MINE + " RETURNING " + Analysis.COLUMNS;

    private final Jdbi jdbi;
    private final BiConsumer<Handle, Analysis> ended;

    /** @param ended is told of each in the transaction that ends it */
    public AnalysisRuns(Jdbi jdbi, BiConsumer<Handle, Analysis> ended) {
        this.jdbi = jdbi;
        this.ended = ended;
    }

    public record Taken(Hold hold, Analysis analysis) {}

    /** Takes so many of those that are due: new ones, and those that nobody has at work any more. */
    public List<Taken> take(int most) {
        return jdbi.withHandle(handle -> handle.createQuery(TAKE)
                .bind("lease", (double) LEASE.toSeconds())
                .bind("most", most)
                .map((row, context) -> {
                    var analysis = Analysis.of(row);
                    var runner = row.getObject("runner", UUID.class);
                    return new Taken(new Hold(analysis.id(), analysis.tenant(), runner), analysis);
                })
                .list());
    }

    /** Keeps these. Returns, by their runners, which of them are still held, and whether somebody wants them cancelled. */
    public Map<UUID, Boolean> prolong(Collection<Hold> holds) {
        var kept = new HashMap<UUID, Boolean>();
        if (!holds.isEmpty()) {
            jdbi.useHandle(handle -> handle.createQuery(PROLONG)
                    .bind("lease", (double) LEASE.toSeconds())
                    .bind("ids", SqlArray.texts(holds, hold -> hold.id().uuid()))
                    .bind("runners", SqlArray.texts(holds, Hold::runner))
                    .map((row, context) -> kept.put(row.getObject("runner", UUID.class), row.getBoolean("cancelled")))
                    .list());
        }
        return kept;
    }

    public void enter(Hold hold, Step step) {
        update(hold, ENTER, Map.of("step", step.label()));
    }

    /**
     * @param revision the commit, or the SHA-256 of the archive
     * @param leftOut how many files are not looked at, by reason
     */
    public void note(Hold hold, ArtifactId snapshot, String revision, Map<String, Long> leftOut) {
        update(
                hold,
                SNAPSHOT,
                Map.of("snapshot", snapshot.uuid(), "revision", revision, "left_out", Json.write(leftOut)));
    }

    public void note(Hold hold, BatchId batch) {
        update(hold, BATCH, Map.of("batch", batch.uuid()));
    }

    /** The last one before it that looked at the same. */
    public Optional<Analysis> before(Analysis analysis) {
        return jdbi.withHandle(handle -> handle.createQuery(BEFORE)
                .bind("tenant", analysis.tenant())
                .bind("name", analysis.name())
                .bind("id", analysis.id().uuid())
                .map((row, context) -> Analysis.of(row))
                .findOne());
    }

    public void compare(Hold hold, AnalysisId before) {
        update(hold, COMPARE, Map.of("before", before.uuid()));
    }

    /** Gives it back; a scheduler may take it after the delay. */
    public void retry(Hold hold, @Nullable String trouble, Duration delay) {
        jdbi.useHandle(handle -> handle.createUpdate(RETRY)
                .bind("delay", delay.toMillis() / 1000.0)
                .bind("trouble", trouble)
                .bind("id", hold.id().uuid())
                .bind("runner", hold.runner())
                .execute());
    }

    /**
     * @param summary JSON
     * @param analyzers their version
     * @param passed whether it stayed below what its client set as too much; nothing if that is nothing
     */
    public void succeed(Hold hold, String summary, String analyzers, Reports reports, @Nullable Boolean passed) {
        end(hold, State.SUCCEEDED, summary, analyzers, reports, passed, null);
    }

    public void fail(Hold hold, Failure failure) {
        end(hold, State.FAILED, null, null, null, null, failure);
    }

    public void cancel(Hold hold) {
        end(hold, State.CANCELLED, null, null, null, null, null);
    }

    private void end(
            Hold hold,
            State state,
            @Nullable String summary,
            @Nullable String analyzers,
            @Nullable Reports reports,
            @Nullable Boolean passed,
            @Nullable Failure failure) {
        jdbi.useTransaction(handle -> {
            var analysis = handle.createQuery(END)
                    .bind("id", hold.id().uuid())
                    .bind("runner", hold.runner())
                    .bind("state", state.label())
                    .bind("summary", summary)
                    .bind("analyzers", analyzers)
                    .bind("verdict", passed == null ? null : passed ? "passed" : "failed")
                    .bind("report", reports == null ? null : reports.json().uuid())
                    .bind("sarif", reports == null ? null : reports.sarif().uuid())
                    .bind("html", reports == null ? null : reports.html().uuid())
                    .bind("code", failure == null ? null : failure.code())
                    .bind("error", failure == null ? null : failure.message())
                    .map((row, context) -> Analysis.of(row))
                    .findOne()
                    .orElseThrow(() -> new HoldLost(hold.id()));
            ended.accept(handle, analysis);
        });
    }

    private void update(Hold hold, String sql, Map<String, ?> values) {
        int found = jdbi.withHandle(handle -> handle.createUpdate(sql)
                .bindMap(values)
                .bind("id", hold.id().uuid())
                .bind("runner", hold.runner())
                .execute());
        if (found == 0) {
            throw new HoldLost(hold.id());
        }
    }
}
