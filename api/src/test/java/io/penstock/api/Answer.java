package io.penstock.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpHeaders;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What a client got. */
record Answer(int status, HttpHeaders headers, String body) {

    private static final JsonMapper JSON = new JsonMapper();

    JsonNode json() {
        return JSON.readTree(body);
    }

    JsonNode at(String pointer) {
        return json().at(pointer);
    }

    /** The string at this pointer. */
    String text(String pointer) {
        return at(pointer).stringValue();
    }

    String header(String name) {
        return headers.firstValue(name).orElse("");
    }

    Answer is(int expected) {
        assertThat(status).as(this::toString).isEqualTo(expected);
        return this;
    }

    /** Asserts that the body is what the contract says of this schema, and nothing beyond it. */
    Answer fits(String schema) {
        Contract.assertFits(schema, json());
        return this;
    }

    /** Asserts that it is a whole problem with this status and code. */
    Answer isProblem(int expected, String code) {
        is(expected);
        assertThat(header("Content-Type")).isEqualTo("application/problem+json");
        fits("Problem");
        assertThat(text("/code")).as(body).isEqualTo(code);
        assertThat(at("/status").asInt()).isEqualTo(expected);
        assertThat(text("/detail")).endsWith(".");
        assertThat(text("/request_id")).isEqualTo(header("X-Request-Id"));
        assertThat(body).doesNotContain("Exception", "java.", "io.penstock", "tools.jackson", "Tomcat");
        return this;
    }

    /** Asserts that the request's content is at fault, and at these places. */
    Answer isInvalidAt(String... pointers) {
        isProblem(400, "invalid_request");
        assertThat(pointers()).as(body).containsExactly(pointers);
        return this;
    }

    List<String> pointers() {
        return at("/errors")
                .valueStream()
                .map(e -> e.at("/pointer").stringValue())
                .toList();
    }

    List<String> rules() {
        return at("/errors")
                .valueStream()
                .map(e -> e.at("/detail").stringValue())
                .toList();
    }
}
