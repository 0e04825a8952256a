package io.penstock.worker.ai.provider;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.worker.ai.testing.Script;
import io.penstock.worker.ai.testing.Wire;
import io.penstock.worker.key.Key;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The table of docs/ai.md: what each no of each provider means. */
class RefusalsTest {

    private static final String SECRET = "sk-canary-0123456789";

    private final Script script = new Script();
    private final Calls calls = new Calls(Duration.ofSeconds(5), Clock.systemUTC());

    @AfterEach
    void close() {
        script.close();
    }

    @ParameterizedTest
    @CsvSource(textBlock = """
            429, rate_limit_error,       rate_limit_exceeded,               RATE
            429, requests,               slow_down,                         RATE
            429, insufficient_quota,     insufficient_quota,                MONEY_STOP
            429, insufficient_quota,     credit_balance_exhausted,          MONEY_STOP
            429, insufficient_quota,     organization_spend_limit_exceeded, MONEY_STOP
            429, insufficient_quota,     project_spend_limit_exceeded,      MONEY_STOP
            429, insufficient_quota,     organization_usage_limit_exceeded, MONEY_STOP
            402, billing,                none,                              MONEY_STOP
            500, server_error,           none,                              OVERLOAD
            502, server_error,           none,                              OVERLOAD
            503, server_error,           server_is_overloaded,              OVERLOAD
            408, timeout,                none,                              OVERLOAD
            409, conflict,               none,                              OVERLOAD
            401, invalid_request_error,  invalid_api_key,                   CONFIGURATION
            403, invalid_request_error,  unsupported_country,               CONFIGURATION
            404, invalid_request_error,  model_not_found,                   CONFIGURATION
            400, invalid_request_error,  context_length_exceeded,           CALLER
            413, invalid_request_error,  none,                              CALLER
            422, invalid_request_error,  none,                              CALLER
            """)
    void whatOpenAiMeans(int status, String type, String code, Trouble trouble) throws Exception {
        script.then(status, Wire.openAiError(type, code, "So it is"));

        assertThat(failed(OpenAi.itself()).trouble()).isEqualTo(trouble);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            302 | The provider's address sends elsewhere (302), which is not followed
            401 | The provider does not accept the key
            403 | The provider does not allow this: to the account, with this model, or from this country
            404 | The provider does not know the model, or its address is another one
            """)
    void whatIsWrongWithTheSettingsIsSaid(int status, String sentence) throws Exception {
        script.then(status, Wire.openAiError("request_forbidden", "unsupported_country", "So it is"));

        assertThat(failed(OpenAi.itself()).message()).isEqualTo(sentence + " (unsupported_country).");
    }

    @Test
    void aCountryThatGeminiDoesNotServeIsSaidToBeOne() throws Exception {
        script.then(400, Wire.geminiError(400, "FAILED_PRECONDITION", ""));

        assertThat(failed(new Gemini()).message()).contains("from this country (FAILED_PRECONDITION)");
    }

    @ParameterizedTest
    @CsvSource(textBlock = """
            429, rate_limit_error,      30, So it is,                                     RATE
            429, rate_limit_error,      ,   So it is,                                     MONEY_STOP
            402, billing_error,         ,   So it is,                                     MONEY_STOP
            400, invalid_request_error, ,   Your credit balance is too low,               MONEY_STOP
            400, invalid_request_error, ,   You have reached your specified API usage limits, MONEY_STOP
            400, invalid_request_error, ,   The workspace spend limit is reached,         MONEY_STOP
            500, api_error,             ,   So it is,                                     OVERLOAD
            504, timeout_error,         ,   So it is,                                     OVERLOAD
            529, overloaded_error,      ,   So it is,                                     OVERLOAD
            409, conflict_error,        ,   So it is,                                     OVERLOAD
            401, authentication_error,  ,   So it is,                                     CONFIGURATION
            403, permission_error,      ,   So it is,                                     CONFIGURATION
            404, not_found_error,       ,   So it is,                                     CONFIGURATION
            400, invalid_request_error, ,   max_tokens is too large,                      CALLER
            413, request_too_large,     ,   So it is,                                     CALLER
            """)
    void whatAnthropicMeans(int status, String type, String retryAfter, String message, Trouble trouble)
            throws Exception {
        var error = Wire.anthropicError(type, message);
        if (retryAfter == null) {
            script.then(status, error);
        } else {
            script.then(status, error, "retry-after", retryAfter);
        }

        assertThat(failed(new Anthropic()).trouble()).isEqualTo(trouble);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            429 | RESOURCE_EXHAUSTED  | {"violations": [{"quotaId": "GenerateRequestsPerMinutePerProject"}]} | RATE
            429 | RESOURCE_EXHAUSTED  | {"violations": [{"quotaId": "GenerateRequestsPerDayPerProject"}]}    | MONEY_STOP
            402 | FAILED_PRECONDITION | {}                                                                   | MONEY_STOP
            500 | INTERNAL            | {}                                                                   | OVERLOAD
            503 | UNAVAILABLE         | {}                                                                   | OVERLOAD
            504 | DEADLINE_EXCEEDED   | {}                                                                   | OVERLOAD
            400 | FAILED_PRECONDITION | {}                                                                   | CONFIGURATION
            400 | INVALID_ARGUMENT    | {"reason": "API_KEY_INVALID"}                                        | CONFIGURATION
            401 | UNAUTHENTICATED     | {}                                                                   | CONFIGURATION
            403 | PERMISSION_DENIED   | {}                                                                   | CONFIGURATION
            404 | NOT_FOUND           | {}                                                                   | CONFIGURATION
            400 | INVALID_ARGUMENT    | {}                                                                   | CALLER
            """)
    void whatGeminiMeans(int status, String name, String detail, Trouble trouble) throws Exception {
        script.then(status, Wire.geminiError(status, name, detail));

        assertThat(failed(new Gemini()).trouble()).isEqualTo(trouble);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            404 | {"error": "model 'x' not found, try pulling it first"}              | CONFIGURATION
            400 | {"object": "error", "message": "too long", "code": 400}             | CALLER
            503 | <html>down</html>                                                   | OVERLOAD
            301 | {}                                                                  | CONFIGURATION
            """)
    void whatCompatibleServersMean(int status, String body, Trouble trouble) throws Exception {
        script.then(status, body);

        assertThat(failed(OpenAi.compatible()).trouble()).isEqualTo(trouble);
    }

    @ParameterizedTest
    @CsvSource(textBlock = """
            retry-after,    7,    7000
            retry-after-ms, 1500, 1500
            x-ratelimit-reset-requests, 2s, 2000
            anything, else, 10000
            """)
    void aRateSaysHowLongToWait(String header, String value, long millis) throws Exception {
        script.then(429, Wire.openAiError("requests", "rate_limit_exceeded", ""), header, value);

        assertThat(failed(OpenAi.itself()).after()).isEqualTo(Duration.ofMillis(millis));
    }

    @Test
    void geminiSaysInItsBodyHowLongToWait() throws Exception {
        script.then(429, Wire.geminiError(429, "RESOURCE_EXHAUSTED", """
                {"@type": "type.googleapis.com/google.rpc.RetryInfo", "retryDelay": "37.5s"}"""));

        assertThat(failed(new Gemini()).after()).isEqualTo(Duration.ofMillis(37_500));
    }

    @ParameterizedTest
    @CsvSource(textBlock = """
            400, true,  OVERLOAD
            404, true,  OVERLOAD
            429, true,  RATE
            429, false, CALLER
            503, false, CALLER
            401, false, CONFIGURATION
            400, false, CALLER
            """)
    void whetherToRetryIsTheProvidersToSay(int status, String should, Trouble trouble) throws Exception {
        script.then(status, Wire.openAiError("some", "thing", ""), "X-Should-Retry", should);

        assertThat(failed(OpenAi.itself()).trouble()).isEqualTo(trouble);
    }

    @Test
    void aCallerIsToldWhatIsWrongAndNothingElse() throws Exception {
        script.then(400, Wire.openAiError("invalid_request_error", "bad", """
                Key %s (or sk-abcdefgh1234) sent 'the quick brown fox jumps over' and\nmore: it is too long""".formatted(SECRET)));

        assertThat(failed(OpenAi.itself()).message())
                .isEqualTo("The provider refuses the request (bad): Key [key] (or [key]) sent '[…]' and more: it is"
                        + " too long.");
    }

    @Test
    void aLongMessageIsCut() throws Exception {
        script.then(400, Wire.openAiError("invalid_request_error", "bad", "no ".repeat(1000)));

        assertThat(failed(OpenAi.itself()).message()).hasSizeLessThan(400).endsWith("…");
    }

    @ParameterizedTest
    @EnumSource(
            value = Trouble.class,
            names = {"CALLER"},
            mode = EnumSource.Mode.EXCLUDE)
    void whatOthersMustMendIsToldInOurWords(Trouble trouble) throws Exception {
        int status = switch (trouble) {
            case RATE -> 429;
            case OVERLOAD -> 500;
            case MONEY_STOP -> 402;
            case CONFIGURATION -> 401;
            case CALLER -> throw new AssertionError();
        };
        script.then(status, Wire.openAiError("a_type", "a_code", "Incorrect key"));

        var failed = failed(OpenAi.itself());
        assertThat(failed.trouble()).isEqualTo(trouble);
        assertThat(failed.code()).isEqualTo(trouble.code());
        assertThat(failed.message()).contains("(a_code)").doesNotContain("Incorrect");
    }

    @ParameterizedTest
    @ValueSource(strings = {"content_filter", "refusal"})
    void whatOpenAiWillNotWriteIsTheCallersAffair(String how) throws Exception {
        script.then(
                how.equals("refusal")
                        ? Wire.openAi("", "stop").replace("\"refusal\": null", "\"refusal\": \"I will not\"")
                        : Wire.openAi("half", "content_filter"));

        var failed = failed(OpenAi.itself());
        assertThat(failed.trouble()).isEqualTo(Trouble.CALLER);
        assertThat(failed.usage().total()).isEqualTo(30);
    }

    @Test
    void whatAnthropicWillNotWriteIsTheCallersAffair() throws Exception {
        script.then(Wire.anthropic("", "refusal"));

        assertThat(failed(new Anthropic()).trouble()).isEqualTo(Trouble.CALLER);
    }

    @ParameterizedTest
    @ValueSource(strings = {"SAFETY", "RECITATION", "PROHIBITED_CONTENT"})
    void whatGeminiWillNotWriteIsTheCallersAffair(String reason) throws Exception {
        script.then(Wire.gemini("", reason)).then("{\"promptFeedback\": {\"blockReason\": \"" + reason + "\"}}");

        assertThat(failed(new Gemini()).trouble()).isEqualTo(Trouble.CALLER);
        assertThat(failed(new Gemini()).message()).contains(reason);
    }

    @ParameterizedTest
    @ValueSource(strings = {"k_Bearer" + SECRET, SECRET, "err_4711_of_yours"})
    void whatAnErrorIsCalledIsShownOnlyIfItIsAWord(String code) throws Exception {
        script.then(400, Wire.openAiError("invalid_request_error", code, "No."));

        assertThat(failed(OpenAi.itself()).message()).isEqualTo("The provider refuses the request: No.");
    }

    private Reply.Failed failed(Provider provider) throws InterruptedException {
        var endpoint = new Endpoint(script.url(), "m-1", new Key(SECRET), Duration.ofSeconds(20));
        var question = new Question(
                "heed", List.of(new Question.Turn(false, "the quick brown fox jumps over")), null, 100, null, false);
        return (Reply.Failed) calls.ask(provider, endpoint, question, text -> {}, quotas -> {});
    }
}
