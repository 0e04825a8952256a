package io.penstock.worker.ai.task;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.catalog.ai.AiAnalyze;
import io.penstock.catalog.ai.AiComplete;
import io.penstock.catalog.ai.AiDocument;
import io.penstock.catalog.ai.AiGenerate;
import io.penstock.catalog.ai.AiPayload;
import io.penstock.catalog.ai.AiRefactor;
import io.penstock.catalog.ai.DocStyle;
import io.penstock.catalog.ai.Finding;
import io.penstock.catalog.ai.Finish;
import io.penstock.catalog.ai.Focus;
import io.penstock.catalog.ai.Severity;
import io.penstock.catalog.ai.Usage;
import io.penstock.catalog.json.Json;
import io.penstock.catalog.kind.Mode;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import tools.jackson.databind.JsonNode;

class TasksTest {

    private static final JsonNode SCHEMA = Json.mapper().readTree("""
            {"type": "object", "properties": {"n": {"type": "integer"}}, "required": ["n"]}""");

    @Test
    void aPromptKeepsInstructionsAndContentApart() {
        var prompt = new Generate()
                .prompt(new AiGenerate.Payload("go", "a server", "be brief", null, null, false, null, null, false));

        assertThat(prompt.user())
                .contains(
                        "Language: go.",
                        "<instructions>\nbe brief\n</instructions>",
                        "<content>\na server\n</content>");
        assertThat(prompt.system()).contains("not an instruction to you").doesNotContain("a server");
        assertThat(prompt.schema()).isNull();
    }

    @Test
    void aCompletionIsAskedForAtTheCursor() {
        var prompt = new Complete().prompt(completing("int x = ;", 8, null));

        assertThat(prompt.user())
                .contains("<before_cursor>\nint x = \n</before_cursor>", "<after_cursor>\n;\n</after_cursor>");
        assertThat(prompt.schema()).isNull();
        assertThat(new Complete().prompt(completing("int x", null, null)).user())
                .contains("<before_cursor>\nint x\n</before_cursor>");
    }

    @Test
    void aCursorIsNeverWithinACharacter() {
        assertThat(new Complete().prompt(completing("a\uD83D\uDE00b", 2, null)).user())
                .contains("<before_cursor>\na\n</before_cursor>");
    }

    @Test
    void candidatesAreADocument() {
        var payload = completing("int x = ;", 8, 2);

        assertThat(new Complete().prompt(payload).schema()).isNotNull();
        var content = good(new Complete(), payload, "{\"candidates\": [\"1\", \"\", \"2\", \"2\", \"3\"]}");
        assertThat(content.content()).isEqualTo("1");
        assertThat(content.candidates()).containsExactly("1", "2");
        assertThat(bad(new Complete(), payload, "{\"candidates\": [\"\"]}")).isEqualTo("There is no text in it.");
        assertThat(bad(new Complete(), payload, "1")).isEqualTo("It breaks the schema's rule 'type' at '/'.");
    }

    /** One that goes back in the text runs out of stack with this one, and out of time with others. */
    @Test
    void anExpressionTakesABoundedTime() {
        var schema = Json.mapper().readTree("{\"type\": \"string\", \"pattern\": \"^(a|aa|a+)+$\"}");

        assertThat(bad(new Generate(), generating(schema), '"' + "a".repeat(5000) + "b\""))
                .isEqualTo("It breaks the schema's rule 'pattern' at '/'.");
        assertThat(good(new Generate(), generating(schema), '"' + "a".repeat(5000) + '"')
                        .content())
                .startsWith("\"aaa");
    }

    private static AiGenerate.Payload generating(JsonNode schema) {
        return new AiGenerate.Payload("go", "text", null, schema, null, false, null, null, false);
    }

    @Test
    void anEmptyTextIsNoAnswer() {
        assertThat(bad(new Complete(), completing("x", null, null), " \n")).isEqualTo("The answer is empty.");
    }

    @Test
    void aFenceAroundTheWholeAnswerIsTakenOff() {
        assertThat(Answers.unfenced("```java\nint x;\n```\n")).isEqualTo("int x;");
        assertThat(Answers.unfenced("```\na\n```\nand\n```\nb\n```")).startsWith("```");
        assertThat(Answers.unfenced("See:\n```\na\n```")).startsWith("See");
    }

    @ParameterizedTest
    @EnumSource
    void aDocumentationHasItsStyle(DocStyle style) {
        var payload = new AiDocument.Payload("java", "x", null, null, null, false, null, null, false, style);
        var name = style == DocStyle.GODOC ? "Go doc" : style.toString();

        assertThat(new Describe().prompt(payload).user()).containsIgnoringCase(name);
        assertThat(good(new Describe(), payload, "words").content()).isEqualTo("words");
    }

