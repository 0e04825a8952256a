package io.penstock.report.json;

import static io.penstock.report.Analyzed.file;
import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.catalog.ai.Severity;
import io.penstock.catalog.json.Json;
import io.penstock.report.Analyzed;
import io.penstock.report.Report;
import io.penstock.report.subject.ComparedFile;
import io.penstock.report.subject.Subject;
import io.penstock.report.summary.Summary;
import java.io.ByteArrayOutputStream;
import java.util.List;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

class JsonReportTest {

    private static final ComparedFile[] FILES = {
        file("a/New.java").text("same").finding("todo/todo", Severity.INFO, "1").added(),
        file("b/Both.java")
                .lines(40)
                .function("grind", 4)
                .finding("java/weak-hash", Severity.MEDIUM, "2")
                .failed("pmd", "too_slow")
                .leftOut(0)
                .passage(7, 1, 30)
                .after(file("b/Both.java").finding("java/exit", Severity.HIGH, "3")),
        file("c/Kept.java").passage(7, 5, 34).kept(),
        file("d/Old.java").text("same").finding("todo/todo", Severity.INFO, "1").gone(),
    };

    private static JsonNode json(Subject subject, ComparedFile... files) {
        var out = new ByteArrayOutputStream();
        Report.of(subject, Analyzed.files(files), List.of()).writeJson(out);
        return Json.mapper().readTree(out.toByteArray());
    }

    @Test
    void itHasAllThatThereIs() {
        var json = json(Analyzed.compared(), FILES);

        assertThat(json.propertyNames())
                .containsExactly("report_version", "subject", "summary", "files", "fixed", "duplicates");
        assertThat(json.get("report_version").intValue()).isEqualTo(1);
        assertThat(json.at("/subject/source").stringValue()).isEqualTo("https://git.example/mill/flour.git");
        assertThat(json.at("/subject/before/analysis_id").stringValue()).isEqualTo("ana_before");
        assertThat(Json.readTrusted(json.get("summary").toString(), Summary.class)
                        .files())
                .isEqualTo(3);
    }

    @Test
    void aFileHasItsFindingsWithWhatBecameOfThem() {
        var files = json(Analyzed.compared(), FILES).get("files");

        assertThat(files.valueStream().map(file -> file.get("path").stringValue()))
                .containsExactly("a/New.java", "b/Both.java", "c/Kept.java");
        assertThat(files.at("/0/moved_from").stringValue()).isEqualTo("d/Old.java");
        assertThat(files.at("/0/findings/0/status").stringValue()).isEqualTo("unchanged");
        assertThat(files.at("/1/findings/0")).isEqualTo(Json.mapper().readTree("""
                        {"status": "new", "rule": "java/weak-hash", "severity": "medium", "message": "What java/weak-hash says.",
                         "line": 1, "column": 3, "end_line": 1, "end_column": 9, "fingerprint": "2"}"""));
        assertThat(files.at("/1/metrics/functions/0/name").stringValue()).isEqualTo("grind");
        assertThat(files.at("/1/errors/0/code").stringValue()).isEqualTo("too_slow");
        assertThat(files.at("/1").has("passages")).isFalse();
        assertThat(files.at("/2/reused").booleanValue()).isTrue();
    }

    @Test
    void whatIsFixedStandsByItself() {
        var fixed = json(Analyzed.compared(), FILES).get("fixed");

        assertThat(fixed.size()).isEqualTo(1);
        assertThat(fixed.at("/0/path").stringValue()).isEqualTo("b/Both.java");
        assertThat(fixed.at("/0/rule").stringValue()).isEqualTo("java/exit");
    }

    @Test
    void blocksHaveAllTheirPlaces() {
        assertThat(json(Analyzed.compared(), FILES).get("duplicates"))
                .isEqualTo(Json.mapper().readTree("""
                        [{"lines": 30, "places": [{"path": "b/Both.java", "start": 1, "end": 30},
                          {"path": "c/Kept.java", "start": 5, "end": 34}]}]"""));
    }

    @Test
    void withoutAnAnalysisBeforeNothingHasAStatus() {
        var json = json(
                Analyzed.alone(),
                file("A.java").finding("todo/todo", Severity.INFO, "1").added());

        assertThat(json.at("/files/0/findings/0/status").isNull()).isTrue();
        assertThat(json.get("fixed").isEmpty()).isTrue();
    }
}
