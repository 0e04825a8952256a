package io.penstock.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpRequest.BodyPublishers;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@ExtendWith(NothingStored.class)
class LimitRefusalTest {

    private final TestClient client = TestApi.shared().newTenant();

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            "rate": {"permits": 0, "per": "PT1S"}                 | /rate/permits    | must be greater than or equal to 1
            "rate": {"permits": -5, "per": "PT1S"}                | /rate/permits    | must be greater than or equal to 1
            "rate": {"permits": 1000000001, "per": "PT1S"}        | /rate/permits    | must be less than or equal to 1000000000
            "rate": {"permits": 1.5, "per": "PT1S"}               | /rate/permits    | must be a whole number
            "rate": {"permits": 1}                                | /rate/per        | must not be null
            "rate": {"permits": 1, "per": "PT0.5S"}               | /rate/per        | must be between PT1S and PT24H
            "rate": {"permits": 1, "per": "P2D"}                  | /rate/per        | must be between PT1S and PT24H
            "rate": {"permits": 1, "per": "-PT1S"}                | /rate/per        | must be between PT1S and PT24H
            "rate": {"permits": 1, "per": 1}                      | /rate/per        | must be an ISO 8601 duration such as PT30S
            "rate": {"permits": 5, "per": "PT1S", "burst": 6}     | /rate/burst      | must not be more than permits
            "units": {"permits": 5, "per": "PT1S", "burst": 0}    | /units/burst     | must be greater than or equal to 1
            "units": {"permits": 5, "per": "PT25H"}               | /units/per       | must be between PT1S and PT24H
            "concurrency": {"max": 0}                             | /concurrency/max | must be greater than or equal to 1
            "concurrency": {}                                     | /concurrency/max | must not be null
            "concurrency": 5                                      | /concurrency     | must be an object
            "concurrency": {"max": 1, "rate": 1}                  | /concurrency/rate | is not a known field
            "concurrency": {"max": 1}, "kind": "no.such"          | /kind            | is not a known kind; see /v1/kinds
            "concurrency": {"max": 1}, "tenant": "nobody-here"    | /tenant          | is not the name of a tenant
            "concurrency": {"max": 1}, "tenant": "a\\u0000b"     | /tenant          | is not the name of a tenant
            "concurrency": {"max": 1}, "more": 1                  | /more            | is not a known field
            "kind": "probe"                                       | ``               | must have exactly one of rate, units and concurrency
            "concurrency": {"max": 1}, "rate": {"permits": 1, "per": "PT1S"} | `` | must have exactly one of rate, units and concurrency
            """)
    void anAbsurdLimitIsRefused(String said, String pointer, String rule) {
        assertThat(client.post("/v1/limits", "{\"name\": \"absurd\", " + said + "}")
                        .isInvalidAt(pointer)
                        .rules())
                .containsExactly(rule);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            ""            | must be 1 to 100
            "A"           | must be 1 to 100
            "a b"         | must be 1 to 100
            "a/b"         | must be 1 to 100
            "-a"          | must be 1 to 100
            "a\\u0000"    | must be 1 to 100
            null          | must not be null
            5             | must be a string
            "pause:kind:probe" | must not begin with pause: or route:, as those of pauses and routes do
            "route:probe" | must not begin with pause: or route:, as those of pauses and routes do
            """)
    void aBadNameIsRefused(String name, String rule) {
        var answer = client.post("/v1/limits", "{\"name\": " + name + ", \"concurrency\": {\"max\": 1}}");
        assertThat(answer.isInvalidAt("/name").rules())
                .singleElement()
                .asString()
                .startsWith(rule);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            close    | {}                                                            | /reason  | must not be null
            close    | {"reason": ""}                                                | /reason  | must have between 1 and 500 characters
            close    | {"reason": "a\\u0000b"}                                       | /reason  | must not have control characters
            close    | {"reason": "x", "until": "2001-01-01T00:00:00Z"}              | /until   | must lie in the future
            close    | {"reason": "x", "until": "soon"}                              | /until   | must be
            override | {"permits": 0, "until": "2099-01-01T00:00:00Z"}               | /permits | must be greater than or equal to 1
            override | {"permits": 5}                                                | /until   | must not be null
            override | {"permits": 5, "until": "2001-01-01T00:00:00Z"}               | /until   | must lie in the future
            """)
    void aBadChangeIsRefused(String change, String json, String pointer, String rule) {
        var answer = client.post("/v1/limits/any/" + change, json);
        assertThat(answer.isInvalidAt(pointer).rules())
                .singleElement()
                .asString()
                .startsWith(rule);
    }

    @Test
    void aLimitThatIsNotThereIsNotFound() {
        client.get("/v1/limits/no-such-limit").is(404);
        client.get("/v1/limits/NO").is(404);
        client.post("/v1/limits/no-such-limit/close", "{\"reason\": \"x\"}").is(404);
        client.send(client.request("/v1/limits/no-such-limit")
                        .header("Content-Type", "application/json")
                        .PUT(BodyPublishers.ofString("{\"concurrency\": {\"max\": 1}}")))
                .is(404);
        client.get("/v1/limits?page_token=!!").isInvalidAt("/page_token");
        client.get("/v1/limits?page_size=0").isInvalidAt("/page_size");
        client.get("/v1/limits?kind=x").isInvalidAt("/kind");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            "limits": ["no-such-limit"]            | /limits/0
            "limits": [null]                       | /limits/0
            "limits": "x"                          | /limits
            "limits": ["pause:kind:probe"]         | /limits/0
            "limits": ["a\\u0000b"]                | /limits/0
            "units": {"no-such-limit": 5}          | /units/no-such-limit
            "units": {"a/b~c": 5}                  | /units/a~1b~0c
            """)
    void aJobCannotNeedALimitThatIsNotThere(String said, String pointer) {
        client.post("/v1/jobs", "{\"kind\": \"probe\", \"payload\": {}, " + said + "}")
                .isInvalidAt(pointer);
    }

    @Test
    void whatNoLimitCanBeCalledIsUnknownBesideOthers() {
        client.post("/v1/jobs", """
                {"kind": "probe", "payload": {}, "limits": ["no-such-limit", "a\\u0000b"], "units": {"a\\u0000b": 5}}""").isInvalidAt("/limits/0", "/limits/1", "/units/a\0b");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            {}                                     | /concurrency/key
            {"key": ""}                            | /concurrency/key
            {"key": 5}                             | /concurrency/key
            {"key": "a\\u0000b"}                   | /concurrency/key
            {"key": "a", "max": 0}                 | /concurrency/max
            {"key": "a", "max": 1001}              | /concurrency/max
            {"key": "a", "ordered": "yes"}         | /concurrency/ordered
            {"key": "a", "order": true}            | /concurrency/order
            "a"                                    | /concurrency
            """)
    void aConcurrencyKeyIsWhole(String said, String pointer) {
        client.post("/v1/jobs", "{\"kind\": \"probe\", \"payload\": {}, \"concurrency\": " + said + "}")
                .isInvalidAt(pointer);
    }
}
