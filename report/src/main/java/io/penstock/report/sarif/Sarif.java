package io.penstock.report.sarif;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The parts of SARIF 2.1.0 that are written here, with the names that they have there. */
final class Sarif {

    static final String VERSION = "2.1.0";
    static final String SCHEMA =
            "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json";

    /** What paths are relative to. */
    static final String ROOT = "%SRCROOT%";

    private Sarif() {}

    record Text(String text) {}

    record Tool(Driver driver) {}

    record Driver(
            String name, String version, String semanticVersion, List<Rule> rules, Map<String, String> properties) {}

    record Rule(
            String id,
            Text shortDescription,
            Text fullDescription,
            Text help,
            @Nullable String helpUri,
            Configuration defaultConfiguration,
            Map<String, Object> properties) {}

    record Configuration(String level) {}

    record Provenance(
            String repositoryUri,
            @Nullable String revisionId,
            @Nullable String branch,
            ArtifactLocation mappedTo) {}

    record ArtifactLocation(@Nullable String uri, String uriBaseId) {}

    record Region(int startLine, int startColumn, int endLine, int endColumn) {}

    record PhysicalLocation(
            ArtifactLocation artifactLocation, @Nullable Region region) {}

    record Location(PhysicalLocation physicalLocation) {}

    record Result(
            String ruleId,
            int ruleIndex,
            String level,
            Text message,
            List<Location> locations,
            Map<String, String> partialFingerprints,
            @Nullable String baselineState,
            Map<String, String> properties) {}

    record Descriptor(String id) {}

    record Notification(
            String level, Text message, @Nullable Descriptor descriptor, List<Location> locations) {}

    record Invocation(
            boolean executionSuccessful,
            Instant startTimeUtc,
            Instant endTimeUtc,
            List<Notification> toolExecutionNotifications) {}
}
