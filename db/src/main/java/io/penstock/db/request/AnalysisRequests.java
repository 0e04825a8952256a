package io.penstock.db.request;

import io.penstock.catalog.ai.AiAnalyze;
import io.penstock.catalog.json.Json;
import io.penstock.catalog.json.Read;
import io.penstock.catalog.json.Violation;
import io.penstock.db.analysis.Analyses;
import io.penstock.db.analysis.AnalysisId;
import io.penstock.db.analysis.NewAnalysis;
import io.penstock.db.artifact.Artifact;
import io.penstock.db.artifact.Artifacts;
import io.penstock.db.limit.Weights;
import io.penstock.db.request.AnalysisRequest.Options;
import io.penstock.db.request.AnalysisRequest.Review;
import io.penstock.db.request.AnalysisRequest.Source;
import io.penstock.db.submission.Submission;
import io.penstock.db.submission.Terms;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/** Turns what a client says of an analysis into one, or into everything that is wrong with it. */
public final class AnalysisRequests {

    /** Below that of jobs that somebody waits for. */
    private static final int PRIORITY = Terms.DEFAULT_PRIORITY - 1;

    private final Artifacts artifacts;
    private final Analyses analyses;
    private final JobRequests jobs;

    public AnalysisRequests(Artifacts artifacts, Analyses analyses, JobRequests jobs) {
        this.artifacts = artifacts;
        this.analyses = analyses;
        this.jobs = jobs;
    }

    public Read<NewAnalysis> read(int tenant, JsonNode said) {
        return switch (AnalysisRequest.read(said)) {
            case Read.Invalid<AnalysisRequest> invalid -> new Read.Invalid<>(invalid.violations());
            case Read.Valid<AnalysisRequest>(var request) -> read(tenant, said, request.options());
        };
    }

    private Read<NewAnalysis> read(int tenant, JsonNode said, Options options) {
        var broken = new ArrayList<Violation>();
        var archive = archive(tenant, options.source(), broken);
        var baseline = options.baseline();
        if (baseline != null && !isComparable(tenant, baseline)) {
            broken.add(new Violation("/baseline", "is not an analysis of yours that succeeded"));
        }
        if (options.review() != null) {
            broken.addAll(broken(tenant, options.review()));
        }
        if (!broken.isEmpty()) {
            return new Read.Invalid<>(broken);
        }
        var callback = options.callback();
        var tags = options.tags();
        return new Read.Valid<>(new NewAnalysis(
                AnalysisId.next(),
                tenant,
                options.name() == null ? name(options.source(), archive) : options.name(),
                Json.write(said),
                callback == null ? null : callback.url(),
                tags == null ? Map.of() : tags));
    }

    /** Whether any job of it could be submitted, and be counted. */
    private List<Violation> broken(int tenant, Review review) {
        return switch (review(tenant, review, "text", "?", Map.of())) {
            case Read.Invalid<Submission> invalid ->
                invalid.violations().stream()
                        .map(violation -> new Violation(
                                violation.pointer().replaceFirst("^/payload", "/review"), violation.detail()))
                        .toList();
            case Read.Valid<Submission>(var job)
            when !job.terms().units().containsKey(Weights.COST) ->
                List.of(new Violation("/review", "has no known price, so that max_cost could not be kept"));
            case Read.Valid<Submission> valid -> List.of();
        };
    }

    /** The job that asks a model of one file. */
    public Read<Submission> review(int tenant, Review review, String language, String text, Map<String, String> tags) {
        var payload = Json.mapper().createObjectNode();
        payload.put("language", language);
        payload.put("content", text);
        payload.put("route", review.route());
        payload.set("focus", Json.mapper().valueToTree(review.focus()));
        payload.set("min_severity", Json.mapper().valueToTree(review.minSeverity()));
        var job = Json.mapper().createObjectNode();
        job.put("kind", AiAnalyze.KIND.name());
        job.set("payload", payload);
        job.put("priority", PRIORITY);
        job.set("tags", Json.mapper().valueToTree(tags));
        return jobs.read(tenant, job);
    }

    private Optional<Artifact> archive(int tenant, Source source, List<Violation> broken) {
        var id = source.artifact();
        if (id == null) {
            return Optional.empty();
        }
        var found = artifacts.find(tenant, id);
        if (found.isEmpty()) {
            broken.add(new Violation("/source/artifact", "is not the id of an artifact of yours"));
        } else if (found.get().content() == null) {
            broken.add(new Violation("/source/artifact", "is the id of an artifact whose upload is not complete"));
        }
        return found;
    }

    private boolean isComparable(int tenant, String baseline) {
        return AnalysisId.parse(baseline)
                .flatMap(id -> analyses.find(tenant, id))
                .filter(analysis -> analysis.summary() != null)
                .isPresent();
    }

    private static String name(Source source, Optional<Artifact> archive) {
        if (source.git() == null) {
            return archive.map(Artifact::name).orElseThrow();
        }
        return source.ref() == null ? source.git() : source.git() + "#" + source.ref();
    }
}
