package io.penstock.sandbox.gemini;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.sandbox.Asker;
import io.penstock.sandbox.Sandbox;
import io.penstock.sandbox.fault.Fault;
import io.penstock.sandbox.fault.Refusal;
import io.penstock.sandbox.fault.Refusal.Reason;
import io.penstock.sandbox.limit.Terms;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GeminiTest {

    private final Sandbox sandbox = Sandbox.start(0);
    private final Asker asker = new Asker(sandbox);

    @AfterEach
    void close() {
        asker.close();
        sandbox.close();
    }

    @ParameterizedTest
    @CsvSource({
        "INVALID_REQUEST, 400, INVALID_ARGUMENT",
        "UNAUTHORIZED, 400, INVALID_ARGUMENT",
        "FORBIDDEN, 403, PERMISSION_DENIED",
        "MODEL_NOT_FOUND, 404, NOT_FOUND",
        "CONFLICT, 409, ABORTED",
        "TOO_LARGE, 413, INVALID_ARGUMENT",
        "RATE_LIMIT, 429, RESOURCE_EXHAUSTED",
        "SLOW_DOWN, 429, RESOURCE_EXHAUSTED",
        "MONEY_STOP, 402, FAILED_PRECONDITION",
        "SERVER_ERROR, 500, INTERNAL",
        "OVERLOADED, 503, UNAVAILABLE",
        "TIMEOUT, 504, DEADLINE_EXCEEDED"
    })
    void everyNoHasItsForm(Reason reason, int code, String status) {
        sandbox.faults().next(new Fault.Refused(Refusal.of(reason, "No.")));

        var refused = asker.ask(Asker.GEMINI, "Hello.");

        assertThat(refused.statusCode()).isEqualTo(code);
        var error = Asker.json(refused).path("error");
        assertThat(error.path("code").intValue()).isEqualTo(code);
        assertThat(error.path("status").stringValue()).isEqualTo(status);
        assertThat(error.path("message").stringValue()).isEqualTo("Sandbox: No.");
    }

    @Test
    void whenToComeAgainIsInTheBody() {
        sandbox.faults().next(new Fault.Refused(Refusal.limited("requests", Duration.ofMillis(37_500))));

        var details = Asker.json(asker.ask(Asker.GEMINI, "Hello.")).at("/error/details");

        assertThat(details.at("/0/violations/0/quotaId").stringValue()).contains("PerMinute");
        assertThat(details.at("/1/@type").stringValue()).endsWith("google.rpc.RetryInfo");
        assertThat(details.at("/1/retryDelay").stringValue()).isEqualTo("37.5s");
    }

    @Test
    void theQuotaOfTheDayIsAMoneyStop() {
        asker.post("/_sandbox/faults", "{\"kind\": \"money_stop\", \"variant\": \"daily_quota\"}");

        var refused = asker.ask(Asker.GEMINI, "Hello.");

        assertThat(refused.statusCode()).isEqualTo(429);
        assertThat(Asker.json(refused)
                        .at("/error/details/0/violations/0/quotaId")
                        .stringValue())
                .contains("PerDay");
    }

    @Test
    void itsOwnLimitIsToldAlike() {
        sandbox.limits().set("gemini", null, Terms.OPEN.requests(1));
        asker.ask(Asker.GEMINI, "Hello.");

        var refused = asker.ask(Asker.GEMINI, "Hello.");

        assertThat(refused.statusCode()).isEqualTo(429);
        assertThat(Asker.json(refused).at("/error/details/1/retryDelay").stringValue())
                .endsWith("s");
    }

    @Test
    void whoHasNoKeyIsNotAllowed() {
        var stranger = asker.without("x-goog-api-key");

        var refused = stranger.ask(Asker.GEMINI, "Hello.");

        assertThat(refused.statusCode()).isEqualTo(403);
        assertThat(Asker.json(refused).at("/error/status").stringValue()).isEqualTo("PERMISSION_DENIED");
        assertThat(stranger.ask(Asker.GEMINI + "?key=a-key", "Hello.").statusCode())
                .isEqualTo(200);
    }

    @Test
    void aStreamThatIsNotOfEventsIsAnArray() {
        var array = Asker.json(asker.ask(Asker.GEMINI_STREAM.replace("?alt=sse", ""), "Hello."));

        assertThat(array.isArray()).isTrue();
        assertThat(array.get(array.size() - 1).at("/candidates/0/finishReason").stringValue())
                .isEqualTo("STOP");
        assertThat(array.get(0).at("/candidates/0/finishReason").isMissingNode())
                .isTrue();
    }

    @Test
    void aSchemaNeedsTheTypeOfJson() {
        var refused = asker.post(
                Asker.GEMINI,
                "{\"contents\": [{\"parts\": [{\"text\": \"a\"}]}], \"generationConfig\":"
                        + " {\"responseSchema\": {\"type\": \"OBJECT\"}}}");

        assertThat(refused.statusCode()).isEqualTo(400);
        assertThat(Asker.json(refused)
                        .at("/error/details/0/fieldViolations/0/field")
                        .stringValue())
                .isEqualTo("generation_config.response_schema");
    }
}
