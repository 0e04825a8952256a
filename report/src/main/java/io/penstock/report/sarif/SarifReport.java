package io.penstock.report.sarif;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.penstock.catalog.analysis.AnalyzedFile;
import io.penstock.catalog.analysis.Trouble;
import io.penstock.report.compare.Counts;
import io.penstock.report.compare.Judged;
import io.penstock.report.compare.Status;
import io.penstock.report.compare.Worst;
import io.penstock.report.sarif.Sarif.ArtifactLocation;
import io.penstock.report.sarif.Sarif.Descriptor;
import io.penstock.report.sarif.Sarif.Driver;
import io.penstock.report.sarif.Sarif.Invocation;
import io.penstock.report.sarif.Sarif.Notification;
import io.penstock.report.sarif.Sarif.Provenance;
import io.penstock.report.sarif.Sarif.Result;
import io.penstock.report.sarif.Sarif.Tool;
import io.penstock.report.summary.Results;
import io.penstock.report.summary.Words;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.StreamWriteFeature;
import tools.jackson.databind.json.JsonMapper;

/** SARIF 2.1.0 as code scanning tools read it, written while the files are gone through. */
public final class SarifReport {

    /** What GitHub takes of one run. */
    static final int MOST_RESULTS = 25_000;

    static final int MOST_NOTIFICATIONS = 1000;

    private static final JsonMapper MAPPER = JsonMapper.builder()
            .changeDefaultPropertyInclusion(inclusion -> inclusion.withValueInclusion(JsonInclude.Include.NON_NULL))
            .build();

    private final Results results;
    private final boolean withFixed;
    private final Worst present;
    private final Worst fixed;
    private final SarifRules rules;
    private final List<Notification> notifications = new ArrayList<>();
    private long notificationsLeftOut;

    private SarifReport(Results results, boolean withFixed, int most) {
        this.results = results;
        var changes = results.summary().changes();
        var fixedCounts = changes == null ? Counts.NONE : changes.fixed();
        this.withFixed = withFixed && fixedCounts.all() > 0;
        this.present = new Worst(results.summary().findings(), most);
        this.fixed = new Worst(
                fixedCounts, Math.max(0, most - results.summary().findings().all()));
        this.rules = new SarifRules(results.analyzers());
    }

    public static void write(Results results, boolean withFixed, OutputStream to) {
        write(results, withFixed, MOST_RESULTS, to);
    }

    static void write(Results results, boolean withFixed, int most, OutputStream to) {
        try (var json =
                MAPPER.writer().without(StreamWriteFeature.AUTO_CLOSE_TARGET).createGenerator(to)) {
            new SarifReport(results, withFixed, most).write(json);
        }
    }

    private void write(JsonGenerator json) {
        json.writeStartObject();
        json.writeStringProperty("$schema", Sarif.SCHEMA);
        json.writeStringProperty("version", Sarif.VERSION);
        json.writeArrayPropertyStart("runs");
        json.writeStartObject();
        json.writePOJOProperty("tool", tool());
        json.writeStringProperty("columnKind", "utf16CodeUnits");
        json.writePOJOProperty(
                "automationDetails",
                Map.of("id", "penstock/" + results.subject().analysisId()));
        json.writePOJOProperty(
                "originalUriBaseIds",
                Map.of(Sarif.ROOT, Map.of("description", Map.of("text", "The root of the source."))));
        writeProvenance(json);
        json.writeArrayPropertyStart("results");
        results.each((file, changes) -> {
            var now = file.now();
            if (now != null) {
                changes.present().forEach(finding -> writePresent(file.path(), finding, json));
                note(file.path(), now);
            }
            if (withFixed) {
                changes.gone().forEach(finding -> writeFixed(file.path(), finding, json));
            }
        });
        json.writeEndArray();
        json.writePOJOProperty("invocations", List.of(invocation()));
        json.writeEndObject();
        json.writeEndArray();
        json.writeEndObject();
    }

    private Tool tool() {
        results.rules().forEach(rule -> rules.add(rule.rule(), rule.severity()));
        if (withFixed) {
            results.each((file, changes) -> changes.gone()
                    .forEach(gone ->
                            rules.add(gone.finding().rule(), gone.finding().severity())));
        }
        return new Tool(new Driver(
                "Penstock",
                Penstock.VERSION,
                Penstock.VERSION,
                rules.list(),
                Map.of("analyzerVersion", results.subject().analyzerVersion())));
    }

    private void writeProvenance(JsonGenerator json) {
        var subject = results.subject();
        var uri = subject.commit() == null
                ? null
                : Repository.uri(subject.source()).orElse(null);
        if (uri != null) {
            json.writePOJOProperty(
                    "versionControlProvenance",
                    List.of(new Provenance(
                            uri, subject.commit(), subject.ref(), new ArtifactLocation(null, Sarif.ROOT))));
        }
    }

    private void writePresent(String path, Judged judged, JsonGenerator json) {
        if (present.takes(judged.finding().severity())) {
            json.writePOJO(result(path, judged, baselineState(judged.status())));
        }
    }

    private void writeFixed(String path, Judged judged, JsonGenerator json) {
        if (judged.status() == Status.FIXED && fixed.takes(judged.finding().severity())) {
            json.writePOJO(result(path, judged, "absent"));
        }
    }

    /** All results have one, or none; so what nobody knows is not called new. */
    private static @Nullable String baselineState(@Nullable Status status) {
        return status == null ? null : status == Status.NEW ? "new" : "unchanged";
    }

    private Result result(String path, Judged judged, @Nullable String baselineState) {
        var finding = judged.finding();
        return new Result(
                finding.rule(),
                rules.place(finding.rule()),
                SarifRules.level(finding.severity()),
                Messages.of(finding.message()),
                List.of(Places.of(path, finding)),
                Map.of("penstock/v1", finding.fingerprint()),
                baselineState,
                judged.status() == Status.UNKNOWN
                        ? Map.of("severity", finding.severity().toString(), "status", "unknown")
                        : Map.of("severity", finding.severity().toString()));
    }

    private void note(String path, AnalyzedFile file) {
        for (var trouble : file.errors()) {
            if (notifications.size() < MOST_NOTIFICATIONS) {
                notifications.add(notification(path, trouble));
            } else {
                notificationsLeftOut++;
            }
        }
    }

    private static Notification notification(String path, Trouble trouble) {
        var who = trouble.analyzer() == null ? "" : trouble.analyzer() + ": ";
        return new Notification(
                "warning",
                Messages.of(who + trouble.message()),
                new Descriptor(trouble.code()),
                List.of(Places.of(path)));
    }

    private Invocation invocation() {
        long leftOut = present.leftOut() + (withFixed ? fixed.leftOut() : 0);
        tell(leftOut, "results were left out: the worst ones are here.");
        tell(results.summary().findingsLeftOut(), "findings of files that have too many are not known.");
        tell(notificationsLeftOut, "failures of analyzers were left out here.");
        return new Invocation(
                true, results.subject().startedAt(), results.subject().finishedAt(), List.copyOf(notifications));
    }

    private void tell(long count, String what) {
        if (count > 0) {
            notifications.add(
                    new Notification("warning", Messages.of(Words.number(count) + " " + what), null, List.of()));
        }
    }
}
