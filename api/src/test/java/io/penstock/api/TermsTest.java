package io.penstock.api;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a client may ask for besides the payload. */
class TermsTest {

    private final TestApi api = TestApi.shared();
    private final TestClient client = api.newTenant();

    private Answer submit(String fields) {
        return client.submit("{\"kind\": \"probe\", \"payload\": {}, " + fields + "}");
    }

    @Test
    void everythingThatWasAskedForIsShown() {
        var job = submit("""
                "deadline": "2099-01-31T08:00:00+01:00", "timeout": "PT30S", "tags": {"team": "blue", "run": "7"},
                "retry": {"max_attempts": 3, "backoff": "fixed", "base": "PT2S"}, "callback": {"url": "https://example.com/done"}""").is(202).fits("Job");
        assertThat(job.text("/deadline")).isEqualTo("2099-01-31T07:00:00Z");
        assertThat(job.at("/max_attempts").asInt()).isEqualTo(3);
        assertThat(job.text("/tags/team")).isEqualTo("blue");
        assertThat(client.get("/v1/jobs/" + job.text("/id")).is(200).at("/tags"))
                .isEqualTo(job.at("/tags"));
    }

    @Test
    void aSecondJobWithAUniqueKeyIsTheFirst() {
        var first = submit("\"unique\": {\"key\": \"nightly\"}").is(202);
        assertThat(first.at("/deduplicated").isMissingNode()).isTrue();
        var second = submit("\"unique\": {\"key\": \"nightly\"}, \"priority\": 9")
                .is(202)
                .fits("Job");
        assertThat(second.text("/id")).isEqualTo(first.text("/id"));
        assertThat(second.at("/deduplicated").asBoolean()).isTrue();
        assertThat(second.header("Location")).isEqualTo("/v1/jobs/" + first.text("/id"));
    }

    @Test
    void aReplayOfADeduplicatedSubmitSaysSoAgain() {
        var job = "{\"kind\": \"probe\", \"payload\": {}, \"unique\": {\"key\": \"nightly\"}}";
        var first = client.submit(job).is(202).text("/id");
        assertThat(client.submit(job, "a-key").is(202).text("/id")).isEqualTo(first);
        var replay = client.submit(job, "a-key").is(202);
        assertThat(replay.text("/id")).isEqualTo(first);
        assertThat(replay.at("/deduplicated").asBoolean()).isTrue();
        assertThat(replay.header("Idempotency-Replayed")).isEqualTo("true");
    }

    @Test
    void jobsAreFoundByTheirTags() {
        var blue = submit("\"tags\": {\"team\": \"blue\", \"run\": \"1\"}").text("/id");
        var other = submit("\"tags\": {\"team\": \"blue\", \"run\": \"2\"}").text("/id");
        submit("\"tags\": {\"team\": \"red\", \"run\": \"1\"}").is(202);
        assertThat(client.get("/v1/jobs?tag.team=blue")
                        .is(200)
                        .at("/data")
                        .valueStream()
                        .map(job -> job.at("/id").stringValue()))
                .containsExactly(other, blue);
        assertThat(client.get("/v1/jobs?tag.team=blue&tag.run=1&state=queued")
                        .is(200)
                        .at("/data")
                        .valueStream()
                        .map(job -> job.at("/id").stringValue()))
                .containsExactly(blue);
        assertThat(client.get("/v1/jobs?tag.team=green").is(200).at("/data")).isEmpty();
    }

