package io.penstock.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpRequest.BodyPublishers;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@ExtendWith(NothingStored.class)
class BatchRefusalTest {

    private static final String PROBE = "{\"kind\": \"probe\", \"payload\": {}}";
    private static final String ID = "bat_0199e1d2c3b47a5e8f901234567890ab";

    private final TestClient client = TestApi.shared().newTenant();

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            []                                                    | ``               | must be an object
            5                                                     | ``               | must be an object
            {}                                                    | /items           | must not be null
            {"items": null}                                       | /items           | must not be null
            {"items": {}}                                         | /items           | must be an array
            {"items": "x"}                                        | /items           | must be an array
            {"items": []}                                         | /items           | must not be empty
            {"items": [1], "jobs": []}                            | /jobs            | is not a known field
            {"items": [1], "callback": "https://example.com"}     | /callback        | must be an object
            {"items": [1], "callback": {}}                        | /callback/url    | must not be null
            {"items": [1], "callback": {"url": 5}}                | /callback/url    | must be a string
            {"items": [1], "callback": {"url": "ftp://a.b"}}      | /callback/url    | must be an http or https URL without user and password
            {"items": [1], "callback": {"url": "http://u:p@a.b"}} | /callback/url    | must be an http or https URL without user and password
            {"items": [1], "callback": {"url": "http://a.b", "x": 1}} | /callback/x  | is not a known field
            {"items": [1], "tags": []}                            | /tags            | must be an object
            {"items": [1], "tags": {"a": 5}}                      | /tags/a          | must be a string
            {"items": [1], "tags": {"a": null}}                   | /tags/a          | must not be null
            {"items": [1], "tags": {"a": ""}}                     | /tags/a          | must have 1 to 256 characters and no control characters
            {"items": [1], "tags": {"a b": "c"}}                  | /tags/a b        | must be named with 1 to 64 letters, digits, _ . : or -
            {"items": [1], "items": [2]}                          | /items           | has a field twice at line 1, column 23
            {"items": [1]                                         | ``               | is not well-formed JSON at line 1, column 14
            """)
    void aMalformedDocumentIsRefusedWithThePlaceAndTheRule(String json, String pointer, String rule) {
        var answer = client.post("/v1/batches", json).isInvalidAt(pointer);
        assertThat(answer.rules()).containsExactly(rule);
    }

    @Test
    void allThatIsWrongIsTold() {
        client.post("/v1/batches", "{\"items\": [], \"callback\": {}}").isInvalidAt("/items", "/callback/url");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            ?callback=example.com                      | /callback  | must be an http or https URL without user and password
            ?callback=                                 | /callback  | must be an http or https URL without user and password
            ?callback=http://a.b&callback=http://c.d   | /callback  | must be given once
            ?tag.a=                                    | /tag.a     | must have 1 to 256 characters and no control characters
            ?tag.a=%0a                                 | /tag.a     | must have 1 to 256 characters and no control characters
            ?tag.a=b&tag.a=c                           | /tag.a     | must be given once
            ?tag.a%20b=c                               | /tag.a b   | must be named with 1 to 64 letters, digits, _ . : or -
            ?tag.=c                                    | /tag.      | is not a known parameter
            ?validate_only=true                        | /validate_only | is not a known parameter
            """)
    void aBadParameterBesideLinesIsRefused(String query, String pointer, String rule) {
        var answer = client.send(client.lines(query, PROBE)).isInvalidAt(pointer);
        assertThat(answer.rules()).containsExactly(rule);
    }

    @Test
    void tooManyTagsAreRefused() {
        var query = new StringBuilder("?callback=http://a.b");
        for (int i = 0; i < 21; i++) {
            query.append("&tag.t").append(i).append("=x");
        }
        client.send(client.lines(query.toString(), PROBE)).isInvalidAt("/tag.");
    }

