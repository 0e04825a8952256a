package io.penstock.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpRequest.BodyPublishers;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@ExtendWith(NothingStored.class)
class RouteTest {

    private static final String ID = "job_0199e1d2c3b47a5e8f901234567890ab";

    private final TestClient client = TestApi.shared().newTenant();

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/",
                "/v1",
                "/v1/",
                "/v1/job",
                "/v1/jobs/",
                "/v2/jobs",
                "//v1/jobs",
                "/V1/jobs",
                "/v1/jobs/" + ID + "/x",
                "/error",
                "/favicon.ico",
                "/index.html",
                "/actuator",
                "/v1/jobs.json"
            })
    void aPathWithoutARouteIsNotFound(String path) {
        var answer = client.get(path).isProblem(404, "not_found");
        assertThat(answer.text("/detail")).isEqualTo("No route has this path; see /openapi.json.");
        TestApi.shared().stranger().get(path).isProblem(404, "not_found");
        client.post(path, "{}").isProblem(404, "not_found");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            PUT     | /v1/jobs             | GET,POST
            PATCH   | /v1/jobs             | GET,POST
            DELETE  | /v1/jobs             | GET,POST
            MIX     | /v1/jobs             | GET,POST
            POST    | /v1/jobs/{id}        | GET
            DELETE  | /v1/jobs/{id}        | GET
            POST    | /v1/jobs/{id}/result | GET
            GET     | /v1/jobs/{id}/cancel | POST
            POST    | /v1/kinds            | GET
            POST    | /v1/kinds/probe      | GET
            POST    | /openapi.json        | GET
            """)
    void anotherMethodIsNotAllowed(String method, String path, String allowed) {
        var answer = client.send(client.request(path.replace("{id}", ID)).method(method, BodyPublishers.noBody()))
                .isProblem(405, "method_not_allowed");
        assertThat(answer.header("Allow").split(", ?")).containsExactlyInAnyOrder(allowed.split(","));
        assertThat(answer.text("/detail")).isEqualTo("Allowed here: " + answer.header("Allow") + ".");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/v1/jobs", "/v1/kinds", "/v1/kinds/probe", "/openapi.json"})
    void headIsGetWithoutTheBody(String path) {
        var get = client.get(path).is(200);
        var head = client.send(client.request(path).HEAD()).is(200);
        assertThat(head.body()).isEmpty();
        assertThat(head.header("Content-Type")).isEqualTo(get.header("Content-Type"));
        assertThat(head.header("Content-Length")).isEqualTo(get.header("Content-Length"));
    }

    @Test
    void headOfWhatIsNotThereHasNoBodyEither() {
        assertThat(client.send(client.request("/v1/jobs/" + ID).HEAD()).is(404).body())
                .isEmpty();
    }

    @Test
    void optionsNamesTheMethods() {
        var answer = client.send(client.request("/v1/jobs").method("OPTIONS", BodyPublishers.noBody()))
                .is(200);
        assertThat(answer.header("Allow").split(",")).containsExactlyInAnyOrder("GET", "HEAD", "POST", "OPTIONS");
        assertThat(answer.body()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"/v1/jobs", "/v1/jobs/" + ID, "/v1/jobs/" + ID + "/result", "/v1/kinds", "/openapi.json"})
    void onlyJsonIsServed(String path) {
        var answer =
                client.send(client.request(path).header("Accept", "text/plain")).isProblem(406, "not_acceptable");
        assertThat(answer.text("/detail")).isEqualTo("This route answers with application/json only.");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "application/json",
                "*/*",
                "application/*",
                "text/html, */*;q=0.1",
                "application/json;charset=utf-8"
            })
    void whoTakesJsonGetsIt(String accept) {
        var answer = client.send(client.request("/v1/kinds").header("Accept", accept))
                .is(200);
        assertThat(answer.header("Content-Type")).startsWith("application/json");
    }

    @Test
    void everyAnswerNamesItsRequest() {
        var one = client.get("/v1/kinds").header("X-Request-Id");
        var other = client.get("/v1/kinds").header("X-Request-Id");
        assertThat(one).matches("req_[0-9a-f]{16}").isNotEqualTo(other);
    }
}
