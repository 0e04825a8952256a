package io.penstock.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import io.penstock.catalog.http.HttpRequest;
import io.penstock.catalog.json.Json;
import io.penstock.catalog.probe.Probe;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

class KindTest {

    private static final SchemaRegistry SCHEMAS = SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12);

    private final TestClient client = TestApi.shared().newTenant();

    @Test
    void theKindsAreListedByName() {
        var answer = client.get("/v1/kinds").is(200).fits("KindPage");
        answer.at("/data").forEach(kind -> Contract.assertFits("Kind", kind));
        var names = answer.at("/data")
                .valueStream()
                .map(kind -> kind.at("/name").stringValue())
                .toList();
        assertThat(names).contains("http.request", "probe").isSorted();
    }

    @Test
    void aKindSaysHowItIsRetried() {
        var answer = client.get("/v1/kinds/probe").is(200).fits("KindDetails");
        assertThat(answer.at("/retry")).isEqualTo(Json.mapper().readTree("""
                {"max_attempts": 5, "backoff": "exponential", "base": "PT1S", "max": "PT5M", "jitter": 0.2}"""));
        assertThat(answer.text("/timeout")).isEqualTo("PT1H");
        assertThat(answer.text("/lane")).isEqualTo("http");
    }

    @ParameterizedTest
    @ValueSource(strings = {"probes", "Probe", "http", "%20", "a.b.c"})
    void anUnknownKindIsNotFound(String name) {
        client.get("/v1/kinds/" + name).isProblem(404, "kind_not_found");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "{\"take_ms\": 5, \"note\": null}",
                "{\"take_ms\": -1}",
                "{\"takeMs\": 1}",
                "{\"note\": 5}",
                "{\"return_bytes\": 262145}"
            })
    void theSchemaOfAPayloadAgreesWithTheReader(String payload) {
        agrees("probe", payload);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"url\": \"HTTPS://example.com/a?b=c\", \"headers\": {\"accept\": \"*/*\"}, \"expected_statuses\": [200, 404]}",
                "{\"url\": \"https://example.com\", \"method\": null, \"headers\": null, \"body\": null}",
                "{}",
                "{\"url\": null}",
                "{\"url\": \"see https://example.com\"}",
                "{\"url\": \"https://user@example.com\"}",
                "{\"url\": \"https://example.com\", \"method\": \"XGET\"}",
                "{\"url\": \"https://example.com\", \"headers\": {\"a\": 5}}",
                "{\"url\": \"https://example.com\", \"headers\": {\"a\": \"b\\n\"}}",
                "{\"url\": \"https://example.com\", \"headers\": []}",
                "{\"url\": \"https://example.com\", \"expected_statuses\": [99]}"
            })
    void theSchemaOfAMapAgreesWithTheReader(String payload) {
        agrees("http.request", payload);
    }

    @Test
    void whatAHandlerReturnsFitsTheSchemaOfItsResult() {
        assertThat(errors(
                        "probe",
                        "/result_schema",
                        Json.mapper().valueToTree(new Probe.Result(1, Instant.now(), null, "x"))))
                .isEmpty();
        var result = new HttpRequest.Result(204, Map.of("date", List.of("now")), null, false);
        assertThat(errors("http.request", "/result_schema", Json.mapper().valueToTree(result)))
                .isEmpty();
    }

    private void agrees(String kind, String payload) {
        var answer = client.post(
                "/v1/jobs?validate_only=true", "{\"kind\": \"" + kind + "\", \"payload\": " + payload + "}");
        var errors = errors(kind, "/payload_schema", Json.mapper().readTree(payload));
        assertThat(errors.isEmpty()).as("%s, %s", answer.body(), errors).isEqualTo(answer.status() == 200);
    }

    private List<?> errors(String kind, String schema, JsonNode json) {
        return SCHEMAS.getSchema(client.get("/v1/kinds/" + kind).is(200).at(schema))
                .validate(json);
    }
}