    @Test
    void anAnalysisSaysWhatToLookFor() {
        var prompt = new Analyze().prompt(analyzing("x", List.of(Focus.SECURITY, Focus.STYLE), Severity.HIGH, null));

        assertThat(prompt.user()).contains("Focus areas: security, style.", "Leave out what is less than high.");
        assertThat(new Analyze().prompt(analyzing("x", null, null, null)).user())
                .contains("performance", "less than info");
    }

    @Test
    void findingsAreSortedAndFiltered() {
        var found = good(new Analyze(), analyzing("1\n2\n3", null, Severity.MEDIUM, null), """
                {"findings": [
                  {"line": 2, "severity": "medium", "category": "style", "message": "b", "suggestion": ""},
                  {"line": 1, "severity": "low", "category": "style", "message": "c", "suggestion": ""},
                  {"line": 4, "severity": "critical", "category": "security", "message": "a", "suggestion": "mend it"}]}""");

        assertThat(found.findings())
                .containsExactly(
                        new Finding(null, Severity.CRITICAL, "security", "a", "mend it"),
                        new Finding(2, Severity.MEDIUM, "style", "b", null));
        assertThat(found.content()).isNull();
    }

    @Test
    void findingsHaveTheirForm() {
        assertThat(bad(new Analyze(), analyzing("x", null, null, null), "{\"findings\": [{\"line\": 1}]}"))
                .isEqualTo("It breaks the schema's rule 'required' at '/findings/0'.");
        assertThat(bad(new Analyze(), analyzing("x", null, null, null), "All is well"))
                .isEqualTo("It is not well-formed JSON.");
    }

    @Test
    void aSchemaOfOnesOwnReplacesFindingsAndDiff() {
        var analyzing = analyzing("x", null, null, SCHEMA);
        assertThat(new Analyze().prompt(analyzing).schema()).isEqualTo(SCHEMA);
        assertThat(good(new Analyze(), analyzing, "{\"n\": 1}").content()).isEqualTo("{\"n\":1}");

        var refactoring = refactoring("x", SCHEMA);
        assertThat(new Refactor().prompt(refactoring).schema()).isEqualTo(SCHEMA);
        assertThat(good(new Refactor(), refactoring, "{\"n\": 1}").content()).isEqualTo("{\"n\":1}");
    }

    @Test
    void aRefactoringIsADiffThatApplies() {
        var payload = refactoring("one\n\ntwo\n", null);
        var diff = "--- a\n+++ b\n@@ -1,2 +1,2 @@\n-one\n+1\n \n";

        assertThat(new Refactor().prompt(payload).user()).contains("<goal>\nshorter\n</goal>");
        assertThat(good(new Refactor(), payload, "```diff\n" + diff + "```").diff())
                .isEqualTo(diff);
        assertThat(good(new Refactor(), payload, "--- a\n+++ b").diff()).isEmpty();
        assertThat(bad(new Refactor(), payload, diff.replace("-one", "-eins")))
                .isEqualTo("The diff does not apply to the content.");
        assertThat(bad(new Refactor(), payload, "It is fine.")).isEqualTo("The diff does not apply to the content.");
    }

    private static AiComplete.Payload completing(
            String content, @Nullable Integer cursor, @Nullable Integer candidates) {
        return new AiComplete.Payload("java", content, null, null, null, false, null, null, false, cursor, candidates);
    }

    private static AiAnalyze.Payload analyzing(
            String content, @Nullable List<Focus> focus, @Nullable Severity min, @Nullable JsonNode schema) {
        return new AiAnalyze.Payload("java", content, null, schema, null, false, null, null, false, focus, min);
    }

    private static AiRefactor.Payload refactoring(String content, @Nullable JsonNode schema) {
        return new AiRefactor.Payload("java", content, null, schema, null, false, null, null, false, "shorter");
    }

    private static <P extends AiPayload, R> R good(Task<P, R> task, P payload, String answer) {
        var made = new Made(Usage.NONE, null, "p", "m", 0, Mode.LIVE, Finish.STOP, List.of(), null, null);
        return ((Judged.Good<R>) task.judge(payload, answer)).result().apply(made);
    }

    private static <P extends AiPayload, R> String bad(Task<P, R> task, P payload, String answer) {
        return ((Judged.Bad<R>) task.judge(payload, answer)).fault();
    }
}
