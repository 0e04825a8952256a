package io.penstock.catalog.ai;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.catalog.json.Json;
import io.penstock.catalog.json.Read;
import io.penstock.catalog.json.Violation;
import io.penstock.catalog.kind.Kind;
import io.penstock.catalog.kind.Lane;
import io.penstock.catalog.kind.Mode;
import io.penstock.catalog.kind.Schemas;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

class AiPayloadTest {

    static Stream<Kind<?, ?>> kinds() {
        return Stream.of(AiGenerate.KIND, AiComplete.KIND, AiAnalyze.KIND, AiRefactor.KIND, AiDocument.KIND);
    }

    @ParameterizedTest
    @MethodSource("kinds")
    void languageAndContentSuffice(Kind<?, ?> kind) {
        assertThat(kind.lane()).isEqualTo(Lane.AI);
        assertThat(violations(kind, "{'language': 'java', 'content': 'x'}")).isEmpty();
        assertThat(violations(kind, "{}"))
                .containsExactly(
                        new Violation("/content", "must not be null"), new Violation("/language", "must not be null"));
    }

    @ParameterizedTest
    @MethodSource("kinds")
    void whetherAnEarlierAnswerWillDoIsTrueOrFalse(Kind<?, ?> kind) {
        assertThat(violations(kind, "{'language': 'java', 'content': 'x', 'cache': true}"))
                .isEmpty();
        assertThat(violations(kind, "{'language': 'java', 'content': 'x', 'cache': 'yes'}"))
                .containsExactly(new Violation("/cache", "must be true or false"));
        assertThat(violations(kind, "{'language': 'java', 'content': 'x', 'cache': null}"))
                .isEmpty();
        assertThat(Schemas.of(kind.payload()).at("/properties/cache/type").toString())
                .isEqualTo("[\"boolean\",\"null\"]");
        assertThat(Schemas.of(kind.result()).at("/properties/cache").toString()).contains("\"hit\"", "\"miss\"");
    }

