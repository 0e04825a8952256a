package io.penstock.db.analysis;

import io.penstock.catalog.analysis.Finding;
import io.penstock.catalog.json.Json;
import io.penstock.db.job.BatchId;
import io.penstock.db.job.JobId;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jdbi.v3.core.Jdbi;
import org.jspecify.annotations.Nullable;

/** What a model is asked of the files of an analysis, and what it said. What it may cost is written down before it is asked. */
public final class Reviews {

    /** As long as a file stays the same, so does what was said of it. */
    private static final String CARRY = """
            INSERT INTO analysis_review (analysis, nr, estimate, cost, findings)
            SELECT now.analysis, now.nr, 0, 0, review.findings
            FROM analysis_review AS review
            JOIN analysis_file AS before ON before.analysis = review.analysis AND before.nr = review.nr
            JOIN analysis_file AS now ON now.analysis = :now AND now.path = before.path AND now.sha256 = before.sha256
            WHERE review.analysis = :before AND review.findings IS NOT NULL
            ON CONFLICT DO NOTHING""";

    private static final String SPENT =
            "SELECT coalesce(sum(coalesce(cost, estimate)), 0) FROM analysis_review WHERE analysis = :analysis";

    private static final String THERE = "SELECT nr FROM analysis_review WHERE analysis = :analysis";

    private static final String CHOOSE = """
            INSERT INTO analysis_review (analysis, nr, estimate) VALUES (:analysis, :nr, :estimate) ON CONFLICT DO NOTHING""";

    private static final String OPEN =
            "SELECT nr FROM analysis_review WHERE analysis = :analysis AND cost IS NULL ORDER BY nr";

    private static final String ENDED = """
            SELECT review.nr, item.job, outcome.state, outcome.error_code
            FROM analysis_review AS review
            JOIN batch_item AS item ON item.batch = :batch AND item.nr = review.nr
            JOIN LATERAL (SELECT * FROM outcome WHERE tenant = :tenant AND id = item.job OFFSET 0) AS outcome ON TRUE
            WHERE review.analysis = :analysis AND review.cost IS NULL ORDER BY review.nr""";

    private static final String SAID = """
            UPDATE analysis_review SET cost = coalesce(:cost::bigint, estimate), findings = :findings
            WHERE analysis = :analysis AND nr = :nr AND cost IS NULL""";

    private static final String FAILED = """
            UPDATE analysis_review SET cost = coalesce(:cost::bigint, estimate), error_code = :error
            WHERE analysis = :analysis AND nr = :nr AND cost IS NULL""";

    private static final String BATCH = "UPDATE analysis SET review_batch = :batch WHERE id = :analysis";

    private final Jdbi jdbi;

    public Reviews(Jdbi jdbi) {
        this.jdbi = jdbi;
    }

    /** Takes over what was said of files that have not changed since. */
    public void carry(Hold hold, AnalysisId before) {
        jdbi.useTransaction(handle -> {
            hold.lock(handle);
            handle.createUpdate(CARRY)
                    .bind("now", hold.id().uuid())
                    .bind("before", before.uuid())
                    .execute();
        });
    }

    /** What it has cost, and may yet, in millionths. */
    public long spent(AnalysisId analysis) {
        return jdbi.withHandle(handle -> handle.createQuery(SPENT)
                .bind("analysis", analysis.uuid())
                .mapTo(Long.class)
                .one());
    }

    /** The numbers of the files that it knows of. */
    public Set<Integer> there(AnalysisId analysis) {
        return jdbi.withHandle(
                handle -> handle.createQuery(THERE).bind("analysis", analysis.uuid()).mapTo(Integer.class).stream()
                        .collect(Collectors.toSet()));
    }

    /** @param estimate what it may cost, in millionths */
    public void choose(Hold hold, int nr, long estimate) {
        jdbi.useTransaction(handle -> {
            hold.lock(handle);
            handle.createUpdate(CHOOSE)
                    .bind("analysis", hold.id().uuid())
                    .bind("nr", nr)
                    .bind("estimate", estimate)
                    .execute();
        });
    }

    /** The numbers of the files of which nothing has been said yet. */
    public List<Integer> open(AnalysisId analysis) {
        return jdbi.withHandle(handle -> handle.createQuery(OPEN)
                .bind("analysis", analysis.uuid())
                .mapTo(Integer.class)
                .list());
    }

    public void in(Hold hold, BatchId batch) {
        jdbi.useTransaction(handle -> {
            hold.lock(handle);
            handle.createUpdate(BATCH)
                    .bind("analysis", hold.id().uuid())
                    .bind("batch", batch.uuid())
                    .execute();
        });
    }

    /** @param error why nothing was said; nothing if something was */
    public record Ended(int nr, JobId job, @Nullable String error) {}

    public List<Ended> ended(Hold hold, BatchId batch) {
        return jdbi.withHandle(handle -> handle.createQuery(ENDED)
                .bind("analysis", hold.id().uuid())
                .bind("tenant", hold.tenant())
                .bind("batch", batch.uuid())
                .map((row, context) -> ended(row))
                .list());
    }

    private static Ended ended(ResultSet row) throws SQLException {
        var state = row.getString("state");
        var code = row.getString("error_code");
        return new Ended(
                row.getInt("nr"),
                new JobId(row.getObject("job", UUID.class)),
                state.equals("succeeded") ? null : code == null ? state : code);
    }

    /** @param cost in millionths; what was estimated if nobody knows */
    public void said(Hold hold, int nr, List<Finding> findings, @Nullable Long cost) {
        end(hold, SAID, nr, cost, "findings", Json.write(findings));
    }

    public void failed(Hold hold, int nr, String code, @Nullable Long cost) {
        end(hold, FAILED, nr, cost, "error", code);
    }

    private void end(Hold hold, String sql, int nr, @Nullable Long cost, String name, String value) {
        jdbi.useTransaction(handle -> {
            hold.lock(handle);
            handle.createUpdate(sql)
                    .bind("analysis", hold.id().uuid())
                    .bind("nr", nr)
                    .bind("cost", cost)
                    .bind(name, value)
                    .execute();
        });
    }
}
