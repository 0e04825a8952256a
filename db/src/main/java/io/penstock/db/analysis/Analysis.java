package io.penstock.db.analysis;

import static io.penstock.db.database.Columns.texts;
import static io.penstock.db.database.Columns.time;
import static io.penstock.db.database.Columns.timeOrNull;

import io.penstock.catalog.artifact.ArtifactId;
import io.penstock.catalog.json.Json;
import io.penstock.db.job.BatchId;
import io.penstock.db.job.Failure;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * Looking through all files of a source, as its client sees it.
 *
 * @param name by which the one before is found
 * @param request JSON, as its client said it
 * @param trouble why the last try broke off; it is tried again
 * @param revision the commit, or the SHA-256 of the archive
 * @param leftOut how many files it does not look at, by reason
 * @param analyzers the version of those that looked, once it has succeeded
 * @param passed whether it stayed below what its client set as too much
 * @param summary JSON
 */
public record Analysis(
        AnalysisId id,
        int tenant,
        String name,
        String request,
        @Nullable String callback,
        Map<String, String> tags,
        State state,
        @Nullable Step step,
        int tries,
        @Nullable String trouble,
        @Nullable ArtifactId snapshot,
        @Nullable String revision,
        Map<String, Long> leftOut,
        @Nullable BatchId batch,
        @Nullable BatchId reviewBatch,
        @Nullable AnalysisId comparedWith,
        @Nullable String analyzers,
        @Nullable Boolean passed,
        @Nullable String summary,
        @Nullable Reports reports,
        @Nullable Failure failure,
        @Nullable Instant cancelRequestedAt,
        Instant createdAt,
        @Nullable Instant startedAt,
        @Nullable Instant finishedAt) {

    static final String COLUMNS = """
            a.id, a.tenant, a.name, a.request, a.callback, a.tags, a.state, a.step, a.tries, a.trouble, a.snapshot, a.revision, a.left_out,
            a.batch, a.review_batch, a.compared_with, a.analyzers, a.verdict, a.summary, a.report, a.sarif, a.html, a.error_code, a.error, a.cancel_requested_at,
            a.created_at, a.started_at, a.finished_at
            """;

    public enum State {
        QUEUED,
        RUNNING,
        SUCCEEDED,
        FAILED,
        CANCELLED;

        public String label() {
            return name().toLowerCase(Locale.ROOT);
        }

        public boolean isEnd() {
            return this != QUEUED && this != RUNNING;
        }
    }

    /** What it goes through, one after the other. */
    public enum Step {
        SNAPSHOT,
        INVENTORY,
        SUBMIT,
        COLLECT,
        REVIEW,
        REPORT;

        public String label() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** The artifacts that tell all of it. */
    public record Reports(ArtifactId json, ArtifactId sarif, ArtifactId html) {}

    static Analysis of(ResultSet row) throws SQLException {
        var step = row.getString("step");
        var verdict = row.getString("verdict");
        var code = row.getString("error_code");
        return new Analysis(
                new AnalysisId(row.getObject("id", UUID.class)),
                row.getInt("tenant"),
                row.getString("name"),
                row.getString("request"),
                row.getString("callback"),
                texts(row, "tags"),
                State.valueOf(row.getString("state").toUpperCase(Locale.ROOT)),
                step == null ? null : Step.valueOf(step.toUpperCase(Locale.ROOT)),
                row.getInt("tries"),
                row.getString("trouble"),
                artifact(row, "snapshot"),
                row.getString("revision"),
                counts(row.getString("left_out")),
                BatchId.orNull(row.getObject("batch", UUID.class)),
                BatchId.orNull(row.getObject("review_batch", UUID.class)),
                AnalysisId.orNull(row.getObject("compared_with", UUID.class)),
                row.getString("analyzers"),
                verdict == null ? null : verdict.equals("passed"),
                row.getString("summary"),
                reports(row),
                code == null ? null : new Failure(code, row.getString("error")),
                timeOrNull(row, "cancel_requested_at"),
                time(row, "created_at"),
                timeOrNull(row, "started_at"),
                timeOrNull(row, "finished_at"));
    }

    private static @Nullable Reports reports(ResultSet row) throws SQLException {
        var json = artifact(row, "report");
        var sarif = artifact(row, "sarif");
        var html = artifact(row, "html");
        return json == null || sarif == null || html == null ? null : new Reports(json, sarif, html);
    }

    private static @Nullable ArtifactId artifact(ResultSet row, String column) throws SQLException {
        var id = row.getObject(column, UUID.class);
        return id == null ? null : new ArtifactId(id);
    }

    private static Map<String, Long> counts(@Nullable String json) {
        var counts = new LinkedHashMap<String, Long>();
        if (json != null) {
            Json.readTrusted(json, JsonNode.class)
                    .properties()
                    .forEach(
                            count -> counts.put(count.getKey(), count.getValue().asLong()));
        }
        return counts;
    }
}
