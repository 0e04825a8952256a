package io.penstock.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpRequest.BodyPublishers;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@ExtendWith(NothingStored.class)
class ScheduleRefusalTest {

    private static final String JOB = "\"target\": {\"job\": {\"kind\": \"probe\", \"payload\": {}}}";

    private final TestClient client = TestApi.shared().newTenant();

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            "timezone": "UTC"                               | ``        | must have exactly one of cron and every
            "cron": "@daily", "every": "PT1H"               | ``        | must have exactly one of cron and every
            "cron": "61 * * * *"                            | /cron     | must have a minute of 0-59 in field 1, alone or with * , - and /
            "cron": "0 0 30 2 *"                            | /cron     | never fires
            "cron": ""                                      | /cron     | must have 5 fields (minute, hour, day of month, month, day of week), or 6 with the second first
            "cron": "0 0 * * *\\u0000"                      | /cron     | must be printable ASCII
            "cron": 5                                       | /cron     | must be a string
            "cron": "@daily", "timezone": "Mars/Olympus"    | /timezone | is not the name of a zone of the IANA database, such as Europe/Berlin
            "cron": "@daily", "timezone": "+02:00"          | /timezone | is not the name of a zone of the IANA database, such as Europe/Berlin
            "every": "PT1H", "timezone": "Europe/Berlin"    | /timezone | must not be given with every, which knows no local times
            "every": "PT0.5S"                               | /every    | must be whole seconds, from PT1S to P366D
            "every": "-PT1H"                                | /every    | must be whole seconds, from PT1S to P366D
            "every": "P367D"                                | /every    | must be whole seconds, from PT1S to P366D
            "every": "15m"                                  | /every    | must be an ISO 8601 duration such as PT30S
            "every": "PT1H", "jitter": "-PT1S"              | /jitter   | must be whole seconds, from PT0S to PT24H
            "every": "PT1H", "jitter": "PT25H"              | /jitter   | must be whole seconds, from PT0S to PT24H
            "every": "PT1H", "starts_at": "2030-01-01T00:00:00Z", "ends_at": "2030-01-01T00:00:00Z" | /ends_at | must be later than starts_at
            "every": "PT1H", "ends_at": "2020-01-01T00:00:00Z" | /ends_at | must lie in the future
            "cron": "0 0 1 1 *", "starts_at": "2030-02-01T00:00:00Z", "ends_at": "2030-03-01T00:00:00Z" | /ends_at | comes before the first time
            "every": "PT1H", "starts_at": "tomorrow"        | /starts_at | must be an RFC 3339 time such as 2030-01-31T08:00:00Z
            "every": "PT1H", "catch_up": "some"             | /catch_up | must be none, latest or all
            "every": "PT1H", "max_catch_up": 5              | /max_catch_up | is for catch_up all
            "every": "PT1H", "catch_up": "all", "max_catch_up": 1001 | /max_catch_up | must be less than or equal to 1000
            "every": "PT1H", "overlap": "some"              | /overlap  | must be skip, queue or allow
            "every": "PT1H", "description": ""              | /description | must have between 1 and 500 characters
            "every": "PT1H", "version": 1                   | /version  | is for changing a schedule
            "every": "PT1H", "more": 1                      | /more     | is not a known field
            """)
    void anAbsurdScheduleIsRefused(String said, String pointer, String rule) {
        assertThat(client.post("/v1/schedules", "{\"name\": \"absurd\", " + said + ", " + JOB + "}")
                        .isInvalidAt(pointer)
                        .rules())
                .containsExactly(rule);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            null                                                          | /target
            {}                                                            | /target
            {"analysis": {}}                                              | /target/analysis/source
            {"job": {"kind": "probe", "payload": {"take_ms": "soon"}}}    | /target/job/payload/take_ms
            {"job": {"kind": "no.such", "payload": {}}}                   | /target/job/kind
            {"job": {"kind": "webhook.deliver", "payload": {}}}           | /target/job/kind
            {"job": {"kind": "probe", "payload": {}, "run_at": "2030-01-01T00:00:00Z"}} | /target/job/run_at
            {"job": {"kind": "probe", "payload": {}, "tags": {"a b": "c"}}} | /target/job/tags/a b
            {"batch": {"items": [{"kind": "probe", "payload": {}}, {"kind": "no.such", "payload": {}}]}} | /target/batch/items/1/kind
            """)
    void anAbsurdTargetIsRefusedAtThePlacesOfASubmit(String target, String pointer) {
        var answer = client.post(
                        "/v1/schedules", "{\"name\": \"absurd\", \"every\": \"PT1H\", \"target\": " + target + "}")
                .isProblem(400, "invalid_request");
        assertThat(answer.pointers()).contains(pointer);
    }

    @Test
    void allThatIsWrongIsSaidAtOnce() {
        client.post(
                        "/v1/schedules",
                        "{\"cron\": \"61 * * * *\", \"timezone\": \"X\", \"target\": {\"job\": {\"kind\": \"x\", \"payload\": {}}}}")
                .isInvalidAt("/name", "/cron", "/timezone", "/target/job/kind");
    }

    @ParameterizedTest
    @ValueSource(strings = {"A", "a b", "-a", "a/b"})
    void anAbsurdNameIsRefused(String name) {
        client.post("/v1/schedules", "{\"name\": \"" + name + "\", \"every\": \"PT1H\", " + JOB + "}")
                .isInvalidAt("/name");
    }

    @ParameterizedTest
    @ValueSource(strings = {"nothing", "A", "%20"})
    void whatIsNotThereIsNotFound(String name) {
        client.get("/v1/schedules/" + name).isProblem(404, "schedule_not_found");
        client.get("/v1/schedules/" + name + "/firings").isProblem(404, "schedule_not_found");
        client.get("/v1/schedules/" + name + "/preview").isProblem(404, "schedule_not_found");
        client.send(client.request("/v1/schedules/" + name).DELETE()).isProblem(404, "schedule_not_found");
        client.send(client.request("/v1/schedules/" + name + "/trigger").POST(BodyPublishers.noBody()))
                .isProblem(404, "schedule_not_found");
    }

    @Test
    void absurdTimesHaveNoPreview() {
        client.post("/v1/schedules/preview", "{\"cron\": \"* * *\"}").isInvalidAt("/cron");
        client.post("/v1/schedules/preview", "{}").isInvalidAt("");
    }
}
