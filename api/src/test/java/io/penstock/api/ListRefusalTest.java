package io.penstock.api;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ListRefusalTest {

    private final TestClient client = TestApi.shared().newTenant();

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            page_size=0                | /page_size      | must be between 1 and 500
            page_size=501              | /page_size      | must be between 1 and 500
            page_size=-1               | /page_size      | must be between 1 and 500
            page_size=99999999999      | /page_size      | must be between 1 and 500
            page_size=5.0              | /page_size      | must be between 1 and 500
            page_size=x                | /page_size      | must be between 1 and 500
            page_size=                 | /page_size      | must be between 1 and 500
            page_size=1&page_size=2    | /page_size      | must be given once
            page_token=x               | /page_token     | is not a token of this list
            page_token=%00             | /page_token     | is not a token of this list
            page_token=!!              | /page_token     | is not a token of this list
            page_token=                | /page_token     | is not a token of this list with this filter
            page_token=AAAAAAAAAAAAAAAAAAAAAAAAAAA | /page_token | is not a token of this list with this filter
            state=waiting              | /state          | must be one of scheduled, queued, running, retrying, succeeded, failed, cancelled, expired, outcome_unknown
            state=QUEUED               | /state          | must be one of scheduled, queued, running, retrying, succeeded, failed, cancelled, expired, outcome_unknown
            state=                     | /state          | must be one of scheduled, queued, running, retrying, succeeded, failed, cancelled, expired, outcome_unknown
            state=queued,              | /state          | must be one of scheduled, queued, running, retrying, succeeded, failed, cancelled, expired, outcome_unknown
            state=queued&state=nope    | /state          | must be one of scheduled, queued, running, retrying, succeeded, failed, cancelled, expired, outcome_unknown
            kind=%00                   | /kind           | must be the name of a kind
            kind=                      | /kind           | must be the name of a kind
            kind=%27%20OR%201=1        | /kind           | must be the name of a kind
            kind=probe&kind=probe      | /kind           | must be given once
            order=asc                  | /order          | is not a known parameter
            State=queued               | /State          | is not a known parameter
            tag.=blue                  | /tag.           | is not a known parameter
            tag.a=%00                  | /tag.a          | must have 1 to 256 characters and no control characters
            tag.a%20b=x                | /tag.a b        | must be named with 1 to 64 letters, digits, _ . : or -
            tags=blue                  | /tags           | is not a known parameter
            tag.a=1&tag.a=2            | /tag.a          | must be given once
            a/b~c=1                    | /a~1b~0c        | is not a known parameter
            """)
    void aBadParameterIsRefusedByItsName(String query, String pointer, String rule) {
        var answer = client.get("/v1/jobs?" + query).isInvalidAt(pointer);
        assertThat(answer.rules()).containsExactly(rule);
        assertThat(answer.text("/detail")).startsWith("The parameter ").contains(rule);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "yesterday",
                "2030-01-31",
                "2030-01-31T08:00:00",
                "1900000000",
                "2030-01-31T08:00:00+01:00",
                "0000-01-01T00:00:00Z",
                "-1000000000-01-01T00:00:00Z",
                "%2B1000000000-12-31T23:59:59Z",
                ""
            })
    void aBadTimeIsRefused(String time) {
        // A + that was not encoded is a space.
        client.get("/v1/jobs?created_after=" + time).isInvalidAt("/created_after");
        var answer = client.get("/v1/jobs?created_before=" + time).isInvalidAt("/created_before");
        assertThat(answer.rules()).containsExactly("must be an RFC 3339 time such as 2030-01-31T08:00:00Z");
    }

    @Test
    void aTokenBelongsToItsFilter() {
        client.submitted();
        client.submitted();
        var token = client.get("/v1/jobs?page_size=1&state=queued").is(200).text("/next_page_token");
        client.get("/v1/jobs?page_size=1&state=queued&page_token=" + token).is(200);
        client.get("/v1/jobs?page_size=5&state=queued&page_token=" + token).is(200);
        for (var filter : new String[] {"", "&state=failed", "&state=queued&kind=probe"}) {
            client.get("/v1/jobs?page_size=1&page_token=" + token + filter).isInvalidAt("/page_token");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"kind=%ff", "kind=%c3", "%ff=1"})
    void aQueryThatIsNotUtf8IsRefused(String query) {
        var answer = client.get("/v1/jobs?" + query).isProblem(400, "bad_request");
        assertThat(answer.text("/detail")).isEqualTo("The query cannot be decoded: it must be percent-encoded UTF-8.");
    }
}
