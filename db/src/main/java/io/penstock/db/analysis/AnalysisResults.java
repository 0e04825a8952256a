package io.penstock.db.analysis;

import io.penstock.catalog.analysis.AnalyzedFile;
import io.penstock.catalog.analysis.Finding;
import io.penstock.catalog.analysis.Trouble;
import io.penstock.catalog.json.Json;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import org.jdbi.v3.core.Jdbi;
import org.jspecify.annotations.Nullable;

/** What an analysis has found so far, file by file. */
public final class AnalysisResults {

    private static final String PROGRESS = """
            SELECT count(*) AS files, count(analyzed) AS done, count(*) FILTER (WHERE reused) AS reused, count(error_code) AS failed
            FROM analysis_file WHERE analysis = :analysis""";

    private static final String PAGE = """
            SELECT file.nr, file.path, file.language, encode(file.sha256, 'hex') AS sha256, file.bytes, file.reused, file.error_code,
                   analyzed.result, review.findings AS review
            FROM analysis_file AS file LEFT JOIN analyzed ON analyzed.id = file.analyzed
            LEFT JOIN analysis_review AS review ON review.analysis = file.analysis AND review.nr = file.nr
            WHERE file.analysis = :analysis AND file.nr > :after AND (:path::text IS NULL OR starts_with(file.path, :path))
            ORDER BY file.nr LIMIT :size""";

    /** What is the same in both is read once. */
    private static final String COMPARED = """
            SELECT coalesce(now.path, before.path) AS path, coalesce(now.nr, 0) AS nr, coalesce(now.reused, false) AS reused,
                   now.nr IS NOT NULL AS is_now, now.language, encode(now.sha256, 'hex') AS sha256, now.error_code, found.result,
                   review.findings AS review, review_before.findings AS review_before,
                   before.nr IS NOT NULL AS was_before, before.language AS language_before,
                   encode(before.sha256, 'hex') AS sha256_before, before.error_code AS error_before,
                   before.analyzed IS NOT DISTINCT FROM now.analyzed AND now.analyzed IS NOT NULL
                     AND review.findings IS NOT DISTINCT FROM review_before.findings AS same, found_before.result AS result_before
            FROM (SELECT * FROM analysis_file WHERE analysis = :now) AS now
            FULL JOIN (SELECT * FROM analysis_file WHERE analysis = :before) AS before USING (path)
            LEFT JOIN analyzed AS found ON found.id = now.analyzed
            LEFT JOIN analyzed AS found_before ON found_before.id = before.analyzed
            LEFT JOIN analysis_review AS review ON review.analysis = :now AND review.nr = now.nr
            LEFT JOIN analysis_review AS review_before ON review_before.analysis = :before AND review_before.nr = before.nr
            ORDER BY path""";

    private static final int FETCH = 50;

    private final Jdbi jdbi;

    public AnalysisResults(Jdbi jdbi) {
        this.jdbi = jdbi;
    }

    /**
     * @param done of which there are results
     * @param reused whose results were known before
     * @param failed of which there will be none
     */
    public record Progress(int files, int done, int reused, int failed) {}

    public Progress progress(AnalysisId analysis) {
        return jdbi.withHandle(handle -> handle.createQuery(PROGRESS)
                .bind("analysis", analysis.uuid())
                .map((row, context) -> new Progress(
                        row.getInt("files"), row.getInt("done"), row.getInt("reused"), row.getInt("failed")))
                .one());
    }

    /**
     * A file of an analysis.
     *
     * @param result what was found; nothing until then
     * @param errorCode why nothing was
     */
    public record FileRow(
            int nr,
            String path,
            String language,
            String sha256,
            int bytes,
            boolean reused,
            @Nullable AnalyzedFile result,
            @Nullable String errorCode) {}

    /**
     * In the order of their paths, after this one.
     *
     * @param path how they begin; all if nothing
     */
    public List<FileRow> page(AnalysisId analysis, int after, @Nullable String path, int size) {
        return jdbi.withHandle(handle -> handle.createQuery(PAGE)
                .bind("analysis", analysis.uuid())
                .bind("after", after)
                .bind("path", path)
                .bind("size", size)
                .map((row, context) -> {
                    var name = row.getString("path");
                    var result = row.getBytes("result");
                    return new FileRow(
                            row.getInt("nr"),
                            name,
                            row.getString("language"),
                            row.getString("sha256"),
                            row.getInt("bytes"),
                            row.getBoolean("reused"),
                            result == null
                                    ? null
                                    : KnownFiles.unpack(name, result).with(said(row, "review")),
                            row.getString("error_code"));
                })
                .list());
    }

    /**
     * A path of an analysis, of the one before it, or of both.
     *
     * @param nr of the file in this analysis; 0 if it is not in it
     * @param before the same object if the same was found in both
     */
    public record Compared(
            int nr,
            String path,
            @Nullable AnalyzedFile now,
            @Nullable AnalyzedFile before,
            boolean reused) {}

    /** All paths of both in their order, one at a time. To be closed. */
    public Stream<Compared> compare(AnalysisId now, @Nullable AnalysisId before) {
        var handle = jdbi.open();
        try {
            // In a transaction the driver fetches some rows at a time.
            handle.begin();
            return handle
                    .createQuery(COMPARED)
                    .setFetchSize(FETCH)
                    .bind("now", now.uuid())
                    .bind("before", before == null ? new UUID(0, 0) : before.uuid())
                    .map((row, context) -> compared(row))
                    .stream()
                    .onClose(() -> {
                        handle.rollback();
                        handle.close();
                    });
        } catch (RuntimeException e) {
            handle.close();
            throw e;
        }
    }

    private static Compared compared(ResultSet row) throws SQLException {
        var path = row.getString("path");
        var now = row.getBoolean("is_now")
                ? file(row, path, "result", "language", "sha256", "error_code", "review")
                : null;
        if (row.getBoolean("same")) {
            return new Compared(row.getInt("nr"), path, now, now, row.getBoolean("reused"));
        }
        var before = row.getBoolean("was_before")
                ? file(row, path, "result_before", "language_before", "sha256_before", "error_before", "review_before")
                : null;
        return new Compared(row.getInt("nr"), path, now, before, row.getBoolean("reused"));
    }

    private static AnalyzedFile file(
            ResultSet row, String path, String result, String language, String sha256, String error, String review)
            throws SQLException {
        var bytes = row.getBytes(result);
        if (bytes != null) {
            return KnownFiles.unpack(path, bytes).with(said(row, review));
        }
        var code = row.getString(error);
        return new AnalyzedFile(
                path,
                row.getString(language),
                row.getString(sha256),
                List.of(),
                0,
                null,
                List.of(),
                List.of(new Trouble(
                        null,
                        code == null ? "not_analyzed" : code,
                        "The job that was to look at it did not succeed.")));
    }

    private static List<Finding> said(ResultSet row, String column) throws SQLException {
        var findings = row.getString(column);
        return findings == null ? List.of() : List.of(Json.readTrusted(findings, Finding[].class));
    }
}
