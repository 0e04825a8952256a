package io.penstock.sandbox.anthropic;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.sandbox.Asker;
import io.penstock.sandbox.Sandbox;
import io.penstock.sandbox.SandboxSettings;
import io.penstock.sandbox.SetClock;
import io.penstock.sandbox.fault.Fault;
import io.penstock.sandbox.fault.Refusal;
import io.penstock.sandbox.fault.Refusal.Reason;
import io.penstock.sandbox.limit.Terms;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AnthropicTest {

    private final Sandbox sandbox = Sandbox.start(SandboxSettings.on(0).clock(new SetClock()));
    private final Asker asker = new Asker(sandbox);

    @AfterEach
    void close() {
        asker.close();
        sandbox.close();
    }

    @ParameterizedTest
    @CsvSource({
        "INVALID_REQUEST, 400, invalid_request_error",
        "UNAUTHORIZED, 401, authentication_error",
        "FORBIDDEN, 403, permission_error",
        "MODEL_NOT_FOUND, 404, not_found_error",
        "CONFLICT, 409, conflict_error",
        "TOO_LARGE, 413, request_too_large",
        "RATE_LIMIT, 429, rate_limit_error",
        "SLOW_DOWN, 429, rate_limit_error",
        "MONEY_STOP, 402, billing_error",
        "SERVER_ERROR, 500, api_error",
        "OVERLOADED, 529, overloaded_error",
        "TIMEOUT, 504, timeout_error"
    })
    void everyNoHasItsForm(Reason reason, int status, String type) {
        sandbox.faults().next(new Fault.Refused(Refusal.of(reason, "No.")));

        var refused = asker.ask(Asker.ANTHROPIC, "Hello.");

        assertThat(refused.statusCode()).isEqualTo(status);
        var body = Asker.json(refused);
        assertThat(body.path("type").stringValue()).isEqualTo("error");
        assertThat(body.at("/error/type").stringValue()).isEqualTo(type);
        assertThat(body.at("/error/message").stringValue()).isEqualTo("Sandbox: No.");
        assertThat(refused.headers().firstValue("request-id"))
                .contains(body.path("request_id").stringValue());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            {"max_tokens": 5, "messages": [{"role": "user", "content": "a"}]}                                    | model
            {"model": "claude-haiku-4-5", "messages": [{"role": "user", "content": "a"}]}                        | max_tokens
            {"model": "claude-haiku-4-5", "max_tokens": 0, "messages": [{"role": "user", "content": "a"}]}       | max_tokens
            {"model": "claude-haiku-4-5", "max_tokens": 5, "messages": []}                                       | messages
            {"model": "claude-haiku-4-5", "max_tokens": 5, "messages": [{"role": "system", "content": "a"}]}     | messages
            """)
    void whatIsMissingIsNamed(String body, String field) {
        var refused = asker.post(Asker.ANTHROPIC, body);

        assertThat(refused.statusCode()).isEqualTo(400);
        assertThat(Asker.json(refused).at("/error/message").stringValue()).startsWith("Sandbox: " + field + ":");
    }

    @Test
    void inputAndOutputAreCountedApart() {
        sandbox.limits()
                .set(
                        "anthropic",
                        null,
                        Terms.OPEN.requests(50).inputTokens(30_000).outputTokens(40_000));

        var headers = asker.ask(Asker.ANTHROPIC, "abcd".repeat(10_000)).headers();

        assertThat(headers.firstValue("anthropic-ratelimit-requests-remaining")).contains("49");
        assertThat(headers.firstValue("anthropic-ratelimit-requests-reset")).contains("2030-01-31T08:00:02Z");
        assertThat(headers.firstValue("anthropic-ratelimit-input-tokens-limit")).contains("30000");
        assertThat(headers.firstValue("anthropic-ratelimit-input-tokens-remaining"))
                .contains("20000");
        assertThat(headers.firstValue("anthropic-ratelimit-input-tokens-reset")).contains("2030-01-31T08:00:20Z");
        assertThat(headers.firstValue("anthropic-ratelimit-output-tokens-remaining"))
                .contains("40000");
        assertThat(headers.firstValue("anthropic-ratelimit-tokens-limit")).contains("30000");
        assertThat(headers.firstValue("anthropic-ratelimit-tokens-remaining")).contains("20000");
    }

    @Test
    void whoHasNoKeyIsNotKnown() {
        var refused = asker.without("authorization").ask(Asker.ANTHROPIC, "Hello.");

        assertThat(refused.statusCode()).isEqualTo(401);
        assertThat(Asker.json(refused).at("/error/type").stringValue()).isEqualTo("authentication_error");
    }

    @Test
    void whoSaysNoVersionIsRefused() {
        var refused = asker.without("anthropic-version").ask(Asker.ANTHROPIC, "Hello.");

        assertThat(refused.statusCode()).isEqualTo(400);
        assertThat(Asker.json(refused).at("/error/message").stringValue()).contains("anthropic-version");
    }

    @Test
    void theEventsComeInTheirOrder() {
        var names = asker.stream(Asker.ANTHROPIC, "Hello.")
                .body()
                .lines()
                .filter(line -> line.startsWith("event: "))
                .map(line -> line.substring(7))
                .distinct()
                .toList();

        assertThat(names)
                .containsExactly(
                        "message_start",
                        "content_block_start",
                        "ping",
                        "content_block_delta",
                        "content_block_stop",
                        "message_delta",
                        "message_stop");
    }
}
