package io.penstock.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpRequest.BodyPublishers;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@ExtendWith(NothingStored.class)
class PauseRefusalTest {

    private final TestClient client = TestApi.shared().newTenant();

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            "kind": "no.such", "reason": "x"                                        | /kind   | is not a known kind; see /v1/kinds
            "lane": "slow", "reason": "x"                                           | /lane   | is not the name of a lane
            "lane": "HTTP", "reason": "x"                                           | /lane   | is not the name of a lane
            "tenant": "nobody-here", "reason": "x"                                  | /tenant | is not the name of a tenant
            "tenant": "a\\u0000b", "reason": "x"                                    | /tenant | is not the name of a tenant
            "limit": "no-such-limit", "reason": "x"                                 | /limit  | is not the name of a limit; see /v1/limits
            "limit": "a\\u0000b", "reason": "x"                                     | /limit  | is not the name of a limit; see /v1/limits
            "limit": "pause:kind:probe", "reason": "x"                              | /limit  | is not the name of a limit; see /v1/limits
            "reason": "x"                                                           | ``      | must have exactly one of kind, lane, tenant and limit
            "kind": "probe", "lane": "http", "reason": "x"                          | ``      | must have exactly one of kind, lane, tenant and limit
            "kind": "probe", "tenant": null, "lane": "http", "reason": "x"          | ``      | must have exactly one of kind, lane, tenant and limit
            "kind": 5, "reason": "x"                                                | /kind   | must be a string
            "kind": "probe"                                                         | /reason | must not be blank
            "kind": "probe", "reason": null                                         | /reason | must not be blank
            "kind": "probe", "reason": " "                                          | /reason | must not be blank
            "kind": "probe", "reason": "a\\u0000b"                                  | /reason | must not have control characters
            "kind": "probe", "reason": "x", "until": "2001-01-01T00:00:00Z"         | /until  | must lie in the future
            "kind": "probe", "reason": "x", "until": "9999-12-31T00:00:01Z"        | /until  | must lie in the future
            "kind": "probe", "reason": "x", "until": "soon"                         | /until  | must be an RFC 3339 time such as 2030-01-31T08:00:00Z
            "kind": "probe", "reason": "x", "more": 1                               | /more   | is not a known field
            """)
    void anAbsurdPauseIsRefused(String said, String pointer, String rule) {
        assertThat(client.post("/v1/pauses", "{" + said + "}")
                        .isInvalidAt(pointer)
                        .rules())
                .containsExactly(rule);
    }

    @Test
    void aReasonThatIsTooLongIsRefused() {
        var reason = "x".repeat(501);
        assertThat(client.post("/v1/pauses", "{\"kind\": \"probe\", \"reason\": \"" + reason + "\"}")
                        .isInvalidAt("/reason")
                        .rules())
                .containsExactly("must have at most 500 characters");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "kind/probe",
                "kind/no.such",
                "lane/payment",
                "limit/no-such",
                "limit/a%01b",
                "tenant/nobody",
                "job/probe",
                "KIND/probe"
            })
    void whatIsNotPausedIsNotFound(String path) {
        client.get("/v1/pauses/" + path).isProblem(404, "pause_not_found");
        client.send(client.request("/v1/pauses/" + path).method("DELETE", BodyPublishers.noBody()))
                .isProblem(404, "pause_not_found");
    }

    @ParameterizedTest
    @CsvSource({
        "page_token=!!,/page_token",
        "page_token=job:probe,/page_token",
        "page_size=0,/page_size",
        "kind=x,/kind"
    })
    void anAbsurdListIsRefused(String query, String pointer) {
        client.get("/v1/pauses?" + query).isInvalidAt(pointer);
    }
}
