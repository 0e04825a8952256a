package io.penstock.catalog.email;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.catalog.json.Json;
import io.penstock.catalog.json.Read;
import io.penstock.catalog.json.Violation;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TemplateTest {

    private static List<Violation> wrong(Map<String, String> template) {
        return switch (Json.read(Json.mapper().valueToTree(template), Template.class)) {
            case Read.Valid<Template> valid -> List.of();
            case Read.Invalid<Template> invalid -> invalid.violations();
        };
    }

    private static List<Violation> wrongIn(String part, String source) {
        var other = part.equals("text") ? "html" : "text";
        return part.equals("subject")
                ? wrong(Map.of("subject", source, "text", "x"))
                : wrong(Map.of("subject", "x", part, source, other, "x"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Hello {{name}}",
                "{{ name }}{{first_name}}{{first-name}}{{user.name}}",
                "{{#items}}{{.}}{{^-last}}, {{/-last}}{{/items}}",
                "{{! whatever }} {{!}} {{! {{ }}",
                "a { color: red } b } }} {x}",
                "{{#a}}{{#a}}{{/a}}{{/a}}{{^a}}{{/a}}"
            })
    void whatIsMustacheIsTaken(String source) {
        assertThat(wrongIn("text", source)).isEmpty();
        assertThat(wrongIn("html", source)).isEmpty();
        assertThat(wrongIn("subject", source)).isEmpty();
        assertThat(new Template(source, source, source).compile()).isNotNull();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            Hello {{name                    | {{name: a tag is
            {{}}                            | {{}}: a tag is
            {{ }}                           | {{ }}: a tag is
            {{#}}                           | {{#}}: a tag is
            {{first name}}                  | {{first name}}: a tag is
            {{this}}                        | {{this}}: a tag is
            {{this.name}}                   | {{this.name}}: a tag is
            {{user.this}}                   | {{user.this}}: a tag is
            {{a..b}}                        | {{a..b}}: a tag is
            {{-later}}                      | {{-later}}: a tag is
            {{a{{b}}                        | {{a{{b}}: a tag is
            {{{name}}                       | {{{name}}: a tag is
            {{{{name}}}}                    | {{{{name}}: a tag is
            {{> footer}}                    | {{> footer}}: other templates cannot be included
            {{<parent}}{{/parent}}          | {{<parent}}: other templates cannot be included
            {{$block}}{{/block}}            | {{$block}}: other templates cannot be included
            {{=<% %>=}}                     | {{=<% %>=}}: the delimiters cannot be changed
            {{! no end                      | {{! no end: a comment begins with
            {{#items}}                      | {{#items}} is not closed
            {{#a}}{{^b}}{{/a}}{{/b}}        | {{/a}} closes no section that is open
            {{/items}}                      | {{/items}} closes no section that is open
            {{#-index}}{{/-index}}          | {{-index}} is a number and no section
            """)
    void whatIsNoTagIsPointedAtWithItsLine(String source, String rule) {
        for (var part : List.of("subject", "text", "html")) {
            assertThat(wrongIn(part, source)).singleElement().satisfies(violation -> {
                assertThat(violation.pointer()).isEqualTo("/" + part);
                assertThat(violation.detail()).startsWith("line 1: " + rule);
            });
        }
        assertThat(wrongIn("text", "\n\r\n{{ok}}" + source))
                .singleElement()
                .extracting(Violation::detail)
                .asString()
                .startsWith("line 3: " + rule);
    }

    @ParameterizedTest
    @ValueSource(strings = {"{{{name}}}", "{{&name}}", "{{ & name }}", "{{{ name }}}"})
    void nobodysHtmlIsPutIntoHtml(String tag) {
        assertThat(wrongIn("html", "<p>\n" + tag + "</p>")).singleElement().satisfies(violation -> {
            assertThat(violation.pointer()).isEqualTo("/html");
            assertThat(violation.detail())
                    .isEqualTo("line 2: " + tag + " would put HTML of whoever fills it into the mail; write {{name}}");
        });
        assertThat(wrongIn("text", tag)).isEmpty();
        assertThat(wrongIn("subject", tag)).isEmpty();
    }

    @Test
    void aTemplateHasItsBounds() {
        assertThat(wrong(Map.of("subject", "x")))
                .containsExactly(new Violation("/text", "must be given, or html, or both"));
        assertThat(wrong(Map.of("subject", "", "text", "x")))
                .extracting(Violation::pointer)
                .containsExactly("/subject");
        assertThat(wrong(Map.of("subject", "a\nb", "text", "x")))
                .extracting(Violation::pointer)
                .containsExactly("/subject");
        assertThat(wrong(Map.of("subject", "x", "text", "a\0b")))
                .extracting(Violation::pointer)
                .containsExactly("/text");
        assertThat(wrong(Map.of("subject", "x", "html", "<p>".repeat(200_000))))
                .extracting(Violation::pointer)
                .containsExactly("/html");
        assertThat(wrongIn("text", "{{a}}".repeat(TagReader.MOST_TAGS))).isEmpty();
        assertThat(wrongIn("text", "{{a}}".repeat(TagReader.MOST_TAGS + 1))).hasSize(1);
    }

    @Test
    void sectionsAreNotNestedForEver() {
        int deepest = TagReader.DEEPEST;
        assertThat(wrongIn("text", "{{#a}}".repeat(deepest) + "{{/a}}".repeat(deepest)))
                .isEmpty();
        assertThat(wrongIn("text", "{{#a}}".repeat(deepest + 1) + "{{/a}}".repeat(deepest + 1)))
                .singleElement()
                .extracting(Violation::detail)
                .isEqualTo("line 1: sections are nested deeper than " + deepest);
    }

    @Test
    void itTellsWhatItKnows() {
        var template = new Template(
                "{{name}}: {{total}}",
                "{{#items}}{{title}}{{^-last}}, {{/-last}}{{.}}{{/items}}{{^items}}{{why}}{{/items}}",
                "{{#coupon}}{{coupon}}{{name}}{{/coupon}}{{user.city}}");
        assertThat(template.compile().variables())
                .containsExactly(
                        new Variable("name", true, List.of()),
                        new Variable("total", true, List.of()),
                        new Variable("items", false, List.of()),
                        new Variable("title", true, List.of("items")),
                        new Variable("why", true, List.of("^items")),
                        new Variable("coupon", false, List.of()),
                        new Variable("name", true, List.of("coupon")),
                        new Variable("user.city", true, List.of()));
    }
}
