package io.penstock.catalog.analysis;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.penstock.catalog.ai.Severity;
import io.penstock.catalog.artifact.ArtifactId;
import io.penstock.catalog.kind.Kind;
import io.penstock.catalog.kind.Lane;
import io.penstock.catalog.kind.RetryPolicy;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Size;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Looks through a pack of source files. */
public final class AnalysisFiles {

    public static final Kind<Payload, Result> KIND = new Kind<>(
            "analysis.files",
            "Looks through a pack of source files with analyzers and returns findings, measures, and passages to find duplicates by.",
            Lane.ANALYSIS,
            Payload.class,
            Result.class,
            RetryPolicy.exponential(5, Duration.ofSeconds(1), Duration.ofMinutes(5)),
            Duration.ofMinutes(30));

    /** The most files in a pack. */
    public static final int MOST_FILES = 500;

    /** How long a pack may be, unpacked. */
    public static final int LONGEST_PACK = 16 << 20;

    private AnalysisFiles() {}

    public record Payload(
            @NotNull
            @JsonPropertyDescription(
                    "An artifact: gzip of lines of JSON, {path, language, sha256, text} each, at most 500 and 16 MiB of them.")
            ArtifactId pack,

            @Size(min = 1, max = 20) @JsonPropertyDescription("The analyzers to look with; all unless given.") @Nullable
            List<@NotNull @Pattern(regexp = "[a-z][a-z0-9-]{0,39}", message = "must be the name of an analyzer") String>
                    analyzers,

            @Size(max = 500) @JsonPropertyDescription("Rules whose findings are left out.") @Nullable
            List<@NotNull @Pattern(regexp = RULE, message = RULE_RULE) String> disabledRules,

            @Size(max = 500) @JsonPropertyDescription("Rules with another severity than their own.") @Nullable
            Map<@Pattern(regexp = RULE, message = RULE_RULE) String, @NotNull Severity> severities,

            @JsonPropertyDescription("From where on a function is too long, too complex or nested too deeply.")
            @Valid
            @Nullable
            Thresholds thresholds,

            @Size(min = 1, max = 300)
            @JsonPropertyDescription("PMD's rules for Java by name, in the place of the usual ones.")
            @Nullable
            List<@NotNull @Pattern(regexp = "[A-Za-z0-9]{1,100}", message = "must be the name of a rule of PMD") String>
                    pmdRules) {

        public static final String RULE = "[a-z]+/[A-Za-z0-9-]{1,100}";
        public static final String RULE_RULE = "must be a rule such as pmd/EmptyCatchBlock";

        public static Payload of(ArtifactId pack) {
            return new Payload(pack, null, null, null, null, null);
        }
    }

    public record Result(
            @NotNull @JsonPropertyDescription("Changes whenever the same file may come to another result.")
            String analyzerVersion,

            @NotNull List<AnalyzedFile> files) {}
}