    @Test
    void pagesOfTaggedJobsHoldEachOnce() {
        var ids = new java.util.ArrayList<String>();
        for (int i = 0; i < 5; i++) {
            ids.addFirst(submit("\"tags\": {\"page\": \"yes\"}").text("/id"));
        }
        var first = client.get("/v1/jobs?tag.page=yes&page_size=3").is(200);
        var rest = client.get("/v1/jobs?tag.page=yes&page_size=3&page_token=" + first.text("/next_page_token"))
                .is(200);
        assertThat(java.util.stream.Stream.concat(
                                first.at("/data").valueStream(),
                                rest.at("/data").valueStream())
                        .map(job -> job.at("/id").stringValue()))
                .containsExactlyElementsOf(ids);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            "deadline": "soon"                                  | /deadline           | must be an RFC 3339 time such as 2030-01-31T08:00:00Z
            "deadline": "2020-01-31T08:00:00Z"                  | /deadline           | must lie in the future
            "deadline": "2098-01-31T08:00:00Z", "run_at": "2098-01-31T08:00:00Z" | /deadline | must be later than run_at
            "timeout": 30                                       | /timeout            | must be an ISO 8601 duration such as PT30S
            "timeout": "30s"                                    | /timeout            | must be an ISO 8601 duration such as PT30S
            "timeout": "PT0S"                                   | /timeout            | must be longer than PT0S and at most PT168H
            "timeout": "-PT1S"                                  | /timeout            | must be longer than PT0S and at most PT168H
            "timeout": "P8D"                                    | /timeout            | must be longer than PT0S and at most PT168H
            "forget_after": "P2Y"                               | /forget_after       | must be an ISO 8601 duration such as PT30S
            "forget_after": "P400D"                             | /forget_after       | must be between PT0S and PT8760H
            "forget_after": "-PT1S"                             | /forget_after       | must be between PT0S and PT8760H
            "retry": 3                                          | /retry              | must be an object
            "retry": {"attempts": 3}                            | /retry/attempts     | is not a known field
            "retry": {"max_attempts": 0}                        | /retry/max_attempts | must be greater than or equal to 1
            "retry": {"max_attempts": 101}                      | /retry/max_attempts | must be less than or equal to 100
            "retry": {"backoff": "EXPONENTIAL"}                 | /retry/backoff      | must be exponential or fixed
            "retry": {"base": "-PT1S"}                          | /retry/base         | must be between PT0S and PT168H
            "retry": {"base": "P8D"}                            | /retry/base         | must be between PT0S and PT168H
            "retry": {"max": "PT0S"}                            | /retry/max          | must be longer than PT0S and at most PT168H
            "retry": {"base": "PT2S", "max": "PT1S"}            | /retry/max          | must not be shorter than base
            "retry": {"jitter": 1.5}                            | /retry/jitter       | must be between 0 and 1
            "retry": {"jitter": -0.1}                           | /retry/jitter       | must be between 0 and 1
            "retry": {"jitter": "a"}                            | /retry/jitter       | must be a number
            "unique": "nightly"                                 | /unique             | must be an object
            "unique": {}                                        | /unique/key         | must not be null
            "unique": {"key": ""}                               | /unique/key         | must have between 1 and 255 characters
            "unique": {"key": "a\\u0000b"}                     | /unique/key         | must not have control characters
            "unique": {"key": "a", "scope": "global"}           | /unique/scope       | must be tenant or kind
            "unique": {"key": "a", "for": "PT0S"}               | /unique/for         | must be longer than PT0S and at most PT8760H
            "unique": {"key": "a", "for": "P366D"}              | /unique/for         | must be longer than PT0S and at most PT8760H
            "unique": {"key": "a", "window": "PT1S"}            | /unique/window      | is not a known field
            "tags": ["a"]                                       | /tags               | must be an object
            "tags": {"a b": "c"}                                | /tags/a b           | must be named with 1 to 64 letters, digits, _ . : or -
            "tags": {"a": ""}                                   | /tags/a             | must have 1 to 256 characters and no control characters
            "tags": {"a": "b\\nc"}                              | /tags/a             | must have 1 to 256 characters and no control characters
            "tags": {"a": null}                                 | /tags/a             | must not be null
            "tags": {"a": 1}                                    | /tags/a             | must be a string
            "callback": "https://example.com"                   | /callback           | must be an object
            "callback": {}                                      | /callback/url       | must not be null
            "callback": {"url": "example.com"}                  | /callback/url       | must be an http or https URL without user and password
            "callback": {"url": "https://a:b@example.com"}      | /callback/url       | must be an http or https URL without user and password
            "callback": {"url": "https://example.com", "x": 1}  | /callback/x         | is not a known field
            """)
    void badTermsAreRefusedWithThePlaceAndTheRule(String fields, String pointer, String rule) {
        assertThat(submit(fields).isInvalidAt(pointer).rules()).containsExactly(rule);
    }

    @Test
    void tooManyTagsAreRefused() {
        var tags = new StringBuilder("\"tags\": {\"t0\": \"a\"");
        for (int i = 1; i <= 20; i++) {
            tags.append(", \"t").append(i).append("\": \"a\"");
        }
        assertThat(submit(tags + "}").isInvalidAt("/tags").rules()).containsExactly("must have at most 20 tags");
    }

    @Test
    void everythingThatIsWrongIsSaidAtOnce() {
        submit("\"timeout\": \"PT0S\", \"deadline\": \"2020-01-31T08:00:00Z\", \"retry\": {\"max\": \"PT0S\"}")
                .isInvalidAt("/timeout", "/retry/max", "/deadline");
    }
}
