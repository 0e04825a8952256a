package io.penstock.db.request;

import io.penstock.catalog.json.Json;
import io.penstock.catalog.json.Read;
import io.penstock.catalog.json.Violation;
import io.penstock.db.analysis.Analyses;
import io.penstock.db.analysis.AnalysisId;
import io.penstock.db.analysis.NewAnalysis;
import io.penstock.db.artifact.Artifact;
import io.penstock.db.artifact.Artifacts;
import io.penstock.db.request.AnalysisRequest.Options;
import io.penstock.db.request.AnalysisRequest.Source;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/** Turns what a client says of an analysis into one, or into everything that is wrong with it. */
public final class AnalysisRequests {

    private final Artifacts artifacts;
    private final Analyses analyses;

    public AnalysisRequests(Artifacts artifacts, Analyses analyses) {
        this.artifacts = artifacts;
        this.analyses = analyses;
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
