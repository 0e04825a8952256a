package io.penstock.sandbox.openai;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.catalog.json.Json;
import io.penstock.sandbox.Asker;
import io.penstock.sandbox.Sandbox;
import io.penstock.sandbox.SandboxSettings;
import io.penstock.sandbox.SetClock;
import io.penstock.sandbox.fault.Fault;
import io.penstock.sandbox.fault.Refusal;
import io.penstock.sandbox.fault.Refusal.Reason;
import io.penstock.sandbox.limit.Terms;
import java.time.Duration;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class OpenAiTest {

    private final Sandbox sandbox = Sandbox.start(SandboxSettings.on(0).clock(new SetClock()));
    private final Asker asker = new Asker(sandbox);

    @AfterEach
    void close() {
        asker.close();
        sandbox.close();
    }

    @ParameterizedTest
    @CsvSource({
        "INVALID_REQUEST, 400, invalid_request_error, ''",
        "UNAUTHORIZED, 401, invalid_request_error, ''",
        "FORBIDDEN, 403, invalid_request_error, unsupported_country_region_territory",
        "MODEL_NOT_FOUND, 404, invalid_request_error, model_not_found",
        "CONFLICT, 409, conflict_error, ''",
        "TOO_LARGE, 413, invalid_request_error, request_too_large",
        "RATE_LIMIT, 429, requests, rate_limit_exceeded",
        "SLOW_DOWN, 429, slow_down, slow_down",
        "MONEY_STOP, 429, insufficient_quota, insufficient_quota",
        "SERVER_ERROR, 500, server_error, ''",
        "OVERLOADED, 503, service_unavailable_error, server_is_overloaded",
        "TIMEOUT, 504, server_error, timeout"
    })
    void everyNoHasItsForm(Reason reason, int status, String type, String code) {
        sandbox.faults().next(new Fault.Refused(Refusal.of(reason, "No.")));

        var refused = asker.ask(Asker.OPENAI, "Hello.");

        assertThat(refused.statusCode()).isEqualTo(status);
        var error = Asker.json(refused).path("error");
        assertThat(error.path("message").stringValue()).isEqualTo("Sandbox: No.");
        assertThat(error.path("type").stringValue()).isEqualTo(type);
        assertThat(error.path("code").asString("")).isEqualTo(code);
        assertThat(error.has("param")).isTrue();
        assertThat(refused.headers().firstValue("x-request-id")).isPresent();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "insufficient_quota",
                "credit_balance_exhausted",
                "organization_spend_limit_exceeded",
                "project_spend_limit_exceeded",
                "organization_usage_limit_exceeded"
            })
    void everyMoneyStopHasItsCode(String variant) {
        asker.post("/_sandbox/faults", "{\"kind\": \"money_stop\", \"variant\": \"%s\"}".formatted(variant));

        var refused = asker.ask(Asker.RESPONSES, "Hello.");

        assertThat(refused.statusCode()).isEqualTo(429);
        assertThat(Asker.json(refused).at("/error/type").stringValue()).isEqualTo("insufficient_quota");
        assertThat(Asker.json(refused).at("/error/code").stringValue()).isEqualTo(variant);
        assertThat(refused.headers().firstValue("retry-after")).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            chat/completions | {"messages": [{"role": "user", "content": "a"}]}                                   | model
            chat/completions | {"model": "gpt-5"}                                                                 | messages
            chat/completions | {"model": "gpt-5", "messages": [{"content": "a"}]}                                 | messages
            chat/completions | {"model": "gpt-5", "messages": [{"role": "user", "content": "a"}], "max_tokens": 0} | max_tokens
            responses        | {"model": "gpt-5"}                                                                 | input
            responses        | {"model": "gpt-5", "input": "a", "max_output_tokens": 15}                          | max_output_tokens
            responses        | {"model": "gpt-5", "input": "a", "text": {"format": {"type": "json_schema"}}}      | text.format
            """)
    void whatIsMissingIsNamed(String path, String body, String param) {
        var refused = asker.post("/openai/v1/" + path, body);

        assertThat(refused.statusCode()).isEqualTo(400);
        assertThat(Asker.json(refused).at("/error/param").stringValue()).isEqualTo(param);
    }

    @Test
    void whatMayBeWrittenAtMostIsTakenFromTheTokens() {
        sandbox.limits().set("openai", "gpt-5", Terms.OPEN.tokens(10_000));
        var asked = Asker.body(Asker.OPENAI, "Hello.", false).replace("\"stream\"", "\"max_tokens\": 4000, \"stream\"");

        var first = asker.post(Asker.OPENAI, asked);
        asker.post(Asker.OPENAI, asked);
        var third = asker.post(Asker.OPENAI, asked);

        assertThat(first.headers().firstValue("x-ratelimit-remaining-tokens")).contains("6000");
        assertThat(first.headers().firstValue("x-ratelimit-reset-tokens")).contains("24s");
        assertThat(third.statusCode()).isEqualTo(429);
        assertThat(Asker.json(third).at("/error/type").stringValue()).isEqualTo("tokens");
        assertThat(third.headers().firstValue("retry-after")).contains("12");
    }

    @Test
    void usageIsOnlyStreamedToWhoAskedForIt() {
        var plain = Asker.body(Asker.OPENAI, "Hello.", true);
        var asking = plain.replace("\"stream\"", "\"stream_options\": {\"include_usage\": true}, \"stream\"");

        assertThat(asker.post(Asker.OPENAI, plain).body()).doesNotContain("usage");
        assertThat(asker.post(Asker.OPENAI, asking).body())
                .containsOnlyOnce("\"prompt_tokens\":")
                .contains("\"usage\":null", "\"choices\":[],\"usage\":{");
    }

    @Test
    void theEventsOfAResponseAreNumberedAndNamed() {
        var lines = asker.stream(Asker.RESPONSES, "Hello.").body().lines().toList();
        var names = lines.stream()
                .filter(line -> line.startsWith("event: "))
                .map(line -> line.substring(7))
                .toList();
        var numbers = lines.stream()
                .filter(line -> line.startsWith("data: "))
                .map(line -> Json.mapper().readTree(line.substring(6)))
                .map(data -> data.path("sequence_number").intValue())
                .toList();

        assertThat(names).startsWith("response.created", "response.in_progress").endsWith("response.completed");
        assertThat(numbers).isEqualTo(IntStream.range(0, names.size()).boxed().toList());
    }

    @Test
    void aTextInPartsIsReadAsOne() {
        var parts = "{\"model\": \"gpt-4.1\", \"messages\": [{\"role\": \"user\", \"content\":"
                + " [{\"type\": \"text\", \"text\": \"Name three\"}, {\"type\": \"text\", \"text\": \"mills.\"}]}]}";

        assertThat(asker.post(Asker.OPENAI, parts).body()).contains("Name three mills.");
    }

    @Test
    void whoHasNoKeyIsNotKnown() {
        var refused = asker.without("authorization").ask(Asker.OPENAI, "Hello.");

        assertThat(refused.statusCode()).isEqualTo(401);
        assertThat(Asker.json(refused).at("/error/type").stringValue()).isEqualTo("invalid_request_error");
    }

    @Test
    void durationsAreWrittenAsGoDoes() {
        assertThat(OpenAiLimits.go(Duration.ZERO)).isEqualTo("0s");
        assertThat(OpenAiLimits.go(Duration.ofNanos(1))).isEqualTo("1ms");
        assertThat(OpenAiLimits.go(Duration.ofMillis(12))).isEqualTo("12ms");
        assertThat(OpenAiLimits.go(Duration.ofMillis(1500))).isEqualTo("1.5s");
        assertThat(OpenAiLimits.go(Duration.ofSeconds(20))).isEqualTo("20s");
        assertThat(OpenAiLimits.go(Duration.ofMinutes(6))).isEqualTo("6m0s");
        assertThat(OpenAiLimits.go(Duration.ofMinutes(61).plusMillis(62_003))).isEqualTo("1h2m2.003s");
    }

    @Test
    void noTwoAnswersHaveOneId() {
        var ids = IntStream.range(0, 100)
                .mapToObj(i ->
                        Asker.json(asker.ask(Asker.OPENAI, "Hello.")).path("id").stringValue())
                .collect(Collectors.toSet());

        assertThat(ids).hasSize(100).allMatch(id -> id.startsWith("chatcmpl-"));
    }
}
