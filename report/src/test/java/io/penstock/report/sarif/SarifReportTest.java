package io.penstock.report.sarif;

import static io.penstock.report.Analyzed.file;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import com.contrastsecurity.sarif.Result;
import com.contrastsecurity.sarif.Run;
import com.contrastsecurity.sarif.SarifSchema210;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.networknt.schema.InputFormat;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import io.penstock.analyzer.analysis.Analyzers;
import io.penstock.catalog.ai.Severity;
import io.penstock.catalog.json.Json;
import io.penstock.report.Analyzed;
import io.penstock.report.LargeAnalysis;
import io.penstock.report.subject.ComparedFile;
import io.penstock.report.subject.ComparedFiles;
import io.penstock.report.subject.Subject;
import io.penstock.report.summary.Results;
import java.io.ByteArrayOutputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

/** Held to the schema of SARIF, and read by a reader of somebody else's. */
class SarifReportTest {

    private static final ComparedFile[] FILES = {
        file("a/New file.java")
                .finding("secret/aws-key", Severity.CRITICAL, "1")
                .finding("pmd/EmptyCatchBlock", Severity.MEDIUM, "2")
                .added(),
        file("b/Both.java")
                .text("now")
                .finding("java/weak-hash", Severity.MEDIUM, "3")
                .finding("todo/todo", Severity.INFO, "4")
                .failed("pmd", "too_slow")
                .after(file("b/Both.java")
                        .finding("todo/todo", Severity.INFO, "4")
                        .finding("java/exit", Severity.HIGH, "5")
                        .finding("pmd/CloseResource", Severity.HIGH, "6")),
    };

    private static String text(Subject subject, ComparedFiles files, boolean withFixed, int most) {
        var out = new ByteArrayOutputStream();
        SarifReport.write(Results.of(subject, files, List.of(), Analyzers.usual()), withFixed, most, out);
        return out.toString(StandardCharsets.UTF_8);
    }

    private static String text(Subject subject, ComparedFile... files) {
        return text(subject, Analyzed.files(files), true, SarifReport.MOST_RESULTS);
    }

    private static JsonNode run(Subject subject, ComparedFile... files) {
        return Json.mapper().readTree(text(subject, files)).at("/runs/0");
    }

    private static Run readByOthers(String text) throws Exception {
        return new ObjectMapper()
                .readValue(text, SarifSchema210.class)
                .getRuns()
                .getFirst();
    }

