package io.penstock.worker.ai;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.catalog.ai.AiAnalyze;
import io.penstock.catalog.ai.AiContent;
import io.penstock.catalog.ai.AiGenerate;
import io.penstock.catalog.ai.Finish;
import io.penstock.catalog.ai.Hop;
import io.penstock.catalog.json.Json;
import io.penstock.catalog.kind.Mode;
import io.penstock.sandbox.Sandbox;
import io.penstock.sandbox.journal.Entry;
import io.penstock.worker.ai.deployment.Doors;
import io.penstock.worker.ai.provider.Anthropic;
import io.penstock.worker.ai.provider.Gemini;
import io.penstock.worker.ai.provider.OpenAi;
import io.penstock.worker.ai.task.Analyze;
import io.penstock.worker.ai.task.Generate;
import io.penstock.worker.ai.testing.OneSharing;
import io.penstock.worker.ai.testing.RecordedRun;
import io.penstock.worker.ai.testing.Time;
import io.penstock.worker.handler.Answer;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Against the sandbox, whose answers the official clients of the providers understand. */
class SandboxTest {

    private static final String SCHEMA = """
            {"type": "object", "properties": {"n": {"type": "integer", "minimum": 3}, "name": {"$ref": "#/$defs/name"}},
             "required": ["n", "name"], "additionalProperties": false, "$defs": {"name": {"enum": ["a", "b"]}}}""";

    private final Sandbox sandbox = Sandbox.start(0);
    private final Time time = new Time();
    private final Map<String, String> properties = new HashMap<>();
    private final RecordedRun run = new RecordedRun();
    private @Nullable Models models;

    @BeforeEach
    void deploy() {
        properties.put("penstock.ai.allow-sandbox", "true");
        deploy("openai", "/openai/v1", "gpt-5-mini");
        deploy("anthropic", "/anthropic/v1", "claude-haiku-4-5");
        deploy("gemini", "/gemini/v1beta", "gemini-2.5-flash");
    }

    private void deploy(String provider, String path, String model) {
        var prefix = "penstock.ai.deployments." + provider + ".";
        properties.putAll(Map.of(
                prefix + "provider",
                provider,
                prefix + "base-url",
                sandbox.url() + path,
                prefix + "model",
                model,
                prefix + "mode",
                "sandbox",
                prefix + "timeout",
                "20s",
                "penstock.ai.routes." + provider,
                provider));
    }

    @AfterEach
    void close() {
        sandbox.close();
    }

    @ParameterizedTest
    @CsvSource({"openai, false", "anthropic, false", "gemini, false", "openai, true", "anthropic, true", "gemini, true"
    })
    void eachProviderAnswers(String provider, boolean stream) throws Exception {
        var result = done(ask(provider, stream, null));

        assertThat(result.content()).startsWith("Sandbox:");
        assertThat(result.mode()).isEqualTo(Mode.SANDBOX);
        assertThat(result.provider()).isEqualTo(provider);
        assertThat(result.finish()).isEqualTo(Finish.STOP);
        assertThat(result.cost()).isZero();
        assertThat(String.join("", run.chunks())).isEqualTo(stream ? result.content() : "");
        var journal = sandbox.journal().entries().getFirst();
        assertThat(journal.streamed()).isEqualTo(stream);
        assertThat(result.usage().inputTokens())
                .isEqualTo((long) journal.inputTokens())
                .isPositive();
        assertThat(result.usage().outputTokens())
                .isEqualTo((long) journal.outputTokens())
                .isPositive();
    }

    @ParameterizedTest
    @ValueSource(strings = {"openai", "anthropic", "gemini"})
    void eachProviderGivesADocument(String provider) throws Exception {
        var content = Json.mapper().readTree(done(ask(provider, false, SCHEMA)).content());

        assertThat(content.path("n").asInt()).isGreaterThanOrEqualTo(3);
        assertThat(content.path("name").asString()).isIn("a", "b");
    }

