package io.penstock.api;

import static java.nio.charset.StandardCharsets.UTF_16LE;
import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@ExtendWith(NothingStored.class)
class SubmitRefusalTest {

    private static final String VALID = "{\"kind\": \"probe\", \"payload\": {}}";

    private final TestClient client = TestApi.shared().newTenant();

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            ``                                            | ``        | is empty
            {                                             | ``        | is not well-formed JSON at line 1, column 2
            {"kind": "probe", "payload": {}               | ``        | is not well-formed JSON at line 1, column 32
            {"kind": "probe", "payload": {}} x            | ``        | is not well-formed JSON at line 1, column 34
            {"kind": "probe", "payload": {}} {}           | ``        | goes on after its end
            {'kind': 'probe', 'payload': {}}              | ``        | is not well-formed JSON at line 1, column 2
            {"kind": "probe", "payload": {"take_ms": NaN}} | ``       | is not well-formed JSON at line 1, column 45
            null                                          | ``        | must not be null
            []                                            | ``        | must be an object
            "probe"                                       | ``        | must be an object
            ""                                            | ``        | must be an object
            5                                             | ``        | must be an object
            true                                          | ``        | must be an object
            {"kind": "probe", "payload": {}, "nope": 1}   | /nope     | is not a known field
            {"kind": "probe", "payload": {}, "runAt": ""} | /runAt    | is not a known field
            {"kind": "probe", "payload": {}, "a/b~c": 1}  | /a~1b~0c  | is not a known field
            {"payload": {}}                               | /kind     | must not be null
            {"kind": null, "payload": {}}                 | /kind     | must not be null
            {"kind": 5, "payload": {}}                    | /kind     | must be a string
            {"kind": true, "payload": {}}                 | /kind     | must be a string
            {"kind": ["probe"], "payload": {}}            | /kind     | must be a string
            {"kind": "", "payload": {}}                   | /kind     | is not a known kind; see /v1/kinds
            {"kind": "probes", "payload": {}}             | /kind     | is not a known kind; see /v1/kinds
            {"kind": "PROBE", "payload": {}}              | /kind     | is not a known kind; see /v1/kinds
            {"kind": "probe"}                             | /payload  | must not be null
            {"kind": "probe", "payload": null}            | /payload  | must not be null
            {"kind": "probe", "payload": []}              | /payload  | must be an object
            {"kind": "probe", "payload": "{}"}            | /payload  | must be an object
            {"kind": "probe", "payload": 5}               | /payload  | must be an object
            {"kind": "probe", "kind": "probe", "payload": {}} | /kind | has a field twice at line 1, column 25
            {"kind": "probe", "payload": {"note": "a", "note": "b"}} | /payload/note | has a field twice at line 1, column 50
            """)
    void aMalformedRequestIsRefusedWithThePlaceAndTheRule(String json, String pointer, String rule) {
        var answer = client.submit(json).isInvalidAt(pointer);
        assertThat(answer.rules()).containsExactly(rule);
        assertThat(answer.text("/detail")).isEqualTo((pointer.isEmpty() ? "The body" : pointer) + " " + rule + ".");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            10                             | must be less than or equal to 9
            -1                             | must be greater than or equal to 0
            "5"                            | must be a whole number of at most 32 bits
            5.0                            | must be a whole number of at most 32 bits
            5.5                            | must be a whole number of at most 32 bits
            1e999999999                    | must be a whole number of at most 32 bits
            3000000000                     | must be a whole number of at most 32 bits
            99999999999999999999999        | must be a whole number of at most 32 bits
            true                           | must be a whole number of at most 32 bits
            []                             | must be a whole number of at most 32 bits
            """)
    void aPriorityIsAWholeNumberFromZeroToNine(String priority, String rule) {
        var answer = client.submit("{\"kind\": \"probe\", \"payload\": {}, \"priority\": " + priority + "}");
        assertThat(answer.isInvalidAt("/priority").rules()).containsExactly(rule);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "1900000000",
                "1900000000.5",
                "\"1900000000\"",
                "true",
                "[]",
                "{}",
                "\"\"",
                "\"soon\"",
                "\"2030-01-31\"",
                "\"2030-01-31T08:00:00\"",
                "\"2030-01-31 08:00:00Z\"",
                "\"2030-01-31T08:00Z\"",
                "\"2030-01-31T08:00:00+0100\"",
                "\"2030-02-30T08:00:00Z\"",
                "\"0000-01-01T00:00:00Z\"",
                "\"-0001-01-01T00:00:00Z\"",
                "\"+10000-01-01T00:00:00Z\"",
                "\"+1000000000-12-31T23:59:59Z\""
            })
    void aTimeIsInRfc3339WithAZone(String time) {
        var answer = client.submit("{\"kind\": \"probe\", \"payload\": {}, \"run_at\": " + time + "}");
        assertThat(answer.isInvalidAt("/run_at").rules())
                .containsExactly("must be an RFC 3339 time such as 2030-01-31T08:00:00Z");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            {"nope": 1}                | /payload/nope         | is not a known field
            {"takeMs": 1}              | /payload/takeMs       | is not a known field
            {"take_ms": "5"}           | /payload/take_ms      | must be a whole number of at most 32 bits
            {"take_ms": 5.0}           | /payload/take_ms      | must be a whole number of at most 32 bits
            {"take_ms": 99999999999}   | /payload/take_ms      | must be a whole number of at most 32 bits
            {"take_ms": true}          | /payload/take_ms      | must be a whole number of at most 32 bits
            {"take_ms": -1}            | /payload/take_ms      | must be greater than or equal to 0
            {"permanent": "true"}      | /payload/permanent    | must be true or false
            {"permanent": 1}           | /payload/permanent    | must be true or false
            {"note": 1}                | /payload/note         | must be a string
            {"note": false}            | /payload/note         | must be a string
            {"note": {}}               | /payload/note         | must be a string
            {"note": "\\ud800"}        | /payload/note         | has half of a surrogate pair
            {"note": "a\\u0000"}       | /payload/note         | must not have the character U+0000
            """)
    void aPayloadThatIsNotOfItsKindIsRefused(String payload, String pointer, String rule) {
        var answer = client.submit("{\"kind\": \"probe\", \"payload\": " + payload + "}");
        assertThat(answer.isInvalidAt(pointer).rules()).containsExactly(rule);
    }

    @Test
    void everythingThatIsWrongWithAPayloadIsSaidAtOnce() {
        var answer = client.submit("""
                {"kind": "http.request", "payload": {
                  "url": "ftp://example.com", "headers": {"a b": "x", "c~/d": "\\n", "e": null},
                  "expected_statuses": [200, 99, null]}}""");
        answer.isInvalidAt(
                "/payload/expected_statuses/1",
                "/payload/expected_statuses/2",
                "/payload/headers/a b",
                "/payload/headers/c~0~1d",
                "/payload/headers/c~0~1d",
                "/payload/headers/e",
                "/payload/url");
        assertThat(answer.rules())
                .containsExactly(
                        "must be greater than or equal to 100",
                        "must not be null",
                        "must be a header name",
                        "must be a header name",
                        "must be printable ASCII without line breaks",
                        "must not be null",
                        "must be an http or https URL without user and password");
        assertThat(answer.text("/detail")).isEqualTo("7 things are wrong; errors names each.");
    }

    @ParameterizedTest
    @ValueSource(ints = {64, 1000, 100_000})
    void aBodyThatIsTooDeepIsRefused(int depth) {
        var json = "{\"kind\": \"probe\", \"payload\": " + "[".repeat(depth) + "]".repeat(depth) + "}";
        assertThat(client.submit(json).isInvalidAt("/payload/0").rules())
                .containsExactly("is nested deeper than 64 levels");
    }

    @Test
    void aBodyThatIsNotUtf8IsRefused() {
        var latin = new byte[] {'{', '"', (byte) 0xe4, '"', ':', '1', '}'};
        send("application/json", BodyPublishers.ofByteArray(latin)).isInvalidAt("");
        var cut = new byte[] {'"', (byte) 0xf0, (byte) 0x9f, '"'};
        send("application/json", BodyPublishers.ofByteArray(cut)).isInvalidAt("");
        var surrogate = new byte[] {'"', (byte) 0xed, (byte) 0xa0, (byte) 0x80, '"'};
        send("application/json", BodyPublishers.ofByteArray(surrogate)).isInvalidAt("");
        send("application/json", BodyPublishers.ofByteArray("{\"kind\"".getBytes(UTF_16LE)))
                .isInvalidAt("");
    }

    @Test
    void aClaimedSizeIsBelievedWithoutWaitingForTheBody() {
        var answer = RawHttp.talk(TestApi.shared().port(), """
                POST /v1/jobs HTTP/1.1
                Host: penstock
                Authorization: %s
                Content-Type: application/json
                Content-Length: 68157441

                """.formatted(client.authorization()));
        assertThat(answer.isProblem(413, "too_large").text("/detail"))
                .isEqualTo("A request body has at most 68157440 bytes.");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "text/plain",
                "application/x-www-form-urlencoded",
                "multipart/form-data",
                "multipart/form-data; boundary=x",
                "application/problem+json",
                "application/jsonx",
                "application/json; charset=nope",
                "*/*",
                "nonsense"
            })
    void aBodyOfAnotherTypeIsRefused(String type) {
        var answer = send(type, BodyPublishers.ofString(VALID)).isProblem(415, "unsupported_media_type");
        assertThat(answer.text("/detail")).startsWith("Send the body with Content-Type: application/json;");
    }

    @Test
    void aBodyOfNoTypeIsRefused() {
        client.send(client.request("/v1/jobs").POST(BodyPublishers.ofString(VALID)))
                .isProblem(415, "unsupported_media_type");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            validate_only=yes                      | /validate_only | must be true or false
            validate_only=TRUE                     | /validate_only | must be true or false
            validate_only=                         | /validate_only | must be true or false
            validate_only                          | /validate_only | must be true or false
            validate_only=true&validate_only=true  | /validate_only | must be given once
            validate_onyl=true                     | /validate_onyl | is not a known parameter
            """)
    void aSlipInAParameterDoesNotMakeAJob(String query, String pointer, String rule) {
        var answer = client.post("/v1/jobs?" + query, VALID).isInvalidAt(pointer);
        assertThat(answer.rules()).containsExactly(rule);
    }

