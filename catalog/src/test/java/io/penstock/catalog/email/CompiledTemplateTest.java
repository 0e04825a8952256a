package io.penstock.catalog.email;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.catalog.json.Json;
import io.penstock.catalog.json.Read;
import io.penstock.catalog.json.Violation;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

class CompiledTemplateTest {

    private static JsonNode json(String json) {
        return Json.mapper().readTree(json);
    }

    private static RenderedMail rendered(Template template, String variables) {
        return switch (template.compile().render(json(variables))) {
            case Read.Valid<RenderedMail> valid -> valid.value();
            case Read.Invalid<RenderedMail> invalid ->
                throw new AssertionError(invalid.violations().toString());
        };
    }

    private static Template text(String source) {
        return new Template("x", source, null);
    }

    private static Template subject(String source) {
        return new Template(source, "x", null);
    }

    private static List<Violation> wrong(Template template, String variables) {
        var compiled = template.compile();
        var broken = compiled.violations(json(variables));
        if (!broken.isEmpty()) {
            assertThat(compiled.render(json(variables))).isEqualTo(new Read.Invalid<>(broken));
        }
        return broken;
    }

    @Test
    void onlyHtmlIsEscaped() {
        var template = new Template("{{a}} {{{a}}}", "{{a}} {{&a}}", "<p title=\"{{a}}\">{{a}}</p>");
        assertThat(rendered(template, """
                {"a": "<b> & \\"c\\" 'd' `e="}"""))
                .isEqualTo(new RenderedMail(
                        "<b> & \"c\" 'd' `e= <b> & \"c\" 'd' `e=",
                        "<b> & \"c\" 'd' `e= <b> & \"c\" 'd' `e=",
                        "<p title=\"&lt;b&gt; &amp; &quot;c&quot; &#39;d&#39; &#x60;e&#x3D;\">"
                                + "&lt;b&gt; &amp; &quot;c&quot; &#39;d&#39; &#x60;e&#x3D;</p>"));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            {{a}}                                          | {"a": 5}                               | 5
            {{a}}                                          | {"a": 1.25}                            | 1.25
            {{a}}                                          | {"a": true}                            | true
            {{a.b.c}}                                      | {"a": {"b": {"c": "x"}}}               | x
            {{a.b}}                                        | {"a.b": "whole", "a": {"b": "step"}}   | whole
            {{#a}}{{.}}{{^-last}}, {{/-last}}{{/a}}        | {"a": ["x", 2, false]}                 | x, 2, false
            {{#a}}{{-index}}{{b}}{{c}}{{/a}}               | {"a": [{"b": 1}, {"b": 2}], "c": "!"}  | 11!22!
            {{#a}}{{#-first}}[{{/-first}}{{.}}{{/a}}       | {"a": [1, 2]}                          | [12
            {{#a}}yes{{/a}}{{^a}}no{{/a}}                  | {"a": true}                            | yes
            {{#a}}yes{{/a}}{{^a}}no{{/a}}                  | {"a": false}                           | no
            {{#a}}yes{{/a}}{{^a}}no{{/a}}                  | {"a": ""}                              | no
            {{#a}}yes{{/a}}{{^a}}no{{/a}}                  | {"a": []}                              | no
            {{#a}}yes{{/a}}{{^a}}no{{/a}}                  | {"a": null}                            | no
            {{#a}}yes{{/a}}{{^a}}no{{/a}}                  | {}                                     | no
            {{#a.b}}yes{{/a.b}}{{^a.b}}no{{/a.b}}          | {}                                     | no
            {{#a}}{{b}}{{/a}}                              | {"a": {"b": "in"}, "b": "out"}         | in
            {{#a}}{{a}}{{/a}}                              | {"a": "x"}                             | x
            {{#a}}x{{/a}}y                                 | {}                                     | y
            """)
    void aTemplateIsFilled(String source, String variables, String expected) {
        assertThat(rendered(text(source), variables).text()).isEqualTo(expected);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "class",
                "getClass",
                "class.name",
                "size",
                "empty",
                "hashCode",
                "toString",
                "nodeType",
                "a.length",
                "a.bytes"
            })
    void nothingIsReadButJson(String name) {
        assertThat(wrong(text("{{" + name + "}}"), "{\"a\": \"x\"}"))
                .singleElement()
                .satisfies(violation -> {
                    assertThat(violation.pointer())
                            .isEqualTo("/" + (name.startsWith("class") ? "class" : name.replace('.', '/')));
                    assertThat(violation.detail()).startsWith("is missing");
                });
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            {{a}}{{b}}                     | {"b": 1}                          | /a
            {{a}}                          | {"a": null}                       | /a
            {{a.b.c}}                      | {}                                | /a
            {{a.b.c}}                      | {"a": {}}                         | /a/b
            {{a.b.c}}                      | {"a": {"b": 5}}                   | /a/b/c
            {{a}}                          | {"a": {}}                         | /a
            {{a}}                          | {"a": [1]}                        | /a
            {{.}}                          | {}                                | ``
            {{#a}}{{b}}{{/a}}              | {"a": [{"b": 1}, {}]}             | /a/1/b
            {{#a}}{{b}}{{/a}}              | {"a": ["x"]}                      | /b
            {{#a}}{{b}}{{/a}}              | {"a": true}                       | /b
            {{#a}}{{b}}{{/a}}              | {"a": {"c": 1}}                   | /a/b
            {{#a}}{{.}}{{/a}}              | {"a": [null]}                     | /a/0
            {{^a}}{{b}}{{/a}}              | {}                                | /b
            {{#a}}{{#-last}}{{b}}{{/-last}}{{/a}} | {"a": [{}, {}]}            | /a/1/b
            """)
    void whatIsMissingIsPointedAt(String source, String variables, String pointer) {
        assertThat(wrong(text(source), variables))
                .extracting(Violation::pointer)
                .containsExactly(pointer);
        assertThat(wrong(new Template("x", null, source), variables))
                .extracting(Violation::pointer)
                .containsExactly(pointer);
        assertThat(wrong(new Template(source, "x", null), variables))
                .extracting(Violation::pointer)
                .containsExactly(pointer);
    }

    @Test
    void allThatIsMissingIsToldOnce() {
        var template = new Template("{{a}}", "{{b}}{{a}}", "{{c}}{{b}}");
        assertThat(wrong(template, "{}")).extracting(Violation::pointer).containsExactly("/a", "/b", "/c");
    }

    @ParameterizedTest
    @ValueSource(strings = {"a\r\nBcc: eve@example.com", "a\nb", "a\tb", "a\u0085b", "a\u2028b", "\u0000"})
    void nobodyPutsHeadersIntoASubject(String value) {
        var variables = "{\"a\": [{\"b\": %s}]}".formatted(Json.write(value));
        assertThat(wrong(subject("Hello {{#a}}{{b}}{{/a}}"), variables))
                .containsExactly(new Violation(
                        "/a/0/b", "must be one line without control characters, as it stands in the subject"));
        assertThat(wrong(text("{{#a}}{{b}}{{/a}}"), variables)).isEmpty();
    }

    @Test
    void aSubjectHasItsBounds() {
        assertThat(wrong(subject("{{a}}"), "{\"a\": \"%s\"}".formatted("x".repeat(MailRules.LONGEST_LINE))))
                .isEmpty();
        assertThat(wrong(subject("{{a}}"), "{\"a\": \"%s\"}".formatted("x".repeat(MailRules.LONGEST_LINE + 1))))
                .containsExactly(new Violation("", "must make a subject of 1 to 900 characters"));
        assertThat(wrong(subject("{{a}}"), "{\"a\": \"\"}"))
                .extracting(Violation::pointer)
                .containsExactly("");
    }

    @Test
    void aMailHasItsBounds() {
        var twice = new Template("x", "{{a}}{{a}}", "y");
        var half = "{\"a\": \"%s\"}".formatted("x".repeat(MailRules.LONGEST_BODY / 2));
        var more = "{\"a\": \"%s\"}".formatted("x".repeat(MailRules.LONGEST_BODY / 2 + 1));
        assertThat(rendered(twice, half).text()).hasSize(MailRules.LONGEST_BODY);
        assertThat(twice.compile().render(json(more)))
                .isEqualTo(new Read.Invalid<>(
                        List.of(new Violation("", "must not make a mail of more than 2000000 characters"))));
        assertThat(wrong(twice, "{\"a\": \"%s\"}".formatted("x".repeat(MailRules.LONGEST_BODY + 1))))
                .extracting(Violation::pointer)
                .containsExactly("/a");
    }

    @Test
    void anEmptyMailIsNone() {
        assertThat(text("{{#a}}x{{/a}}").compile().render(json("{}")))
                .isEqualTo(new Read.Invalid<>(List.of(new Violation("", "must not make an empty mail"))));
        var both = new Template("x", "{{#a}}x{{/a}}", "<p>");
        assertThat(rendered(both, "{}")).isEqualTo(new RenderedMail("x", null, "<p>"));
    }

    @Test
    void sectionsDoNotGoRoundForEver() {
        var list = "[" + "1,".repeat(999) + "1]";
        var variables = "{\"a\": %s, \"b\": %s, \"c\": %s}".formatted(list, list, list);
        assertThat(wrong(text("x{{#a}}{{#b}}{{#c}}{{/c}}{{/b}}{{/a}}"), variables))
                .containsExactly(new Violation("", "go round the sections of the template too often"));
        assertThat(rendered(text("{{#a}}{{.}}{{/a}}"), variables).text()).hasSize(1_000);
    }

    @Test
    void aTestSaysSo() {
        assertThat(rendered(subject("Hello {{a}}"), "{\"a\": \"Ada\"}").asTest().subject())
                .isEqualTo("[Test] Hello Ada");
    }

    /** The check before a rendering and the rendering are two; whatever the one lets through, the other can do, and never throws. */
    @Test
    void whatIsInOrderCanBeRendered() {
        var random = new Random(1);
        int inOrder = 0;
        for (int nr = 0; nr < 5_000; nr++) {
            var source = "x" + randomSource(random, 3);
            var variables = randomJson(random, 3);
            var compiled = text(source).compile();
            if (compiled.violations(json(variables)).isEmpty()) {
                inOrder++;
                assertThat(compiled.render(json(variables)))
                        .as(source + " with " + variables)
                        .isInstanceOf(Read.Valid.class);
            } else if (compiled.violations(json(variables)).stream()
                            .allMatch(v -> v.detail().startsWith("is missing"))
                    && !variables.contains("null")) {
                assertThat(Part.of(source, false))
                        .as(source + " with " + variables)
                        .satisfies(part -> org.assertj.core.api.Assertions.assertThatThrownBy(
                                () -> part.fill(json(variables), 10_000)));
            }
        }
        assertThat(inOrder).isBetween(500, 4_500);
    }

    private static String randomSource(Random random, int depth) {
        var source = new StringBuilder();
        for (int nr = random.nextInt(3); nr >= 0; nr--) {
            var name = randomName(random);
            switch (depth == 0 ? 0 : random.nextInt(4)) {
                case 1 -> source.append("{{#%s}}%s{{/%s}}".formatted(name, randomSource(random, depth - 1), name));
                case 2 -> source.append("{{^%s}}%s{{/%s}}".formatted(name, randomSource(random, depth - 1), name));
                default -> source.append("{{%s}}".formatted(name));
            }
        }
        return source.toString();
    }

    private static String randomName(Random random) {
        return List.of("a", "b", "c", "a.b", "b.a", "a.b.c", ".", "-first", "-last")
                .get(random.nextInt(9));
    }

    private static String randomJson(Random random, int depth) {
        var object = new StringBuilder("{");
        for (var name : List.of("a", "b", "c", "a.b")) {
            if (random.nextInt(4) > 0) {
                object.append(object.length() > 1 ? ", " : "")
                        .append("\"%s\": %s".formatted(name, randomValue(random, depth)));
            }
        }
        return object.append("}").toString();
    }

    private static String randomValue(Random random, int depth) {
        return switch (random.nextInt(depth == 0 ? 5 : 8)) {
            case 0 -> "true";
            case 1 -> "false";
            case 2 -> "\"\"";
            case 3 -> random.nextInt(4) == 0 ? "null" : "\"s\"";
            case 4 -> "7";
            case 5 -> "[" + randomValue(random, depth - 1) + ", " + randomJson(random, depth - 1) + "]";
            case 6 -> "[]";
            default -> randomJson(random, depth - 1);
        };
    }
}