    @ParameterizedTest
    @CsvSource(textBlock = """
            openai,    rate_limit,      provider_rate_limited
            anthropic, rate_limit,      provider_rate_limited
            gemini,    rate_limit,      provider_rate_limited
            openai,    slow_down,       provider_rate_limited
            openai,    overloaded,      provider_overloaded
            anthropic, overloaded,      provider_overloaded
            gemini,    overloaded,      provider_overloaded
            openai,    server_error,    provider_overloaded
            anthropic, timeout,         provider_overloaded
            anthropic, conflict,        provider_overloaded
            openai,    reset,           provider_unreachable
            openai,    bad_json,        provider_broken_answer
            anthropic, bad_json,        provider_broken_answer
            gemini,    bad_json,        provider_broken_answer
            openai,    invalid_request, provider_refused
            anthropic, too_large,       provider_refused
            openai,    content_filter,  provider_refused
            anthropic, declined,        provider_refused
            gemini,    content_filter,  provider_refused
            openai,    unauthorized,    provider_misconfigured
            anthropic, forbidden,       provider_misconfigured
            gemini,    model_not_found, provider_misconfigured
            """)
    void eachFaultMeansWhatItMeans(String provider, String kind, String code) throws Exception {
        fault(Map.of("kind", kind, "provider", provider));

        assertThat(code(ask(provider, false, null))).isEqualTo(code);
    }

    @ParameterizedTest
    @CsvSource(textBlock = """
            openai,    insufficient_quota
            openai,    credit_balance_exhausted
            openai,    organization_spend_limit_exceeded
            openai,    project_spend_limit_exceeded
            openai,    organization_usage_limit_exceeded
            anthropic, billing_error
            anthropic, spend_limit
            anthropic, tier_cap
            gemini,    payment_required
            gemini,    daily_quota
            """)
    void eachMoneyStopClosesItsDeployment(String provider, String variant) throws Exception {
        fault(Map.of("kind", "money_stop", "provider", provider, "variant", variant));

        assertThat(code(ask(provider, false, null))).isEqualTo("provider_money_stop");
        assertThat(code(ask(provider, false, null))).isEqualTo("provider_closed");
        assertThat(sandbox.journal().entries()).hasSize(1);
    }

    @ParameterizedTest
    @CsvSource(textBlock = """
            openai,    cut_stream,   false, provider_broken_answer
            anthropic, cut_stream,   false, provider_broken_answer
            gemini,    cut_stream,   false, provider_broken_answer
            openai,    cut_stream,   true,  provider_broken_answer
            anthropic, cut_stream,   true,  provider_broken_answer
            gemini,    cut_stream,   true,  provider_broken_answer
            openai,    bad_json,     false, provider_broken_answer
            """)
    void aBrokenStreamIsAFailedAttempt(String provider, String kind, boolean clean, String code) throws Exception {
        fault(
                kind.equals("cut_stream")
                        ? Map.of("kind", kind, "provider", provider, "after_chunks", 3, "clean", clean)
                        : Map.of("kind", kind, "provider", provider));

        assertThat(code(ask(provider, true, null))).isEqualTo(code);
    }

    @ParameterizedTest
    @ValueSource(strings = {"openai", "anthropic", "gemini"})
    void anErrorInAStreamIsAFailedAttempt(String provider) throws Exception {
        fault(Map.of("kind", "stream_error", "provider", provider, "after_chunks", 3, "error", "overloaded"));

        assertThat(code(ask(provider, true, null))).isEqualTo("provider_overloaded");
    }

    @Test
    void aProviderThatHangsIsGivenUp() throws Exception {
        properties.put("penstock.ai.deployments.openai.timeout", "100ms");
        fault(Map.of("kind", "hang", "provider", "openai"));

        assertThat(code(ask("openai", false, null))).isEqualTo("provider_timeout");
    }

    @ParameterizedTest
    @ValueSource(strings = {"openai", "anthropic", "gemini"})
    void aStreamThatFallsSilentIsGivenUp(String provider) throws Exception {
        properties.put("penstock.ai.deployments." + provider + ".silence", "300ms");
        fault(Map.of("kind", "slow_stream", "provider", provider, "delay_ms", 60_000));

        var failure = ((Answer.Retryable<AiContent>) ask(provider, true, null)).failure();

        assertThat(failure.code()).isEqualTo("provider_timeout");
        assertThat(failure.message()).startsWith("Nothing came for PT0.3S in the middle of the answer.");
        assertThat(run.chunks()).hasSize(1);
    }