    private static List<String> broken(String text) throws Exception {
        try (var schema = SarifSchema210.class.getResourceAsStream("/schema/sarif-schema-2.1.0.json")) {
            return SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_7)
                    .getSchema(schema)
                    .validate(
                            text,
                            InputFormat.JSON,
                            context -> context.executionConfig(config -> config.formatAssertionsEnabled(true)))
                    .stream()
                    .map(Object::toString)
                    .toList();
        }
    }

    @Test
    void itKeepsTheSchema() throws Exception {
        assertThat(broken(text(Analyzed.compared(), FILES))).isEmpty();
        assertThat(broken(text(Analyzed.alone(), file("A.java").added()))).isEmpty();
        assertThat(broken(text(Analyzed.compared(), LargeAnalysis.of(300, 10), true, 400)))
                .isEmpty();
        assertThat(broken(text(Analyzed.alone(), FILES).replace("\"error\"", "\"awful\"")))
                .isNotEmpty();
    }

    @Test
    void anotherReaderReadsIt() throws Exception {
        var run = readByOthers(text(Analyzed.compared(), FILES));

        assertThat(run.getTool().getDriver().getName()).isEqualTo("Penstock");
        assertThat(run.getTool().getDriver().getSemanticVersion()).matches("\\d+\\.\\d+\\.\\d+.*");
        assertThat(run.getResults())
                .extracting(Result::getRuleId, Result::getLevel, Result::getBaselineState)
                .containsExactly(
                        tuple("secret/aws-key", Result.Level.ERROR, Result.BaselineState.NEW),
                        tuple("pmd/EmptyCatchBlock", Result.Level.WARNING, Result.BaselineState.NEW),
                        tuple("java/weak-hash", Result.Level.WARNING, Result.BaselineState.NEW),
                        tuple("todo/todo", Result.Level.NOTE, Result.BaselineState.UNCHANGED),
                        tuple("java/exit", Result.Level.ERROR, Result.BaselineState.ABSENT));
        for (var result : run.getResults()) {
            var rules = List.copyOf(run.getTool().getDriver().getRules());
            assertThat(rules.get(result.getRuleIndex()).getId()).isEqualTo(result.getRuleId());
        }
    }

    @Test
    void aResultHasItsPlaceAndItsFingerprint() {
        var result = run(Analyzed.alone(), FILES).at("/results/1");

        assertThat(result.get("locations")).isEqualTo(Json.mapper().readTree("""
                        [{"physicalLocation": {"artifactLocation": {"uri": "a/New%20file.java", "uriBaseId": "%SRCROOT%"},
                          "region": {"startLine": 2, "startColumn": 3, "endLine": 2, "endColumn": 9}}}]"""));
        assertThat(result.at("/partialFingerprints/penstock~1v1").stringValue()).isEqualTo("2");
        assertThat(result.at("/message/text").stringValue()).isEqualTo("What pmd/EmptyCatchBlock says.");
        assertThat(result.has("baselineState")).isFalse();
    }

    @Test
    void whatIsFixedIsThereForThoseWhoWantIt() {
        var without = Json.mapper().readTree(text(Analyzed.compared(), Analyzed.files(FILES), false, 100));

        assertThat(without.at("/runs/0/results").findValuesAsString("baselineState"))
                .containsExactly("new", "new", "new", "unchanged");
        assertThat(without.toString()).doesNotContain("java/exit");
    }

    @Test
    void whatNobodyKnowsIsNotCalledNew() {
        var result = run(
                        Analyzed.compared(),
                        file("A.java")
                                .finding("pmd/CloseResource", Severity.HIGH, "1")
                                .after(file("A.java").text("other").failed("pmd", "too_slow")))
                .at("/results/0");

        assertThat(result.get("baselineState").stringValue()).isEqualTo("unchanged");
        assertThat(result.at("/properties/status").stringValue()).isEqualTo("unknown");
    }

    @Test
    void aRuleSaysWhatItIsAbout() {
        var rules = run(Analyzed.alone(), FILES).at("/tool/driver/rules");
        var secret = rule(rules, "secret/aws-key");
        var pmd = rule(rules, "pmd/EmptyCatchBlock");

        assertThat(secret.at("/shortDescription/text").stringValue()).startsWith("An access key of AWS");
        assertThat(secret.at("/defaultConfiguration/level").stringValue()).isEqualTo("error");
        assertThat(secret.at("/properties/security-severity").stringValue()).isEqualTo("9.5");
        assertThat(secret.at("/properties/tags").valueStream().map(JsonNode::stringValue))
                .containsExactly("secrets", "security", "external/cwe/cwe-798");
        assertThat(secret.has("helpUri")).isFalse();
        assertThat(pmd.get("helpUri").stringValue()).startsWith("https://docs.pmd-code.org/");
        assertThat(pmd.get("properties").has("security-severity")).isFalse();
    }

    private static JsonNode rule(JsonNode rules, String id) {
        return rules.valueStream()
                .filter(rule -> rule.get("id").stringValue().equals(id))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void tooManyResultsAreCutToTheWorst() {
        var run = Json.mapper()
                .readTree(text(Analyzed.alone(), Analyzed.files(FILES), true, 2))
                .at("/runs/0");

        assertThat(run.get("results").findValuesAsString("level")).containsExactly("error", "warning");
        assertThat(run.at("/invocations/0/toolExecutionNotifications").findValuesAsString("text"))
                .contains("2 results were left out: the worst ones are here.");
    }

    @Test
    void findingsOfThisAnalysisGoBeforeFixedOnes() {
        var run = Json.mapper()
                .readTree(text(Analyzed.compared(), Analyzed.files(FILES), true, 4))
                .at("/runs/0");

        assertThat(run.get("results").findValuesAsString("baselineState"))
                .doesNotContain("absent")
                .hasSize(4);
        assertThat(run.at("/invocations/0/toolExecutionNotifications").findValuesAsString("text"))
                .contains("1 results were left out: the worst ones are here.");
    }

    @Test
    void whatFailedIsToldOfTheInvocation() {
        var invocation = run(Analyzed.alone(), FILES).at("/invocations/0");
        var told = invocation.at("/toolExecutionNotifications/0");

        assertThat(invocation.get("executionSuccessful").booleanValue()).isTrue();
        assertThat(invocation.get("startTimeUtc").stringValue()).isEqualTo("2026-11-23T09:00:00Z");
        assertThat(told.at("/descriptor/id").stringValue()).isEqualTo("too_slow");
        assertThat(told.at("/message/text").stringValue()).isEqualTo("pmd: It failed: too_slow.");
        assertThat(told.at("/locations/0/physicalLocation/artifactLocation/uri").stringValue())
                .isEqualTo("b/Both.java");
    }

    @Test
    void aRepositoryIsNamedWithItsCommit() {
        assertThat(run(Analyzed.alone()).get("versionControlProvenance"))
                .isEqualTo(Json.mapper().readTree("""
                        [{"repositoryUri": "https://git.example/mill/flour.git", "branch": "refs/heads/main",
                          "revisionId": "9a8b7c6d5e4f30211203f4e5d6c7b8a901122334", "mappedTo": {"uriBaseId": "%SRCROOT%"}}]"""));
        assertThat(run(subject("git@git.example:mill/flour.git", "9a8b"))
                        .at("/versionControlProvenance/0/repositoryUri")
                        .stringValue())
                .isEqualTo("ssh://git@git.example/mill/flour.git");
        assertThat(run(subject("mill.zip", null)).has("versionControlProvenance"))
                .isFalse();
        assertThat(run(subject("/srv/mill", "9a8b")).has("versionControlProvenance"))
                .isFalse();
    }

    private static Subject subject(String source, @Nullable String commit) {
        return new Subject("ana", source, null, commit, Instant.EPOCH, Instant.EPOCH, null, "1", Map.of(), null);
    }

    @ParameterizedTest
    @CsvSource({
        "src/A.java, src/A.java",
        "a b/ä.java, a%20b/%C3%A4.java",
        "100%/#1?.java, 100%25/%231%3F.java",
        "c:/x.java, c%3A/x.java",
        "<img src=x>.js, %3Cimg%20src=x%3E.js",
        "src/[id]/page.tsx, src/%5Bid%5D/page.tsx",
    })
    void pathsAreUris(String path, String uri) {
        assertThat(Places.uri(path)).isEqualTo(uri);
        assertThat(URI.create(uri).getPath()).isEqualTo(path);
    }

    @ParameterizedTest
    @CsvSource({
        "plain, plain",
        "if (a) {b}, if (a) {{b}}",
        "see [this](http://x), see \\[this](http://x)",
        "a[0] (first), a[0] (first)",
    })
    void whatLooksLikeAPlaceOrALinkIsText(String message, String text) {
        assertThat(Messages.of(message).text()).isEqualTo(text);
    }
}
