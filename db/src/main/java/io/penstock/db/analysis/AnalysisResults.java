package io.penstock.db.analysis;

import io.penstock.catalog.analysis.AnalyzedFile;
import io.penstock.catalog.analysis.Finding;
import io.penstock.catalog.json.Json;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
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

    /** With the one before, if there is one. To be closed. */
    public SideBySide compare(AnalysisId now, @Nullable AnalysisId before) {
        return SideBySide.of(jdbi, now, before);
    }

    static List<Finding> said(ResultSet row, String column) throws SQLException {
        var findings = row.getString(column);
        return findings == null ? List.of() : List.of(Json.readTrusted(findings, Finding[].class));
    }
}
