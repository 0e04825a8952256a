package io.penstock.worker.ai;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.catalog.ai.AiContent;
import io.penstock.catalog.ai.AiGenerate;
import io.penstock.catalog.ai.Finish;
import io.penstock.catalog.ai.Hop;
import io.penstock.catalog.ai.Mode;
import io.penstock.catalog.ai.Usage;
import io.penstock.catalog.json.Json;
import io.penstock.db.job.Failure;
import io.penstock.worker.ai.provider.Anthropic;
import io.penstock.worker.ai.provider.Gemini;
import io.penstock.worker.ai.provider.OpenAi;
import io.penstock.worker.ai.task.Generate;
import io.penstock.worker.ai.testing.RecordedRun;
import io.penstock.worker.ai.testing.Script;
import io.penstock.worker.ai.testing.Time;
import io.penstock.worker.ai.testing.Wire;
import io.penstock.worker.handler.Answer;
import java.math.BigDecimal;
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

class AiHandlerTest {

    private static final String SCHEMA = """
            {"type": "object", "properties": {"n": {"type": "integer"}}, "required": ["n"], "additionalProperties": false}""";

    private static final String OVERLOADED = Wire.openAiError("server_error", "none", "Down");
    private static final String UNPAID = Wire.openAiError("insufficient_quota", "insufficient_quota", "Pay");

    private final Script first = new Script();
    private final Script second = new Script();
    private final Time time = new Time();
    private final RecordedRun run = new RecordedRun();
    private final Map<String, String> properties = new HashMap<>();
    private @Nullable AiHandler<AiGenerate.Payload, AiContent> handler;

    @BeforeEach
    void deploy() {
        properties.putAll(first.deployedAs("a", "openai"));
        properties.putAll(second.deployedAs("b", "openai"));
    }

    @AfterEach
    void close() {
        first.close();
        second.close();
    }

    @Test
    void anAnswerIsTheResult() throws Exception {
        properties.put("penstock.ai.deployments.a.model", "gpt-5-mini");
        first.then(Wire.openAi("```\nwords\n```"));

        var result = done(run(payload(null, false, null)));

        assertThat(result.content()).isEqualTo("words");
        assertThat(result.usage()).isEqualTo(new Usage(20, 8, 0, 10, 4));
        assertThat(result.cost()).isEqualTo(new BigDecimal("0.000024"));
        assertThat(result.provider()).isEqualTo("openai");
        assertThat(result.model()).isEqualTo("gpt-5-mini");
        assertThat(result.mode()).isEqualTo(Mode.LIVE);
        assertThat(result.finish()).isEqualTo(Finish.STOP);
        assertThat(result.hops()).singleElement().isEqualTo(new Hop("a", "answered", result.latencyMs(), 30));
        assertThat(run.cost()).isEqualTo(result.cost());
        assertThat(run.used()).isEqualTo(Map.of("a:input_tokens", 20L, "a:output_tokens", 10L, "a:tokens", 30L));
        assertThat(run.chunks()).isEmpty();
        assertThat(first.lastSeen().body().path("max_completion_tokens").asInt())
                .isEqualTo(4096);
    }

    @Test
    void whatHasNoPriceCostsNobodyKnowsWhat() throws Exception {
        first.then(Wire.openAi("words"));

        assertThat(done(run(payload(null, false, null))).cost()).isNull();
        assertThat(run.cost()).isZero();
    }

    @ParameterizedTest
    @CsvSource({"sandbox, SANDBOX", "local-model, LOCAL_MODEL"})
    void whatIsNoServiceCostsNothing(String mode, Mode told) throws Exception {
        properties.put("penstock.ai.deployments.a.mode", mode);
        first.then(Wire.openAi("words"));

        var result = done(run(payload(null, false, null)));

        assertThat(result.mode()).isEqualTo(told);
        assertThat(result.cost()).isZero();
        assertThat(first.lastSeen().headers().getFirst("Authorization"))
                .isEqualTo(told == Mode.SANDBOX ? "Bearer sandbox" : null);
    }

    @Test
    void aStreamedAnswerIsTheSameResult() throws Exception {
        first.thenStream(Wire.openAiStream("first ", "second"));

        var result = done(run(payload(null, true, null)));

        assertThat(result.content()).isEqualTo("first second");
        assertThat(result.usage()).isEqualTo(new Usage(20, 8, 0, 10, 4));
        assertThat(run.chunks()).containsExactly("first ", "second");
    }

    @Test
    void aCutStreamIsAFailedAttempt() throws Exception {
        first.thenStream(Wire.openAiStream("first ", "second").subList(0, 3));

        assertThat(retryable(run(payload(null, true, null))).failure().code()).isEqualTo("provider_broken_answer");
        assertThat(second.seen()).isEmpty();
    }

