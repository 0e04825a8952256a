package io.penstock.catalog.json;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.catalog.json.Read.Invalid;
import jakarta.validation.Valid;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Size;
import java.io.ByteArrayInputStream;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class JsonTest {

    private static final String SECRET = "sk-live-4711";

    enum Colour {
        RED,
        GREEN
    }

    record Parcel(
            @NotNull @Size(max = 20) String label,
            @Max(100) int itemCount,
            long grams,
            double height,
            boolean fragile,
            @Nullable Colour colour,
            @Nullable Instant sentAt,
            @Nullable Duration maxAge,
            @Nullable List<@NotNull @Size(max = 3) String> stamps,
            @Nullable Map<@Pattern(regexp = "[a-z/~]*") String, @Valid @NotNull Parcel> partsByName,
            @Nullable @Size(min = 1, max = 2) List<@Valid Parcel> parts) {}

    record Guarded(int size) {
        Guarded {
            if (size < 0) {
                throw new IllegalArgumentException("must not be negative");
            }
        }
    }

    @Test
    void aDocumentIsReadInSnakeCase() {
        var read = Json.read("""
                {"label": "a", "item_count": 3, "grams": 5000000000, "height": 1, "fragile": true, "colour": "RED",
                 "sent_at": "2030-01-31T08:00:00+01:00", "max_age": "PT30S", "stamps": ["x"]}""".getBytes(UTF_8), Parcel.class);
        assertThat(read)
                .isEqualTo(new Read.Valid<>(new Parcel(
                        "a",
                        3,
                        5_000_000_000L,
                        1.0,
                        true,
                        Colour.RED,
                        Instant.parse("2030-01-31T07:00:00Z"),
                        Duration.ofSeconds(30),
                        List.of("x"),
                        null,
                        null)));
    }

    @Test
    void whatIsWrittenIsReadAgain() {
        var parcel = new Parcel("é ☕", 1, 2, 0.5, false, null, Instant.EPOCH, Duration.ofDays(2), null, Map.of(), null);
        var json = Json.write(parcel);
        assertThat(json).contains("\"sent_at\":\"1970-01-01T00:00:00Z\"", "\"max_age\":\"PT48H\"");
        assertThat(Json.read(json.getBytes(UTF_8), Parcel.class)).isEqualTo(new Read.Valid<>(parcel));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "  ",
                "{",
                "{]",
                "{\"label\": }",
                "{label: 1}",
                "{'label': 1}",
                "{\"label\": \"a\nb\"}",
                "nul",
                "{\"grams\": 01}",
                "{\"grams\": NaN}",
                "{\"a\\ud83d\": 1}",
                "{\"a\\udc00\": 1}",
                "\u0000",
                "\0\0\0{\0\0\0\"\1\1\1\1"
            })
    void aMalformedDocumentIsRefused(String json) {
        assertThat(violation(json).detail()).matches("is not well-formed JSON.*|is empty");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            {"label": "a", "lable": "b"}                   | /lable               | is not a known field
            {"label": "a", "itemCount": 3}                 | /itemCount           | is not a known field
            {"label": "a", "item_count": "3"}              | /item_count          | must be a whole number of at most 32 bits
            {"label": "a", "item_count": ""}               | /item_count          | must be a whole number of at most 32 bits
            {"label": "a", "item_count": 3.5}              | /item_count          | must be a whole number of at most 32 bits
            {"label": "a", "item_count": 3.0}              | /item_count          | must be a whole number of at most 32 bits
            {"label": "a", "item_count": 3000000000}       | /item_count          | must be a whole number of at most 32 bits
            {"label": "a", "item_count": true}             | /item_count          | must be a whole number of at most 32 bits
            {"label": "a", "item_count": []}               | /item_count          | must be a whole number of at most 32 bits
            {"label": "a", "grams": 9223372036854775808}   | /grams               | must be a whole number
            {"label": "a", "grams": 1.5}                   | /grams               | must be a whole number
            {"label": "a", "height": "1.5"}                | /height              | must be a number
            {"label": "a", "fragile": 1}                   | /fragile             | must be true or false
            {"label": "a", "fragile": "true"}              | /fragile             | must be true or false
            {"label": 1}                                   | /label               | must be a string
            {"label": 1.5}                                 | /label               | must be a string
            {"label": true}                                | /label               | must be a string
            {"label": {}}                                  | /label               | must be a string
            {"label": ["a"]}                               | /label               | must be a string
            {"label": "a", "colour": "BLUE"}               | /colour              | must be one of [GREEN, RED]
            {"label": "a", "colour": 0}                    | /colour              | must be one of [GREEN, RED]
            {"label": "a", "stamps": "x"}                  | /stamps              | must be an array
            {"label": "a", "stamps": {}}                   | /stamps              | must be an array
            {"label": "a", "stamps": ["x", 1]}             | /stamps/1            | must be a string
            {"label": "a", "parts_by_name": []}            | /parts_by_name       | must be an object
            {"label": "a", "parts": ["x"]}                 | /parts/0             | must be an object
            []                                             | ``                   | must be an object
            "label"                                        | ``                   | must be an object
            1                                              | ``                   | must be an object
            null                                           | ``                   | must not be null
            {}                                             | /label               | must not be null
            {"label": null}                                | /label               | must not be null
            {"label": "aaaaaaaaaaaaaaaaaaaaa"}             | /label               | must have at most 20 characters
            {"label": "a", "parts": []}                    | /parts               | must have between 1 and 2 entries
            {"label": "a", "item_count": 101}              | /item_count          | must be less than or equal to 100
            """)
    void aDocumentOfTheWrongFormIsRefusedWithThePlaceAndTheRule(String json, String pointer, String detail) {
        assertThat(violation(json)).isEqualTo(new Violation(pointer, detail));
        assertThat(Json.read(Json.mapper().readTree(json), Parcel.class))
                .isEqualTo(new Invalid<>(List.of(new Violation(pointer, detail))));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\"tomorrow\"",
                "\"2030-01-31\"",
                "\"2030-01-31T08:00:00\"",
                "\"2030-13-31T08:00:00Z\"",
                "1900000000",
                "1900000000.5",
                "\"1900000000\"",
                "\"0000-12-31T23:59:59Z\"",
                "\"9999-12-31T23:59:59-01:00\"",
                "\"+10000-01-01T00:00:00Z\"",
                "\"2030-01-31T08:00Z\"",
                "\"2030-01-31T08:00:00+0100\"",
                "\"\"",
                "[2030,1,31]",
                "true",
                "{}"
            })
    void aTimeIsInRfc3339(String time) {
        assertThat(violation("{\"label\": \"a\", \"sent_at\": %s}".formatted(time)))
                .isEqualTo(new Violation("/sent_at", "must be an RFC 3339 time such as 2030-01-31T08:00:00Z"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"\"30s\"", "\"30\"", "30", "30.5", "\"\"", "\"P1M\"", "\"P\"", "[]", "false", "{}"})
    void aDurationIsInIso8601(String duration) {
        assertThat(violation("{\"label\": \"a\", \"max_age\": %s}".formatted(duration)))
                .isEqualTo(new Violation("/max_age", "must be an ISO 8601 duration such as PT30S"));
    }

    @Test
    void anOptionalFieldMayBeAbsentOrNull() {
        var bare = new Parcel("a", 0, 0, 0, false, null, null, null, null, null, null);
        assertThat(Json.read("{\"label\": \"a\"}".getBytes(UTF_8), Parcel.class))
                .isEqualTo(new Read.Valid<>(bare));
        assertThat(Json.read(
                        "{\"label\": \"a\", \"item_count\": null, \"sent_at\": null, \"stamps\": null}".getBytes(UTF_8),
                        Parcel.class))
                .isEqualTo(new Read.Valid<>(bare));
    }

    @Test
    void aFieldThatComesTwiceIsRefused() {
        assertThat(violation("{\"label\": \"a\", \"label\": \"%s\"}".formatted(SECRET))
                        .detail())
                .isEqualTo("has a field twice at line 1, column 23");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            {"kind": 1, "kind": 2}            | /kind           | has a field twice at line 1, column 19
            {"a": [1, {"b/c": 1, "b/c": 2}]}  | /a/1/b~1c       | has a field twice at line 1, column 27
            {"a": {"b": {"c": DEEP}}}         | /a/b            | is nested deeper than 64 levels
            DEEP                              | /0/0            | is nested deeper than 64 levels
            {"a": {"b": {"c": }}}             | ``              | is not well-formed JSON at line 1, column 19
            """)
    void ofAnyDocumentThePlaceIsSaidThatIsTwiceOrTooDeep(String json, String pointer, String detail) {
        var bytes = json.replace("DEEP", "[".repeat(70) + "]".repeat(70)).getBytes(UTF_8);
        var expected = new Invalid<>(List.of(new Violation(pointer, detail)));

        assertThat(Json.read(bytes)).isEqualTo(expected);
        assertThat(Json.read(new ByteArrayInputStream(bytes), pieces -> {})).isEqualTo(expected);
    }

    @ParameterizedTest
    @ValueSource(strings = {" {}", " 1", "x", "]", "}"})
    void nothingMayFollowTheDocument(String more) {
        assertThat(violation("{\"label\": \"a\"}" + more)).isNotNull();
    }

    @Test
    void aSecondDocumentIsNoPartOfTheFirst() {
        assertThat(violation("{\"label\": \"a\"} {}")).isEqualTo(new Violation("", "goes on after its end"));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            "\\ud83d"                     | ``       | has half of a surrogate pair
            {"a": {"b": ["", "x\\udc00"]}} | /a/b/1   | has half of a surrogate pair
            """)
    void aStringMustBeText(String json, String pointer, String detail) {
        assertThat(Json.read(json.getBytes(UTF_8))).isEqualTo(new Invalid<>(List.of(new Violation(pointer, detail))));
    }

    @Test
    void aWholeSurrogatePairIsText() {
        assertThat(Json.read("[\"\\ud83d\\ude00\", \"😀\"]".getBytes(UTF_8))).isInstanceOf(Read.Valid.class);
    }

    @Test
    void aDocumentThatIsTooDeepIsRefused() {
        var open = "{\"label\":\"a\",\"parts\":[";
        var json = open.repeat(40) + "]}".repeat(40);
        assertThat(violation(json).detail()).isEqualTo("is nested deeper than 64 levels");
    }

    @Test
    void aNumberWithoutEndIsRefused() {
        assertThat(violation("{\"grams\": %s}".formatted("1".repeat(2000))).detail())
                .isEqualTo("exceeds a limit of the JSON reader");
    }

    @Test
    void aPointerLeadsThroughListsAndMaps() {
        assertThat(violation("""
                {"label": "a", "parts": [{"label": "b"}, {"label": "c", "parts_by_name": {"x/y~z": {"label": 7}}}]}""")).isEqualTo(new Violation("/parts/1/parts_by_name/x~1y~0z/label", "must be a string"));
    }

    @Test
    void everyBrokenRuleIsNamedWithItsPlace() {
        var json = """
                {"label": "a", "item_count": 1000, "stamps": ["ok", "long", null],
                 "parts": [{"label": "b"}, {"item_count": 500}],
                 "parts_by_name": {"x/y": {"label": null}, "none": null, "BAD": {"label": "c"}}}""";
        assertThat(violations(json))
                .containsExactlyInAnyOrder(
                        new Violation("/item_count", "must be less than or equal to 100"),
                        new Violation("/stamps/1", "must have at most 3 characters"),
                        new Violation("/stamps/2", "must not be null"),
                        new Violation("/parts/1/label", "must not be null"),
                        new Violation("/parts/1/item_count", "must be less than or equal to 100"),
                        new Violation("/parts_by_name/x~1y/label", "must not be null"),
                        new Violation("/parts_by_name/none", "must not be null"),
                        new Violation("/parts_by_name/BAD", "must match \"[a-z/~]*\""));
    }

    @Test
    void aRecordThatRefusesItselfSaysWhy() {
        assertThat(Json.read("{\"size\": -1}".getBytes(UTF_8), Guarded.class))
                .isEqualTo(new Invalid<>(List.of(new Violation("", "must not be negative"))));
    }

    static Stream<String> documentsWithASecret() {
        return Stream.of(
                        "{\"label\": ?, \"label\": ?}",
                        "{\"label\": ?",
                        "{\"label\": ?} ?",
                        "{\"label\": [?]}",
                        "{\"label\": {\"a\": ?}}",
                        "{\"label\": \"a\", \"item_count\": ?}",
                        "{\"label\": \"a\", \"height\": ?}",
                        "{\"label\": \"a\", \"fragile\": ?}",
                        "{\"label\": \"a\", \"colour\": ?}",
                        "{\"label\": \"a\", \"sent_at\": ?}",
                        "{\"label\": \"a\", \"max_age\": ?}",
                        "{\"label\": \"a\", \"stamps\": ?}",
                        "{\"label\": \"a\", \"stamps\": [?]}",
                        "{\"label\": \"a\", \"parts\": [?]}",
                        "{\"label\": \"a\", \"parts_by_name\": ?}",
                        "{\"label\": \"a\", \"unknown\": ?}",
                        "{\"label\": ?}",
                        "?")
                .map(json -> json.replace("?", "\"" + SECRET.repeat(3) + "\""));
    }

    @ParameterizedTest
    @MethodSource("documentsWithASecret")
    void noMessageQuotesWhatWasSent(String json) {
        assertThat(Json.read(json.getBytes(UTF_8), Parcel.class).toString()).doesNotContain(SECRET);
        assertThat(Json.read(json.replace("\"" + SECRET, SECRET).getBytes(UTF_8), Parcel.class)
                        .toString())
                .doesNotContain(SECRET)
                .doesNotContain("sk");
    }

    private static Violation violation(String json) {
        var violations = violations(json);
        assertThat(violations).hasSize(1);
        return violations.getFirst();
    }

    private static List<Violation> violations(String json) {
        return switch (Json.read(json.getBytes(UTF_8), Parcel.class)) {
            case Invalid<Parcel> invalid -> invalid.violations();
            case Read.Valid<Parcel> valid -> throw new AssertionError("Should not be valid: " + valid.value());
        };
    }
}