    @Test
    void aStreamThatIsSlowerThanItsSilenceAllInAllIsNotGivenUp() throws Exception {
        properties.put("penstock.ai.deployments.openai.silence", "400ms");
        fault(Map.of("kind", "slow_stream", "provider", "openai", "delay_ms", 60));

        assertThat(done(ask("openai", true, null)).finish()).isEqualTo(Finish.STOP);
    }

    @Test
    void aRateLimitSaysWhen() throws Exception {
        fault(Map.of("kind", "rate_limit", "provider", "gemini", "retry_after_ms", 7000));

        assertThat(code(ask("gemini", false, null))).isEqualTo("provider_rate_limited");
        time.pass(Duration.ofSeconds(6));
        assertThat(code(ask("gemini", false, null))).isEqualTo("provider_closed");
        time.pass(Duration.ofSeconds(1));
        assertThat(done(ask("gemini", false, null)).content()).isNotEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"openai", "anthropic", "gemini"})
    void anInvalidDocumentIsRepaired(String provider) throws Exception {
        fault(Map.of("kind", "invalid_output", "provider", provider));

        assertThat(done(ask(provider, false, SCHEMA)).hops())
                .extracting(Hop::outcome)
                .containsExactly("invalid_output", "answered");
    }

    @Test
    void aTruncatedAnswerGoesToTheNextDeployment() throws Exception {
        properties.put("penstock.ai.routes.both", "openai,gemini");
        fault(Map.of("kind", "truncated", "provider", "openai"));

        assertThat(done(ask("both", false, null)).hops())
                .extracting(Hop::outcome)
                .containsExactly("truncated", "answered");
        assertThat(sandbox.journal().entries()).extracting(Entry::provider).containsExactly("openai", "gemini");
    }

    @Test
    void findingsHaveTheirForm() throws Exception {
        var payload =
                new AiAnalyze.Payload("java", "int x;", null, null, "anthropic", false, null, null, false, null, null);

        assertThat(models().ask(new Analyze(), payload, run, OneSharing.get())).isInstanceOf(Answer.Done.class);
    }

    private Models models() {
        if (models == null) {
            var providers = List.of(OpenAi.itself(), new Anthropic(), new Gemini());
            models = new Models(
                    AiSettingsTest.bound(properties),
                    providers,
                    Map.of(),
                    Doors.ofOneself(time.clock()),
                    Clock.systemUTC());
        }
        return models;
    }

    private Answer<AiContent> ask(String route, boolean stream, @Nullable String schema) throws InterruptedException {
        var json = schema == null ? null : Json.mapper().readTree(schema);
        var payload = new AiGenerate.Payload("java", "a haiku", null, json, route, stream, null, null, false);
        return models().ask(new Generate(), payload, run, OneSharing.get());
    }

    private void fault(Map<String, Object> fault) throws Exception {
        try (var http = HttpClient.newHttpClient()) {
            var request = HttpRequest.newBuilder(URI.create(sandbox.url() + "/_sandbox/faults"))
                    .POST(BodyPublishers.ofString(Json.write(fault)))
                    .build();
            var response = http.send(request, BodyHandlers.ofString());
            assertThat(response.statusCode()).as(response.body()).isLessThan(300);
        }
    }

    private static AiContent done(Answer<AiContent> answer) {
        assertThat(answer).isInstanceOf(Answer.Done.class);
        return ((Answer.Done<AiContent>) answer).result();
    }

    private static String code(Answer<AiContent> answer) {
        return switch (answer) {
            case Answer.Done<AiContent> done -> throw new AssertionError("It worked: " + done);
            case Answer.Retryable<AiContent> retryable -> retryable.failure().code();
            case Answer.Permanent<AiContent> permanent -> permanent.failure().code();
            case Answer.Awaiting<AiContent> awaiting -> throw new AssertionError("It waits: " + awaiting);
        };
    }
}