    @ParameterizedTest
    @MethodSource("kinds")
    void aSchemaThatIsNoneIsRefusedAtItsPlace(Kind<?, ?> kind) {
        assertThat(violations(kind, withSchema("{'type': 'object', 'properties': {'aName': {'type': 'text'}}}")))
                .isNotEmpty()
                .extracting(Violation::pointer)
                .containsOnly("/schema/properties/aName/type");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{'type': 'object', 'properties': {'a': {'$ref': '#/$defs/a'}}, '$defs': {'a': {'enum': [1]}}}",
                "{'$schema': 'https://json-schema.org/draft/2020-12/schema', 'type': 'array'}",
                "{'type': 'object', 'properties': {'child': {'$ref': '#'}}}",
                "{'type': 'string', 'pattern': '^[a-z]+$'}",
                "{'type': 'string', 'pattern': '(a+)+$'}",
                "{'type': 'string', 'pattern': '^\\\\d{4}-\\\\d{2}-\\\\d{2}[\\\\u0041-\\\\u005a]{1,40}$'}",
                "null"
            })
    void aSchemaMayPointIntoItself(String schema) {
        assertThat(violations(AiGenerate.KIND, withSchema(schema))).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            true                                            | /schema                | must be a JSON Schema, which is an object
            {'$ref': 'https://example.com/s'}               | /schema/$ref           | must point to something in this schema, as #/$defs/name does
            {'items': {'$ref': 'file:///etc/passwd'}}       | /schema/items/$ref     | must point to something in this schema, as #/$defs/name does
            {'items': {'$dynamicRef': '#a'}}                | /schema/items/$dynamicRef | must point to something in this schema, as #/$defs/name does
            {'$ref': '#/$defs/none'}                        | /schema/$ref           | must point to something in this schema, as #/$defs/name does
            {'$ref': '#'}                                   | /schema/$ref           | leads back to itself
            {'allOf': [{'$ref': '#'}]}                      | /schema                | cannot be used: it leads back to itself, or is otherwise no schema
            {'$schema': 'https://example.com/mine'}         | /schema/$schema        | must be https://json-schema.org/draft/2020-12/schema
            {'properties': {'a/b': {'pattern': '('}}}       | /schema/properties/a~1b/pattern | must be a regular expression as RE2 knows it: without back-references, and without looking around
            {'items': {'pattern': '(?=a)b'}}                | /schema/items/pattern  | must be a regular expression as RE2 knows it: without back-references, and without looking around
            {'patternProperties': {'(?!a)b': {}}}           | /schema/patternProperties/(?!a)b | must be a regular expression as RE2 knows it: without back-references, and without looking around
            {'pattern': '((a{999}){999}){999}'}             | /schema/pattern        | is too large; shorter expressions, fewer of them or smaller counts are taken
            {'allOf': [{'pattern': 'a{400}b{2}'}, {'pattern': 'a{800}'}, {'pattern': 'a{900}'}]} | /schema/allOf/2/pattern | is too large; shorter expressions, fewer of them or smaller counts are taken
            """)
    void aSchemaThatCannotStandForItselfIsRefused(String schema, String pointer, String rule) {
        assertThat(violations(AiGenerate.KIND, withSchema(schema))).containsExactly(new Violation(pointer, rule));
    }

    @Test
    void aSchemaHasABoundedSize() {
        var large = "{'description': '%s'}".formatted("x".repeat(SchemaCheck.LONGEST));
        var deep = "{'items': ".repeat(SchemaCheck.DEEPEST + 1) + "{}" + "}".repeat(SchemaCheck.DEEPEST + 1);

        assertThat(violations(AiGenerate.KIND, withSchema(large)))
                .containsExactly(new Violation("/schema", "must have at most 65536 characters"));
        assertThat(violations(AiGenerate.KIND, withSchema(deep)))
                .containsExactly(new Violation("/schema", "is nested deeper than 32 levels"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"-0.1", "2.1", "3"})
    void theTemperatureIsBetweenNothingAndTwo(String degrees) {
        for (var kind : List.of(AiGenerate.KIND, AiComplete.KIND, AiAnalyze.KIND, AiRefactor.KIND, AiDocument.KIND)) {
            assertThat(violations(kind, "{'language': 'java', 'content': 'abc', 'temperature': %s}".formatted(degrees)))
                    .contains(new Violation("/temperature", "must be between 0 and 2"));
        }
    }

    @Test
    void whatItWillTakeIsEstimated() {
        assertThat(estimate("{'language': 'java', 'content': '12345678'}"))
                .isEqualTo(Map.of("input_tokens", 202L, "output_tokens", 1000L, "tokens", 1202L));
        assertThat(estimate("{'language': 'java', 'content': '12345678', 'max_output_tokens': 50}"))
                .isEqualTo(
                        Map.of("input_tokens", 202L, "output_tokens", 50L, "tokens", 252L, "max_output_tokens", 50L));
    }

    private static Map<String, Long> estimate(String payload) {
        return ((AiPayload) AiGenerate.KIND.readStored(payload.replace('\'', '"'))).estimate();
    }

    @Test
    void theCursorLiesWithinTheContent() {
        assertThat(violations(AiComplete.KIND, "{'language': 'java', 'content': 'abc', 'cursor': 3}"))
                .isEmpty();
        assertThat(violations(AiComplete.KIND, "{'language': 'java', 'content': 'abc', 'cursor': 4}"))
                .containsExactly(new Violation("/cursor", "must be within the content"));
        assertThat(violations(AiComplete.KIND, "{'language': 'java', 'cursor': 4, 'temperature': 9}"))
                .extracting(Violation::pointer)
                .containsExactly("/content", "/temperature");
        assertThat(violations(AiComplete.KIND, "{'language': 'java', 'content': 'abc', 'cursor': 4, 'temperature': 9}"))
                .extracting(Violation::pointer)
                .containsExactly("/cursor", "/temperature");
    }

    @Test
    void choicesAreWrittenInLowerCase() {
        var payload = "{'language': 'go', 'content': 'x', 'focus': ['security'], 'min_severity': 'high'}";

        assertThat(AiAnalyze.KIND.read(json(payload)))
                .isInstanceOfSatisfying(
                        Read.Valid.class,
                        read -> assertThat(Json.write(read.value()))
                                .contains("\"focus\":[\"security\"]", "\"min_severity\":\"high\""));
        assertThat(violations(AiAnalyze.KIND, payload.replace("'high'", "'HIGH'")))
                .containsExactly(new Violation("/min_severity", "must be one of [critical, high, info, low, medium]"));
        assertThat(Schemas.of(AiAnalyze.Payload.class)
                        .at("/properties/min_severity")
                        .toString())
                .contains("\"high\"");
        assertThat(Schemas.of(Finding.class).at("/properties/severity/enum").toString())
                .contains("\"high\"");
        assertThat(Mode.LOCAL_MODEL).hasToString("local-model");
    }

    @ParameterizedTest
    @MethodSource("kinds")
    void theContentSaysSomething(Kind<?, ?> kind) {
        assertThat(violations(kind, "{'language': 'java', 'content': ' \\n\\t'}"))
                .containsExactly(new Violation("/content", "must not be blank"));
        assertThat(violations(kind, "{'language': 'java', 'content': ''}"))
                .extracting(Violation::pointer)
                .containsExactly("/content");
        assertThat(violations(kind, "{'language': 'java', 'content': ' \\n x \\n'}"))
                .isEmpty();
        var rule = Schemas.of(kind.payload()).at("/properties/content/pattern").asString();
        assertThat(" \n x \n").matches(rule);
        assertThat(" \n").doesNotMatch(rule);
    }

    @Test
    void aLongContentThatIsBlankIsRefusedAtOnce() {
        var blank = " ".repeat(AiPayload.LONGEST_CONTENT);

        assertThat(violations(AiGenerate.KIND, "{'language': 'java', 'content': '" + blank + "'}"))
                .containsExactly(new Violation("/content", "must not be blank"));
    }

    @Test
    void whatCannotBeStoredIsRefusedAtItsPlace() {
        assertThat(violations(
                        AiGenerate.KIND,
                        "{'language': 'java', 'content': 'a\\u0000b', 'schema': {'title': '\\u0000', 'x\\u0000': 1}}"))
                .containsExactly(
                        new Violation("/content", "must not have the character U+0000"),
                        new Violation("/schema/title", "must not have the character U+0000"),
                        new Violation("/schema/x\0", "must not have the character U+0000"));
    }

    @Test
    void aSchemaInAPayloadMayBeAnyObject() {

        assertThat(Schemas.of(AiGenerate.Payload.class).at("/properties/schema").toString())
                .isEqualTo("""
                        {"type":["object","null"],"description":"%s"}""".formatted(AiPayload.SCHEMA_SAYS));
    }

    private static String withSchema(String schema) {
        return "{'language': 'java', 'content': 'x', 'schema': " + schema + "}";
    }

    private static List<Violation> violations(Kind<?, ?> kind, String payload) {
        return kind.read(json(payload)) instanceof Read.Invalid<?> invalid ? invalid.violations() : List.of();
    }

    private static JsonNode json(String text) {
        return Json.mapper().readTree(text.replace('\'', '"'));
    }
}