    @Test
    void aRateLimitIsWaitedFor() throws Exception {
        first.then(429, Wire.openAiError("requests", "rate_limit_exceeded", ""), "Retry-After", "7");

        var answer = retryable(run(payload(null, false, null)));

        assertThat(answer.after()).isEqualTo(Duration.ofSeconds(7));
        assertThat(answer.overloaded()).isTrue();
        assertThat(answer.failure().code()).isEqualTo("provider_rate_limited");
        assertThat(second.seen()).isEmpty();
    }

    @Test
    void anOverloadedProviderIsTriedAgainLater() throws Exception {
        first.then(503, OVERLOADED, "Retry-After", "3");

        var answer = retryable(run(payload(null, false, null)));

        assertThat(answer.after()).isEqualTo(Duration.ofSeconds(3));
        assertThat(answer.overloaded()).isFalse();
        assertThat(answer.failure().message())
                .matches("The provider is overloaded or down \\(none\\)\\. Tried: a overload in \\d+ ms\\.");
    }

    @Test
    void aBadRequestIsTheCallersAffair() throws Exception {
        first.then(400, Wire.openAiError("invalid_request_error", "bad", "It is too long"));

        assertThat(permanent(run(payload(null, false, null))).message())
                .startsWith("The provider refuses the request (bad): It is too long. Tried: a caller");
        assertThat(second.seen()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"429, money_stop", "401, configuration"})
    void whatNoRetryMendsIsTheNextOnesChance(int status, String outcome) throws Exception {
        first.then(status, status == 429 ? UNPAID : OVERLOADED);
        second.then(Wire.openAi("words"));

        var result = done(run(payload(null, false, null)));

        assertThat(result.hops()).extracting(Hop::deployment).containsExactly("a", "b");
        assertThat(result.hops()).extracting(Hop::outcome).containsExactly(outcome, "answered");
        assertThat(run.used()).containsEntry("a:tokens", 0L).containsEntry("b:tokens", 30L);
    }

    @Test
    void whatIsNotPaidForIsNeverProbed() throws Exception {
        first.then(429, UNPAID).then(Wire.openAi("paid again"));
        second.then(Wire.openAi("words"));

        run(payload(null, false, null));
        time.pass(Duration.ofDays(30));

        assertThat(done(run(payload(null, false, null))).hops())
                .extracting(Hop::outcome)
                .containsExactly("parked", "answered");
        assertThat(first.seen()).hasSize(1);
    }

    @Test
    void aWrongKeyIsTriedAgainAfterAWhile() throws Exception {
        first.then(401, OVERLOADED).then(Wire.openAi("mended"));
        second.then(Wire.openAi("words"));

        run(payload(null, false, null));
        assertThat(done(run(payload(null, false, null))).hops())
                .extracting(Hop::outcome)
                .containsExactly("circuit_open", "answered");
        time.pass(Duration.ofSeconds(31));

        assertThat(done(run(payload(null, false, null))).content()).isEqualTo("mended");
    }

    @Test
    void aCircuitOpensAndAFewCallsTryItAgain() throws Exception {
        first.then(500, OVERLOADED);
        second.then(Wire.openAi("words"));
        for (int i = 0; i < 5; i++) {
            retryable(run(payload(null, false, null)));
        }

        assertThat(done(run(payload(null, false, null))).content()).isEqualTo("words");
        assertThat(first.seen()).hasSize(5);
        time.pass(Duration.ofSeconds(31));
        retryable(run(payload(null, false, null)));
        retryable(run(payload(null, false, null)));
        assertThat(done(run(payload(null, false, null))).content()).isEqualTo("words");
        assertThat(first.seen()).hasSize(7);
    }

    @Test
    void whenAllAreLeftAloneTheJobWaits() throws Exception {
        first.then(500, OVERLOADED);
        second.then(429, UNPAID);
        for (int i = 0; i < 5; i++) {
            run(payload(null, false, null));
        }
        var answer = retryable(run(payload(null, false, null)));

        assertThat(answer.failure().code()).isEqualTo("circuit_open");
        assertThat(answer.failure().message()).contains("a circuit_open", "b money_stop");
    }

    @Test
    void whenNobodyIsPaidForTheJobFails() throws Exception {
        first.then(429, UNPAID);
        second.then(402, UNPAID);

        assertThat(permanent(run(payload(null, false, null))).code()).isEqualTo("provider_money_stop");
        var again = permanent(run(payload(null, false, null)));
        assertThat(again.code()).isEqualTo("provider_money_stop");
        assertThat(again.message()).contains("a parked", "b parked");
    }

    @Test
    void anAnswerThatIsCutOffIsAskedOfTheNext() throws Exception {
        first.then(Wire.openAi("half", "length"));
        second.then(Wire.openAi("whole"));

        var result = done(run(payload(null, false, null)));

        assertThat(result.content()).isEqualTo("whole");
        assertThat(result.usage().total()).isEqualTo(60);
        assertThat(result.hops()).extracting(Hop::outcome).containsExactly("truncated", "answered");
    }