    @Test
    void aQueryThatCannotBeDecodedIsRefused() {
        client.post("/v1/jobs?validate_only=%ff", VALID).isProblem(400, "bad_request");
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 256, 5000})
    void anIdempotencyKeyHasOneTo255Characters(int length) {
        var answer = client.submit(VALID, "k".repeat(length)).isInvalidAt("");
        assertThat(answer.text("/detail"))
                .isEqualTo("The header Idempotency-Key must have 1 to 255 printable ASCII characters.");
    }

    @Test
    void anIdempotencyKeyIsAscii() {
        RawHttp.talk(TestApi.shared().port(), """
                        POST /v1/jobs HTTP/1.1
                        Host: penstock
                        Connection: close
                        Authorization: %s
                        Content-Type: application/json
                        Idempotency-Key: schl\u00fcssel
                        Content-Length: %d

                        %s""".formatted(client.authorization(), VALID.length(), VALID))
                .isInvalidAt("");
    }

    @ParameterizedTest
    @ValueSource(strings = {"text/plain", "application/xml", "application/yaml", "image/*", "///"})
    void whatCannotBeAnsweredAcceptablyIsNotStored(String accept) {
        client.send(client.request("/v1/jobs")
                        .header("Accept", accept)
                        .header("Content-Type", "application/json")
                        .POST(BodyPublishers.ofString(VALID)))
                .isProblem(406, "not_acceptable");
    }

    private Answer send(String type, BodyPublisher body) {
        return client.send(
                client.request("/v1/jobs").header("Content-Type", type).POST(body));
    }
}
