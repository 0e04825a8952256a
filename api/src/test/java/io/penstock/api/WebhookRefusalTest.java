package io.penstock.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpRequest.BodyPublishers;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@ExtendWith(NothingStored.class)
class WebhookRefusalTest {

    private final TestClient client = TestApi.shared().newTenant();

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            deliveries?state=succeeded        | /state      | must be one of pending, delivered, failed, disabled
            deliveries?state=PENDING          | /state      | must be one of pending, delivered, failed, disabled
            deliveries?state=                 | /state      | must be one of pending, delivered, failed, disabled
            deliveries?state=failed,          | /state      | must be one of pending, delivered, failed, disabled
            deliveries?job=msg_0199e1d2c3b47a5e8f901234567890ab | /job | must be a job's id: job_ and 32 hexadecimal digits
            deliveries?job=%00                | /job        | must be a job's id: job_ and 32 hexadecimal digits
            deliveries?job=a&job=b            | /job        | must be given once
            deliveries?page_size=0            | /page_size  | must be between 1 and 500
            deliveries?page_token=!!          | /page_token | is not a token of this list
            deliveries?page_token=AAAA        | /page_token | is not a token of this list with this filter
            deliveries?url=x                  | /url        | is not a known parameter
            deliveries/job_0199e1d2c3b47a5e8f901234567890ab | /id | must be a delivery's id: msg_ and 32 hexadecimal digits
            deliveries/x                      | /id         | must be a delivery's id: msg_ and 32 hexadecimal digits
            endpoints?page_size=501           | /page_size  | must be between 1 and 500
            endpoints?page_token=AAAA         | /page_token | is not a token of this list with this filter
            endpoints?state=failed            | /state      | is not a known parameter
            """)
    void aBadParameterIsRefusedByItsName(String path, String pointer, String rule) {
        assertThat(client.get("/v1/webhooks/" + path).isInvalidAt(pointer).rules())
                .containsExactly(rule);
    }

    @Test
    void aBadIdIsNotRedelivered() {
        var answer = client.send(
                client.request("/v1/webhooks/deliveries/x/redeliver").POST(BodyPublishers.noBody()));
        answer.isInvalidAt("/id");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            {}                          | /url  | must not be null
            {"url": null}               | /url  | must not be null
            {"url": 5}                  | /url  | must be a string
            {"url": ""}                 | /url  | must be an http or https URL without user and password
            {"url": "a\\u0000b"}        | /url  | must be an http or https URL without user and password
            {"url": "http://a", "more": 1} | /more | is not a known field
            []                          | ``    | must be an object
            null                        | ``    | must not be null
            """)
    void aBadUrlIsNotEnabled(String json, String pointer, String rule) {
        var answer = client.post("/v1/webhooks/endpoints/enable", json).isInvalidAt(pointer);
        assertThat(answer.rules()).containsExactly(rule);
    }

    @Test
    void aUrlThatIsTooLongIsNotEnabled() {
        client.post("/v1/webhooks/endpoints/enable", "{\"url\": \"" + "http://a/" + "x".repeat(2049) + "\"}")
                .isInvalidAt("/url");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "x",
                "ftp://a/",
                "http://",
                "http:///a",
                "http://x:abc/",
                "http://a:99999/",
                "http://[::1/",
                "http://[::1]x/",
                "http://user@a/",
                "http://a/%zz",
                "http://a/%2",
                "http://a/{b}",
                "http://a/b?c={d}",
                "http://a/[b]",
                "http://a/b c"
            })
    void aCallbackThatCouldNeverBeCalledIsNotTakenIn(String url) {
        client.submit("{\"kind\": \"probe\", \"payload\": {}, \"callback\": {\"url\": \"" + url + "\"}}")
                .isInvalidAt("/callback/url");
        client.post("/v1/webhooks/endpoints/enable", "{\"url\": \"" + url + "\"}")
                .isInvalidAt("/url");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://a",
                "HTTPS://a.example:65535/b%20c/ü?d[]=e&f=%7B#g",
                "http://[::1]:8080/",
                "http://127.0.0.1?a",
                "http://münchen.example/"
            })
    void aCallbackThatCanBeCalledIsTakenIn(String url) {
        client.post("/v1/webhooks/endpoints/enable", "{\"url\": \"" + url + "\"}")
                .is(200);
    }

    /** Postgres takes no text with such a character, and what is owed could never be delivered. */
    @Test
    void aCallbackWithAControlCharacterIsNotTakenIn() {
        for (var bad : new String[] {"https://a\\u0000b/", "https://a/\\u0000", "https://a/\\u0001"}) {
            client.submit("{\"kind\": \"probe\", \"payload\": {}, \"callback\": {\"url\": \"" + bad + "\"}}")
                    .isInvalidAt("/callback/url");
        }
    }

    @Test
    void nobodyElseSubmitsDeliveries() {
        var answer = client.submit("{\"kind\": \"webhook.deliver\", \"payload\": {\"delivery\": \"x\"}}")
                .isInvalidAt("/kind");
        assertThat(answer.rules()).containsExactly("is one that only Penstock itself submits");
        client.get("/v1/kinds/webhook.deliver").isProblem(404, "kind_not_found");
    }

    @ParameterizedTest
    @ValueSource(strings = {"secret", "deliveries", "deliveries/x", "endpoints"})
    void aStrangerSeesNothing(String path) {
        TestApi.shared().stranger().get("/v1/webhooks/" + path).isProblem(401, "no_key");
    }

    @ParameterizedTest
    @ValueSource(strings = {"secret/rotate", "deliveries/x/redeliver", "endpoints/enable"})
    void aStrangerChangesNothing(String path) {
        TestApi.shared().stranger().post("/v1/webhooks/" + path, "{}").isProblem(401, "no_key");
    }
}