    @Test
    void anAnswerThatIsCutOffIsBetterThanNone() throws Exception {
        first.then(Wire.openAi("half", "length"));
        second.then(429, UNPAID);

        var result = done(run(payload(null, false, null)));

        assertThat(result.content()).isEqualTo("half");
        assertThat(result.finish()).isEqualTo(Finish.LENGTH);
        assertThat(result.hops()).extracting(Hop::outcome).containsExactly("truncated", "money_stop");
    }

    @Test
    void anAnswerAsLongAsItMayBeIsWhatWasAskedFor() throws Exception {
        first.then(Wire.openAi("half", "length"));

        assertThat(done(run(payload(null, false, 10))).content()).isEqualTo("half");
        assertThat(first.lastSeen().body().path("max_completion_tokens").asInt())
                .isEqualTo(10);
        assertThat(second.seen()).isEmpty();
    }

    @Test
    void aDocumentIsValidForItsSchema() throws Exception {
        first.then(Wire.openAi("```json\n{ \"n\": 1 }\n```"));

        assertThat(done(run(payload(SCHEMA, false, null))).content()).isEqualTo("{\"n\":1}");
        assertThat(first.lastSeen().body().at("/response_format/json_schema/schema"))
                .isEqualTo(Json.mapper().readTree(SCHEMA));
    }

    @Test
    void aDocumentIsRepairedOnce() throws Exception {
        first.then(Wire.openAi("{\"n\": \"one\"}")).then(Wire.openAi("{\"n\": 1}"));

        var result = done(run(payload(SCHEMA, false, null)));

        assertThat(result.content()).isEqualTo("{\"n\":1}");
        assertThat(result.hops()).extracting(Hop::outcome).containsExactly("invalid_output", "answered");
        assertThat(result.usage().total()).isEqualTo(60);
        assertThat(run.used()).containsEntry("a:tokens", 60L);
        var messages = first.lastSeen().body().path("messages");
        assertThat(messages.size()).isEqualTo(4);
        assertThat(messages.path(2).path("content").asString()).isEqualTo("{\"n\": \"one\"}");
        assertThat(messages.path(3).path("content").asString()).contains("/n", "integer");
    }

    @Test
    void theNextIsAskedWhenARepairFails() throws Exception {
        first.then(Wire.openAi("none"));
        second.then(Wire.openAi("{\"n\": 1}"));

        assertThat(done(run(payload(SCHEMA, false, null))).hops())
                .extracting(Hop::outcome)
                .containsExactly("invalid_output", "invalid_output", "answered");
    }

    @Test
    void whenNoDocumentIsValidTheJobFails() throws Exception {
        first.then(Wire.openAi("{\"n\": \"secret\"}"));
        second.then(Wire.openAi("{\"n\": ", "length"));

        var failure = permanent(run(payload(SCHEMA, false, null)));

        assertThat(failure.code()).isEqualTo("invalid_output");
        assertThat(failure.message())
                .startsWith("No answer would do. The answer is cut off. Tried: a invalid_output")
                .doesNotContain("secret");
    }

    @Test
    void aRouteIsTaken() throws Exception {
        properties.put("penstock.ai.routes.ai.generate", "b");
        properties.put("penstock.ai.routes.mine", "a");
        first.then(Wire.openAi("a"));
        second.then(Wire.openAi("b"));

        assertThat(done(run(payload(null, false, null))).content()).isEqualTo("b");
        assertThat(done(run(routed("mine"))).content()).isEqualTo("a");
        assertThat(permanent(run(routed("none")))).isEqualTo(new Failure("unknown_route", "There is no route none."));
    }

    @Test
    void withoutADeploymentTheJobFailsAndSaysWhatToSet() throws Exception {
        properties.clear();

        var failure = permanent(run(payload(null, false, null)));

        assertThat(failure.code()).isEqualTo("provider_not_configured");
        assertThat(failure.message()).contains("penstock.ai.deployments.NAME.provider");
    }

    private static AiGenerate.Payload payload(@Nullable String schema, boolean stream, @Nullable Integer most) {
        var json = schema == null ? null : Json.mapper().readTree(schema);
        return new AiGenerate.Payload("java", "a haiku", null, json, null, stream, false, most, null);
    }

    private static AiGenerate.Payload routed(String route) {
        return new AiGenerate.Payload("java", "a haiku", null, null, route, false, false, null, null);
    }

    private Answer<AiContent> run(AiGenerate.Payload payload) throws Exception {
        if (handler == null) {
            var providers = List.of(OpenAi.itself(), OpenAi.compatible(), new Anthropic(), new Gemini());
            handler = new AiHandler<>(
                    new Generate(), new Models(AiSettingsTest.bound(properties), providers, Map.of(), time));
        }
        return handler.run(payload, run);
    }

    private static AiContent done(Answer<AiContent> answer) {
        return ((Answer.Done<AiContent>) answer).result();
    }

    private static Answer.Retryable<AiContent> retryable(Answer<AiContent> answer) {
        return (Answer.Retryable<AiContent>) answer;
    }

    private static Failure permanent(Answer<AiContent> answer) {
        return ((Answer.Permanent<AiContent>) answer).failure();
    }
}
