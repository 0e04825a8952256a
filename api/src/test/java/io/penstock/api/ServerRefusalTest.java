package io.penstock.api;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the server refuses before the application sees it looks as if the application had. */
@ExtendWith(NothingStored.class)
class ServerRefusalTest {

    private final TestClient client = TestApi.shared().newTenant();

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/v1/jobs?{}",
                "/v1/jobs\\x",
                "/v1/jobs/%zz",
                "/v1/jobs/%00",
                "/v1/jobs/%2e%2e%2fkinds",
                "/v1/../../etc/passwd",
                "/v1/jobs/\u00e4",
                "http://[x"
            })
    void anIllegalTargetIsRefused(String target) {
        bare(talk("GET " + target + " HTTP/1.1", "").isProblem(400, "bad_request"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"nonsense", "G@T /v1/jobs HTTP/1.1", "GET", "GET /v1/jobs HTTP/x"})
    void whatIsNotHttpIsRefused(String line) {
        bare(talk(line, "").isProblem(400, "bad_request"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Content-Length: -5",
                "Content-Length: x",
                "Content-Length: 1\nContent-Length: 2",
                "Expect: nothing\nContent-Length: x",
                "Host: other"
            })
    void anIllegalHeaderIsRefused(String header) {
        bare(talk("POST /v1/jobs HTTP/1.1", header).isProblem(400, "bad_request"));
    }

    @Test
    void anEnormousHeaderIsRefused() {
        bare(talk("GET /v1/jobs HTTP/1.1", "X-Large: " + "x".repeat(100_000)).isProblem(400, "bad_request"));
        bare(talk("GET /v1/jobs HTTP/1.1", "X-Many: x\n".repeat(10_000) + "X-Last: x")
                .isProblem(400, "bad_request"));
        bare(talk("GET /" + "x".repeat(100_000) + " HTTP/1.1", "").isProblem(400, "bad_request"));
    }

    @Test
    void aRequestWithoutAHostIsRefused() {
        bare(RawHttp.talk(client.port(), "GET /v1/jobs HTTP/1.1\n\n").isProblem(400, "bad_request"));
    }

    @Test
    void anUnknownVersionIsRefused() {
        bare(talk("GET /v1/jobs HTTP/9.1", "").isProblem(505, "not_served"));
    }

    @Test
    void anUnknownTransferEncodingIsRefused() {
        bare(talk("POST /v1/jobs HTTP/1.1", "Transfer-Encoding: nope").isProblem(501, "not_served"));
    }

    @Test
    void traceIsRefused() {
        var answer = talk("TRACE /v1/jobs HTTP/1.1", "").isProblem(405, "method_not_allowed");
        assertThat(answer.header("Allow")).isNotEmpty();
        bare(answer);
    }

    @Test
    void aBodyWithMalformedChunksIsRefused() {
        var answer = RawHttp.talk(
                client.port(),
                head("POST /v1/jobs HTTP/1.1", "Content-Type: application/json\nTransfer-Encoding: chunked")
                        + "ZZ\n{}\n0\n\n");
        bare(answer.isProblem(400, "bad_request"));
    }

    @Test
    void aBodyThatEndsEarlyIsRefused() {
        var answer = RawHttp.talk(
                client.port(),
                head("POST /v1/jobs HTTP/1.1", "Content-Type: application/json\nContent-Length: 500")
                        + "{\"kind\": \"probe\", \"payload\": {}}");
        bare(answer.isProblem(400, "bad_request"));
    }

    private Answer talk(String line, String header) {
        return RawHttp.talk(client.port(), head(line, header));
    }

    private String head(String line, String header) {
        return line + "\nHost: penstock\nConnection: close\nAuthorization: " + client.authorization() + "\n"
                + (header.isEmpty() ? "" : header + "\n") + "\n";
    }

    /** Nothing in it tells what the server is made of. */
    private static void bare(Answer answer) {
        assertThat(answer.header("Server")).isEmpty();
        assertThat(answer.body()).doesNotContainIgnoringCase("apache", "tomcat", "<html", "\tat ");
    }
}
