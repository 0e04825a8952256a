package io.penstock.api.analysis;

import io.penstock.catalog.json.Json;
import io.penstock.db.analysis.Analysis;
import io.penstock.db.analysis.AnalysisResults.Progress;
import io.penstock.db.job.Failure;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * An analysis as its readers see it.
 *
 * @param step the one that it is at
 * @param trouble why the last try broke off; it is tried again
 * @param revision the commit, or the SHA-256 of the archive
 * @param leftOut how many files it does not look at, by reason
 * @param comparedWith the one before
 * @param passed whether it stayed below what fail_on says
 * @param summary once it has succeeded; not in lists
 */
record AnalysisView(
        String id,
        String name,
        String state,
        @Nullable String step,
        int tries,
        @Nullable String trouble,
        JsonNode request,
        @Nullable String revision,
        @Nullable Progress files,
        Map<String, Long> leftOut,
        @Nullable String batchId,
        @Nullable String comparedWith,
        @Nullable Boolean passed,
        @Nullable JsonNode summary,
        @Nullable Reports reports,
        @Nullable Failure error,
        Map<String, String> tags,
        @Nullable Instant cancelRequestedAt,
        Instant createdAt,
        @Nullable Instant startedAt,
        @Nullable Instant finishedAt) {

    /** Where they are, and the artifacts that they are. */
    record Reports(Report json, Report sarif, Report html) {}

    record Report(String path, String artifact) {}

    static AnalysisView of(Analysis analysis, Progress files) {
        var summary = analysis.summary();
        return of(analysis, files, summary == null ? null : Json.readTrusted(summary, JsonNode.class));
    }

    static AnalysisView inList(Analysis analysis) {
        return of(analysis, null, null);
    }

    private static AnalysisView of(Analysis analysis, @Nullable Progress files, @Nullable JsonNode summary) {
        var before = analysis.comparedWith();
        var batch = analysis.batch();
        return new AnalysisView(
                analysis.id().toString(),
                analysis.name(),
                analysis.state().label(),
                analysis.step() == null ? null : analysis.step().label(),
                analysis.tries(),
                analysis.trouble(),
                Json.readTrusted(analysis.request(), JsonNode.class),
                analysis.revision(),
                files,
                analysis.leftOut(),
                batch == null ? null : batch.toString(),
                before == null ? null : before.toString(),
                analysis.passed(),
                summary,
                reports(analysis),
                analysis.failure(),
                analysis.tags(),
                analysis.cancelRequestedAt(),
                analysis.createdAt(),
                analysis.startedAt(),
                analysis.finishedAt());
    }

    private static @Nullable Reports reports(Analysis analysis) {
        var reports = analysis.reports();
        if (reports == null) {
            return null;
        }
        var path = "/v1/analyses/" + analysis.id() + "/report.";
        return new Reports(
                new Report(path + "json", reports.json().toString()),
                new Report(path + "sarif", reports.sarif().toString()),
                new Report(path + "html", reports.html().toString()));
    }

    @Override
    public String toString() {
        return id;
    }
}
