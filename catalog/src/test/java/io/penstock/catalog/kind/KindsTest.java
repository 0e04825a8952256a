package io.penstock.catalog.kind;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.penstock.catalog.Catalog;
import io.penstock.catalog.http.HttpRequest;
import io.penstock.catalog.json.Json;
import io.penstock.catalog.json.Read;
import io.penstock.catalog.probe.Probe;
import java.time.Duration;
import java.util.Collection;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

class KindsTest {

    static Collection<Kind<?, ?>> kinds() {
        return Catalog.kinds().list();
    }

    static Stream<Class<?>> records() {
        return kinds().stream().flatMap(kind -> Stream.of(kind.payload(), kind.result()));
    }

    @Test
    void aKindIsFoundByItsName() {
        assertThat(Catalog.kinds().find("http.request")).contains(HttpRequest.KIND);
        assertThat(Catalog.kinds().find("http.requests")).isEmpty();
    }

    @Test
    void kindsAreListedInOrder() {
        assertThat(kinds()).extracting(Kind::name).isSorted().contains("probe", "http.request");
    }

    @Test
    void twoKindsOfOneNameAreRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Kinds(Probe.KIND, HttpRequest.KIND, Probe.KIND))
                .withMessageContaining("probe");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "Probe", "ai.", ".ai", "ai..generate", "ai-generate", "1st", "ai generate"})
    void aKindsNameIsLowerCaseWordsWithDotsBetween(String name) {
        assertThatIllegalArgumentException().isThrownBy(() -> named(name, Duration.ofSeconds(1)));
    }

    @Test
    void aKindHasTimeToRun() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> named("a", Duration.ZERO))
                .withMessageContaining("timeout");
    }

    private static Kind<Probe.Payload, Probe.Result> named(String name, Duration timeout) {
        return new Kind<>(name, "", Lane.HTTP, Probe.Payload.class, Probe.Result.class, Probe.KIND.retry(), timeout);
    }

    @ParameterizedTest
    @EnumSource
    void aLaneIsFoundByItsLabel(Lane lane) {
        assertThat(Lane.of(lane.label())).isEqualTo(lane);
    }

    @ParameterizedTest
    @MethodSource("records")
    void everySchemaSpeaksSnakeCaseAndForbidsTheUnknown(Class<?> form) {
        var schema = Schemas.of(form);
        assertThat(schema.at("/$schema").asString()).isEqualTo("https://json-schema.org/draft/2020-12/schema");
        assertThat(schema.at("/additionalProperties")).isEqualTo(Json.mapper().valueToTree(false));
        assertThat(schema.at("/properties").propertyNames())
                .isNotEmpty()
                .allMatch(name -> name.matches("[a-z][a-z0-9_]*"));
    }

    @Test
    void aSchemaSaysWhatIsRequiredAndHowLargeItMayBe() {
        var schema = Schemas.of(HttpRequest.Payload.class);
        assertThat(texts(schema.at("/required"))).containsExactly("url");
        assertThat(schema.at("/properties/url/maxLength").asInt()).isEqualTo(8192);
        assertThat(schema.at("/properties/method/pattern").asString())
                .isEqualTo("^(?:GET|HEAD|POST|PUT|PATCH|DELETE|OPTIONS)$");
        assertThat(schema.at("/properties/expected_statuses/items/maximum").asInt())
                .isEqualTo(599);
        assertThat(Schemas.of(Probe.Payload.class).at("/required").isMissingNode())
                .isTrue();
    }

    @Test
    void aSchemaNamesTheFieldsAsTheyAreWritten() {
        JsonNode written = Json.mapper().valueToTree(Probe.Payload.noted("a"));
        assertThat(Schemas.of(Probe.Payload.class).at("/properties").propertyNames())
                .containsExactlyInAnyOrderElementsOf(written.propertyNames());
    }

    @Test
    void aSchemaLetsBeNullWhatMayBeNull() {
        var schema = Schemas.of(HttpRequest.Result.class);
        assertThat(texts(schema.at("/properties/body/type"))).containsExactly("string", "null");
        assertThat(schema.at("/properties/status/type").asString()).isEqualTo("integer");
    }

    @Test
    void aSchemaSaysWhatAMapHolds() {
        assertThat(Schemas.of(HttpRequest.Result.class).at("/properties/headers/additionalProperties"))
                .isEqualTo(Json.mapper().readTree("""
                        {"type": "array", "items": {"type": "string"}}"""));
    }

    @Test
    void aSchemaExplainsItsFields() {
        assertThat(Schemas.of(Probe.Payload.class)
                        .at("/properties/take_ms/description")
                        .asString())
                .isEqualTo("How long to work, in milliseconds.");
    }

    @Test
    void whatAKindReadIsReadAgainFromStorage() {
        var sent = Json.mapper().readTree("{\"take_ms\": 5, \"note\": \"again\"}");
        assertThat(Probe.KIND.read(sent))
                .isInstanceOfSatisfying(
                        Read.Valid.class,
                        read -> assertThat(Probe.KIND.readStored(Json.write(read.value())))
                                .isEqualTo(new Probe.Payload(5, 0, false, 0, "again", 0, 0)));
    }

    @Test
    void aStoredPayloadOfAnOlderVersionIsStillRead() {
        assertThat(Probe.KIND.readStored("{\"take_ms\": 5, \"abolished\": 1}").takeMs())
                .isEqualTo(5);
    }

    private static Stream<String> texts(JsonNode array) {
        return array.valueStream().map(JsonNode::asString);
    }
}
