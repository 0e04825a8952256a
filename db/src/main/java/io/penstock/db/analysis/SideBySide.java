package io.penstock.db.analysis;

import io.penstock.catalog.analysis.AnalyzedFile;
import io.penstock.catalog.analysis.Trouble;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.HexFormat;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jspecify.annotations.Nullable;

/** What was found in an analysis and in the one before it. It is put together once and gone through as often as there are things to tell of it. */
public final class SideBySide implements AutoCloseable {

    /** What is the same in both is read once. */
    private static final String JOIN = """
            CREATE TEMPORARY TABLE side_by_side AS
            SELECT row_number() OVER (ORDER BY path) AS place, path, nr, reused, is_now, language, sha256, error_code, result, review,
                   was_before, same, language_before, sha256_before, error_before,
                   CASE WHEN NOT same THEN result_before END AS result_before, review_before
            FROM (
                SELECT coalesce(now.path, before.path) AS path, coalesce(now.nr, 0) AS nr, coalesce(now.reused, false) AS reused,
                       now.nr IS NOT NULL AS is_now, now.language, now.sha256, now.error_code, found.result, review.findings AS review,
                       before.nr IS NOT NULL AS was_before, before.language AS language_before, before.sha256 AS sha256_before,
                       before.error_code AS error_before, found_before.result AS result_before,
                       review_before.findings AS review_before,
                       before.analyzed IS NOT DISTINCT FROM now.analyzed AND now.analyzed IS NOT NULL
                         AND review.findings IS NOT DISTINCT FROM review_before.findings AS same
                FROM (SELECT * FROM analysis_file WHERE analysis = :now) AS now
                FULL JOIN (SELECT * FROM analysis_file WHERE analysis = :before) AS before USING (path)
                LEFT JOIN analyzed AS found ON found.id = now.analyzed
                LEFT JOIN analyzed AS found_before ON found_before.id = before.analyzed
                LEFT JOIN analysis_review AS review ON review.analysis = :now AND review.nr = now.nr
                LEFT JOIN analysis_review AS review_before ON review_before.analysis = :before AND review_before.nr = before.nr
            ) AS paths""";

    private static final String ALL = "SELECT * FROM side_by_side ORDER BY place";

    private static final int FETCH = 100;

    private final Handle handle;

    private SideBySide(Handle handle) {
        this.handle = handle;
    }

    static SideBySide of(Jdbi jdbi, AnalysisId now, @Nullable AnalysisId before) {
        var handle = jdbi.open();
        try {
            handle.createUpdate(JOIN)
                    .bind("now", now.uuid())
                    .bind("before", before == null ? new UUID(0, 0) : before.uuid())
                    .execute();
            return new SideBySide(handle);
        } catch (RuntimeException e) {
            handle.close();
            throw e;
        }
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

    /** All paths of both in their order, one at a time; one stream after the other. To be closed. */
    public Stream<Compared> files() {
        // In a transaction the driver fetches some rows at a time.
        handle.begin();
        return handle.createQuery(ALL).setFetchSize(FETCH).map((row, context) -> compared(row)).stream()
                .onClose(handle::rollback);
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
            return KnownFiles.unpack(path, bytes).with(AnalysisResults.said(row, review));
        }
        var code = row.getString(error);
        return new AnalyzedFile(
                path,
                row.getString(language),
                HexFormat.of().formatHex(row.getBytes(sha256)),
                List.of(),
                0,
                null,
                List.of(),
                List.of(new Trouble(
                        null,
                        code == null ? "not_analyzed" : code,
                        "The job that was to look at it did not succeed.")));
    }

    @Override
    public void close() {
        try (handle) {
            handle.execute("DROP TABLE side_by_side");
        }
    }
}
