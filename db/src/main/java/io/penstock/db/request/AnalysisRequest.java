package io.penstock.db.request;

import com.fasterxml.jackson.annotation.JsonFormat;
import io.penstock.catalog.ai.AiPayload;
import io.penstock.catalog.ai.Focus;
import io.penstock.catalog.ai.Severity;
import io.penstock.catalog.analysis.AnalysisFiles;
import io.penstock.catalog.analysis.FailOn;
import io.penstock.catalog.artifact.ArtifactId;
import io.penstock.catalog.json.Json;
import io.penstock.catalog.json.Read;
import io.penstock.catalog.json.SelfChecked;
import io.penstock.catalog.json.Violation;
import io.penstock.db.limit.Money;
import io.penstock.source.selection.Selection;
import jakarta.validation.Valid;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Size;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * What a client says of an analysis: which files of what source, and what is to become of it.
 *
 * @param look how the analyzers look at each file, as in the payload of their jobs
 */
public record AnalysisRequest(Options options, AnalysisFiles.Payload look) {

    /** The field of a job's payload that no analysis has. */
    private static final String PACK = "pack";

    private static final List<String> OF_LOOKS =
            List.of("analyzers", "disabled_rules", "severities", "thresholds", "pmd_rules");

    private static final String NO_PACK = new ArtifactId(new UUID(0x7000L, 0x8000000000000000L)).toString();

    /** Exactly one of git and artifact. */
    public record Source(
            @Size(max = 2000) @Pattern(regexp = TextRules.HTTP_URL, message = TextRules.HTTP_URL_RULE) @Nullable
            String git,

            @Size(min = 1, max = 250)
            @Pattern(regexp = "[^\\p{Cntrl} ~^:?*\\[\\\\]+", message = "must be a branch, a tag or a commit")
            @Nullable
            String ref,

            @Nullable ArtifactId artifact) {

        List<Violation> violations() {
            if ((git == null) == (artifact == null)) {
                return List.of(new Violation("/source", "must have exactly one of git and artifact"));
            }
            return ref != null && git == null
                    ? List.of(new Violation("/source/ref", "is for a git repository"))
                    : List.of();
        }
    }

    /**
     * What a model is asked of some files.
     *
     * @param files those that changed since the analysis before, or those that score worst; unless given, the first if there is one before
     */
    public record Review(
            @Pattern(regexp = AiPayload.ROUTE, message = AiPayload.ROUTE_RULE) @Nullable
            String route,

            @Pattern(regexp = "changed|worst", message = "must be changed or worst") @Nullable
            String files,

            @Min(1) @Max(500) @Nullable Integer maxFiles,
            @Size(max = 9) @Nullable List<@NotNull Focus> focus,
            @Nullable Severity minSeverity) {

        private static final int USUAL_FILES = 20;

        public int mostFiles() {
            return maxFiles == null ? USUAL_FILES : maxFiles;
        }
    }

    /**
     * @param name what is looked through, so that the analysis before is found; made of the source unless given
     * @param failOn what is too much
     * @param baseline the analysis to compare with; the one before unless given
     * @param priority of its jobs
     * @param maxCost what its review may cost
     */
    public record Options(
            @NotNull @Valid Source source,

            @Size(min = 1, max = 300)
            @Pattern(regexp = TextRules.PRINTABLE, message = TextRules.PRINTABLE_RULE)
            @Nullable
            String name,

            @Nullable List<@NotNull String> include,
            @Nullable List<@NotNull String> exclude,

            @JsonFormat(with = JsonFormat.Feature.ACCEPT_SINGLE_VALUE_AS_ARRAY) @Size(max = 20) @Nullable
            List<@NotNull @Valid FailOn> failOn,

            @Pattern(regexp = "ana_[0-9a-f]{32}", message = "must be the id of an analysis") @Nullable
            String baseline,

            @Min(0) @Max(9) @Nullable Integer priority,
            @Valid @Nullable Review review,
            @Nullable BigDecimal maxCost,

            @Size(max = TagRules.MOST, message = TagRules.TOO_MANY) @Nullable
            Map<
                            @Pattern(regexp = TagRules.NAME, message = TagRules.NAME_RULE) String,
                            @NotNull @Pattern(regexp = TagRules.VALUE, message = TagRules.VALUE_RULE) String>
                    tags,

            @Valid @Nullable CallbackRequest callback)
            implements SelfChecked {

        @Override
        public List<Violation> violations() {
            var broken = new ArrayList<>(Selection.violations(include, exclude));
            if (source != null) {
                broken.addAll(source.violations());
            }
            if (review == null ? maxCost != null : maxCost == null) {
                broken.add(new Violation("/max_cost", "must be given exactly with review"));
            } else if (maxCost != null && (maxCost.signum() <= 0 || maxCost.compareTo(Money.MOST_OF_A_JOB) > 0)) {
                broken.add(new Violation("/max_cost", "must be more than 0 and at most " + Money.MOST_OF_A_JOB));
            } else if (maxCost != null && !Money.isExact(maxCost)) {
                broken.add(new Violation("/max_cost", "must have at most 6 decimals"));
            }
            return broken;
        }

        public List<FailOn> failOnAny() {
            return failOn == null ? List.of() : failOn;
        }
    }

    static Read<AnalysisRequest> read(JsonNode json) {
        if (!(json instanceof ObjectNode object)) {
            return new Read.Invalid<>(List.of(new Violation("", "must be an object")));
        }
        var options = object.deepCopy();
        var look = Json.mapper().createObjectNode();
        for (var field : OF_LOOKS) {
            var value = options.remove(field);
            if (value != null) {
                look.set(field, value);
            }
        }
        look.put(PACK, NO_PACK);
        var readOptions = Json.read(options, Options.class);
        var readLook = Json.read(look, AnalysisFiles.Payload.class);
        if (readOptions instanceof Read.Valid<Options>(var said)
                && readLook instanceof Read.Valid<AnalysisFiles.Payload>(var how)) {
            return new Read.Valid<>(new AnalysisRequest(said, how));
        }
        var broken = new ArrayList<Violation>();
        add(readOptions, broken);
        add(readLook, broken);
        return new Read.Invalid<>(broken);
    }

    private static void add(Read<?> read, List<Violation> broken) {
        if (read instanceof Read.Invalid<?> invalid) {
            broken.addAll(invalid.violations());
        }
    }

    /** As it was checked before. */
    public static AnalysisRequest stored(String json) {
        return switch (read(Json.readTrusted(json, JsonNode.class))) {
            case Read.Valid<AnalysisRequest>(var request) -> request;
            case Read.Invalid<AnalysisRequest> invalid ->
                throw new IllegalStateException("A stored request is not valid: " + invalid.violations());
        };
    }
}