    @Test
    void aDocumentTakesNoParameters() {
        client.post("/v1/batches?callback=http://a.b", "{\"items\": [%s]}".formatted(PROBE))
                .isInvalidAt("/callback");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "\n", " \t\r\n\n   \n"})
    void aStreamWithoutItemsIsRefused(String lines) {
        assertThat(client.stream(lines, "k").isInvalidAt("").rules()).containsExactly("has no items");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"text/plain", "application/xml", "application/x-www-form-urlencoded", "x", "application/ndjson"})
    void anotherMediaTypeIsRefused(String type) {
        client.send(client.request("/v1/batches").header("Content-Type", type).POST(BodyPublishers.ofString(PROBE)))
                .isProblem(415, "unsupported_media_type");
    }

    @Test
    void aBadKeyIsRefused() {
        client.stream(PROBE, "k".repeat(256)).isInvalidAt("");
        client.stream(PROBE, "a\tb").isInvalidAt("");
        client.send(client.lines("", PROBE).header("Idempotency-Key", "")).isInvalidAt("");
    }

    @Test
    void aStrangerIsRefused() {
        TestApi.shared().stranger().stream(PROBE).isProblem(401, "no_key");
        TestApi.shared().stranger().get("/v1/batches").isProblem(401, "no_key");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"bat_", "x", "job_0199e1d2c3b47a5e8f901234567890ab", "bat_0199e1d2c3b44a5e8f901234567890ab"})
    void aBadIdIsRefused(String id) {
        for (var path : new String[] {"", "/items", "/results"}) {
            var answer = client.get("/v1/batches/" + id + path).isInvalidAt("/id");
            assertThat(answer.rules()).containsExactly("must be a batch's id: bat_ and 32 hexadecimal digits");
        }
        client.post("/v1/batches/" + id + "/cancel", "").isInvalidAt("/id");
    }

    @Test
    void anUnknownBatchIsNotFound() {
        for (var path : new String[] {"", "/items", "/results"}) {
            client.get("/v1/batches/" + ID + path).isProblem(404, "batch_not_found");
            client.send(client.request("/v1/batches/" + ID + path).header("Accept", "application/x-ndjson, */*;q=0.1"))
                    .isProblem(404, "batch_not_found");
        }
        client.post("/v1/batches/" + ID + "/cancel", "").isProblem(404, "batch_not_found");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            /items?state=waiting         | /state       | must be one of scheduled, queued, running, retrying, succeeded, failed, cancelled, expired, outcome_unknown, invalid, deduplicated
            /items?state=                | /state       | must be one of scheduled, queued, running, retrying, succeeded, failed, cancelled, expired, outcome_unknown, invalid, deduplicated
            /items?status=queued         | /status      | is not a known parameter
            /results?state=queued        | /state       | is not a known parameter
            """)
    void aBadFilterIsRefused(String path, String pointer, String rule) {
        var answer = client.get("/v1/batches/" + ID + path).isInvalidAt(pointer);
        assertThat(answer.rules()).containsExactly(rule);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            page_size=0     | /page_size  | must be between 1 and 500
            page_size=501   | /page_size  | must be between 1 and 500
            page_token=x    | /page_token | is not a token of this list
            page_token=AAAAAAAAAAAAAAAAAAAAAAAAAAA | /page_token | is not a token of this list with this filter
            older_than=1    | /older_than | is not a known parameter
            """)
    void aBadPageIsRefused(String query, String pointer, String rule) {
        assertThat(client.get("/v1/batches?" + query).isInvalidAt(pointer).rules())
                .containsExactly(rule);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            PUT    | /v1/batches               | GET,POST
            DELETE | /v1/batches/{id}          | GET
            POST   | /v1/batches/{id}/items    | GET
            POST   | /v1/batches/{id}/results  | GET
            GET    | /v1/batches/{id}/cancel   | POST
            """)
    void anotherMethodIsNotAllowed(String method, String path, String allowed) {
        var answer = client.send(client.request(path.replace("{id}", ID)).method(method, BodyPublishers.noBody()))
                .isProblem(405, "method_not_allowed");
        assertThat(answer.header("Allow").split(", ?")).containsExactlyInAnyOrder(allowed.split(","));
    }

    @Test
    void whatIsNotServedIsNotAcceptable() {
        var answer = client.send(client.request("/v1/batches/" + ID + "/items").header("Accept", "text/csv"))
                .isProblem(406, "not_acceptable");
        assertThat(answer.text("/detail"))
                .isEqualTo("This route answers with application/json or application/x-ndjson only.");
        client.send(client.lines("", PROBE).header("Accept", "application/x-ndjson"))
                .isProblem(406, "not_acceptable");
    }
}
