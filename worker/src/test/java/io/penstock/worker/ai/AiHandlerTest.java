package io.penstock.worker.ai;

import static io.penstock.worker.ai.TwoDeployments.PLAIN;
import static io.penstock.worker.ai.TwoDeployments.STREAMED;
import static io.penstock.worker.ai.TwoDeployments.payload;
import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.catalog.ai.Finish;
import io.penstock.catalog.ai.Hop;
import io.penstock.catalog.ai.Usage;
import io.penstock.catalog.json.Json;
import io.penstock.catalog.kind.Mode;
import io.penstock.db.usage.Consumption;
import io.penstock.worker.ai.testing.Wire;
import java.math.BigDecimal;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AiHandlerTest {

    private static final String SCHEMA = """
            {"type": "object", "properties": {"n": {"type": "integer"}}, "required": ["n"], "additionalProperties": false}""";

    private final TwoDeployments both = new TwoDeployments();

    @AfterEach
    void close() {
        both.close();
    }

    @Test
    void anAnswerIsTheResult() throws Exception {
        both.properties.put("penstock.ai.deployments.a.model", "gpt-5-mini");
        both.first.then(Wire.openAi("```\nwords\n```"));

        var result = both.done(PLAIN);

        assertThat(result.content()).isEqualTo("words");
        assertThat(result.usage()).isEqualTo(new Usage(20, 8, 0, 10, 4));
        assertThat(result.cost()).isEqualTo(new BigDecimal("0.000024"));
        assertThat(result.provider()).isEqualTo("openai");
        assertThat(result.model()).isEqualTo("gpt-5-mini");
        assertThat(result.mode()).isEqualTo(Mode.LIVE);
        assertThat(result.finish()).isEqualTo(Finish.STOP);
        assertThat(result.hops()).singleElement().isEqualTo(new Hop("a", "answered", result.latencyMs(), 30));
        assertThat(both.run.hops()).isEqualTo(result.hops());
        assertThat(both.run.cost()).isEqualTo(result.cost());
        assertThat(both.run.used())
                .containsAllEntriesOf(
                        Map.of("a:requests", 1L, "a:input_tokens", 20L, "a:output_tokens", 10L, "a:tokens", 4116L));
        assertThat(both.run.consumed())
                .containsExactly(Consumption.call("openai", "gpt-5-mini", Mode.LIVE, result.usage(), result.cost()));
        assertThat(result.cache()).isNull();
        assertThat(result.saved()).isNull();
        assertThat(both.run.chunks()).isEmpty();
        assertThat(both.first.lastSeen().body().path("max_completion_tokens").asInt())
                .isEqualTo(4096);
    }

    @Test
    void aProviderThatCountsWhatAnAnswerHasIsToldNoMore() throws Exception {
        both.properties.put("penstock.ai.deployments.a.provider", "anthropic");
        both.first.then(Wire.anthropic("words", "end_turn"));

        both.done(PLAIN);

        assertThat(both.run.used()).containsEntry("a:tokens", 30L);
    }

    @Test
    void whatHasNoPriceCostsNobodyKnowsWhat() throws Exception {
        both.first.then(Wire.openAi("words"));

        assertThat(both.done(PLAIN).cost()).isNull();
        assertThat(both.run.cost()).isZero();
        assertThat(both.run.consumed().getFirst().amounts().unpricedCalls()).isEqualTo(1);
    }

    @Test
    void whatNobodyCountedCostsNobodyKnowsWhatAndKeepsWhatWasSetAside() throws Exception {
        both.properties.put("penstock.ai.deployments.a.model", "gpt-5-mini");
        both.first.then(Wire.openAi("words").replaceFirst("\"usage\": \\{", "\"other\": {"));

        assertThat(both.done(PLAIN).cost()).isNull();
        assertThat(both.run.cost()).isEqualTo(BigDecimal.TEN);
        assertThat(both.run.used()).containsEntry("a:requests", 1L).doesNotContainKey("a:tokens");
        assertThat(both.run.consumed().getFirst().amounts().unpricedCalls()).isEqualTo(1);
    }

    @Test
    void anAnswerThatBrokeOffCostsNobodyKnowsWhat() throws Exception {
        both.properties.put("penstock.ai.deployments.a.model", "gpt-5-mini");
        both.first.thenStream(Wire.openAiStream("first ", "second").subList(0, 3));

        both.retryable(STREAMED);

        assertThat(both.run.cost()).isEqualTo(BigDecimal.TEN);
        assertThat(both.run.consumed().getFirst().amounts().unpricedCalls()).isEqualTo(1);
    }

    @Test
    void aRefusalCostsNothing() throws Exception {
        both.properties.put("penstock.ai.deployments.a.model", "gpt-5-mini");
        both.first.then(503, TwoDeployments.OVERLOADED);

        both.retryable(PLAIN);

        assertThat(both.run.cost()).isZero();
        assertThat(both.run.used()).containsEntry("a:tokens", 0L);
    }

    @ParameterizedTest
    @CsvSource({"sandbox, SANDBOX", "local-model, LOCAL_MODEL"})
    void whatIsNoServiceCostsNothing(String mode, Mode told) throws Exception {
        both.properties.put("penstock.ai.deployments.a.mode", mode);
        both.properties.put("penstock.ai.allow-sandbox", "true");
        both.first.then(Wire.openAi("words"));

        var result = both.done(PLAIN);

        assertThat(result.mode()).isEqualTo(told);
        assertThat(result.cost()).isZero();
        assertThat(both.first.lastSeen().headers().getFirst("Authorization"))
                .isEqualTo(told == Mode.SANDBOX ? "Bearer sandbox" : null);
    }

    @Test
    void aSandboxIsNoServiceWhateverTheSettingsSay() throws Exception {
        both.properties.put("penstock.ai.deployments.a.model", "gpt-5-mini");
        both.first.then(200, Wire.openAi("words"), "penstock-sandbox", "true");

        var result = both.done(PLAIN);

        assertThat(result.mode()).isEqualTo(Mode.SANDBOX);
        assertThat(result.cost()).isZero();
        assertThat(both.run.cost()).isZero();
        assertThat(both.run.consumed())
                .containsExactly(
                        Consumption.call("openai", "gpt-5-mini", Mode.SANDBOX, result.usage(), BigDecimal.ZERO));
    }

    @Test
    void aStreamedAnswerIsTheSameResult() throws Exception {
        both.first.thenStream(Wire.openAiStream("first ", "second"));

        var result = both.done(STREAMED);

        assertThat(result.content()).isEqualTo("first second");
        assertThat(result.usage()).isEqualTo(new Usage(20, 8, 0, 10, 4));
        assertThat(both.run.chunks()).containsExactly("first ", "second");
    }

    @Test
    void aCutStreamIsAFailedAttempt() throws Exception {
        both.first.thenStream(Wire.openAiStream("first ", "second").subList(0, 3));

        assertThat(both.retryable(STREAMED).failure().code()).isEqualTo("provider_broken_answer");
        assertThat(both.second.seen()).isEmpty();
    }

    @Test
    void aDocumentIsValidForItsSchema() throws Exception {
        both.first.then(Wire.openAi("```json\n{ \"n\": 1 }\n```"));

        assertThat(both.done(payload(SCHEMA, false, null)).content()).isEqualTo("{\"n\":1}");
        assertThat(both.first.lastSeen().body().at("/response_format/json_schema/schema"))
                .isEqualTo(Json.mapper().readTree(SCHEMA));
    }

    @Test
    void aDocumentIsRepairedOnce() throws Exception {
        both.first.then(Wire.openAi("{\"n\": \"one\"}")).then(Wire.openAi("{\"n\": 1}"));

        var result = both.done(payload(SCHEMA, false, null));

        assertThat(result.content()).isEqualTo("{\"n\":1}");
        assertThat(result.hops()).extracting(Hop::outcome).containsExactly("invalid_output", "answered");
        assertThat(both.run.hops()).isEqualTo(result.hops());
        assertThat(result.usage().total()).isEqualTo(60);
        assertThat(both.run.used()).containsEntry("a:tokens", 8232L).containsEntry("a:requests", 2L);
        var messages = both.first.lastSeen().body().path("messages");
        assertThat(messages.size()).isEqualTo(4);
        assertThat(messages.path(2).path("content").asString()).isEqualTo("{\"n\": \"one\"}");
        assertThat(messages.path(3).path("content").asString()).contains("/n", "integer");
    }

    @Test
    void whenNoDocumentIsValidTheJobFails() throws Exception {
        both.first.then(Wire.openAi("{\"n\": \"secret\"}"));
        both.second.then(Wire.openAi("{\"n\": ", "length"));

        var failure = both.permanent(payload(SCHEMA, false, null));

        assertThat(failure.code()).isEqualTo("invalid_output");
        assertThat(failure.message())
                .startsWith("No answer would do. The answer is cut off. Tried: a invalid_output")
                .doesNotContain("secret");
    }

    @Test
    void withoutADeploymentTheJobFailsAndSaysWhatToSet() throws Exception {
        both.properties.clear();

        var failure = both.permanent(PLAIN);

        assertThat(failure.code()).isEqualTo("provider_not_configured");
        assertThat(failure.message()).contains("penstock.ai.deployments.NAME.provider");
    }
}
