package io.penstock.sandbox.gemini;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.google.genai.Client;
import com.google.genai.errors.ApiException;
import com.google.genai.errors.ClientException;
import com.google.genai.errors.ServerException;
import com.google.genai.types.FinishReason;
import com.google.genai.types.GenerateContentConfig;
import com.google.genai.types.GetModelConfig;
import com.google.genai.types.HttpOptions;
import com.google.genai.types.HttpRetryOptions;
import com.google.genai.types.ListModelsConfig;
import io.penstock.catalog.json.Json;
import io.penstock.sandbox.Sandbox;
import io.penstock.sandbox.fault.Aim;
import io.penstock.sandbox.fault.Fault;
import io.penstock.sandbox.fault.Refusal;
import io.penstock.sandbox.fault.Refusal.Reason;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Google's own client takes the sandbox for Gemini. */
class GeminiContractTest {

    private static final String MODEL = "gemini-2.5-flash";

    private final Sandbox sandbox = Sandbox.start(0);
    private final Client client = client("a-key");

    private Client client(String key) {
        return Client.builder()
                .apiKey(key)
                .httpOptions(HttpOptions.builder()
                        .baseUrl(sandbox.url() + "/gemini")
                        .retryOptions(HttpRetryOptions.builder().attempts(1).build())
                        .build())
                .build();
    }

    @AfterEach
    void close() {
        client.close();
        sandbox.close();
    }

    private static GenerateContentConfig config() {
        return GenerateContentConfig.builder().maxOutputTokens(1000).build();
    }

    @Test
    void contentsAreUnderstood() {
        var answer = client.models.generateContent(MODEL, "Name three mills.", config());

        assertThat(answer.text()).startsWith("Sandbox:").contains("Name three mills.");
        assertThat(answer.finishReason()).isEqualTo(new FinishReason(FinishReason.Known.STOP));
        var usage = answer.usageMetadata().orElseThrow();
        assertThat(usage.totalTokenCount().orElseThrow())
                .isEqualTo(usage.promptTokenCount().orElseThrow()
                        + usage.candidatesTokenCount().orElseThrow()
                        + usage.thoughtsTokenCount().orElseThrow());
    }

    @Test
    void contentsThatAreCutSaySo() {
        var answer = client.models.generateContent(
                MODEL,
                "Name three mills.",
                GenerateContentConfig.builder().maxOutputTokens(8).build());

        assertThat(answer.finishReason()).isEqualTo(new FinishReason(FinishReason.Known.MAX_TOKENS));
    }

    @Test
    void streamedContentsAreTheSameAsTheWhole() {
        var whole = client.models.generateContent(MODEL, "Name three mills.", config());

        try (var stream = client.models.generateContentStream(MODEL, "Name three mills.", config())) {
            var answers = StreamSupport.stream(stream.spliterator(), false).toList();

            assertThat(answers.stream().map(answer -> answer.text()).collect(Collectors.joining()))
                    .isEqualTo(whole.text());
            assertThat(answers.getLast().usageMetadata()).isEqualTo(whole.usageMetadata());
        }
    }

    @Test
    void contentsFitTheirSchema() {
        var schema = Map.of(
                "type", "object",
                "properties", Map.of("title", Map.of("type", "string"), "severity", Map.of("type", "integer")),
                "required", List.of("title", "severity"));

        var answer = client.models.generateContent(
                MODEL,
                "Find one.",
                GenerateContentConfig.builder()
                        .responseMimeType("application/json")
                        .responseJsonSchema(schema)
                        .build());

        var found = Json.mapper().readTree(answer.text());
        assertThat(found.path("title").stringValue()).startsWith("Sandbox:");
        assertThat(found.path("severity").isInt()).isTrue();
    }

    @Test
    void aLimitIsUnderstood() {
        sandbox.faults().next(Aim.at("gemini"), new Fault.Refused(Refusal.limited("requests", Duration.ofSeconds(37))));

        var thrown = refused(ClientException.class);

        assertThat(thrown.code()).isEqualTo(429);
        assertThat(thrown.message()).startsWith("Sandbox: The limit of requests");
    }

    @Test
    void anOverloadIsUnderstood() {
        sandbox.faults().next(new Fault.Refused(Refusal.of(Reason.OVERLOADED, "Too many are here.")));

        var thrown = refused(ServerException.class);

        assertThat(thrown.code()).isEqualTo(503);
        assertThat(thrown.message()).isEqualTo("Sandbox: Too many are here.");
    }

    private <T extends ApiException> T refused(Class<T> type) {
        return catchThrowableOfType(type, () -> client.models.generateContent(MODEL, "Name three mills.", config()));
    }

    @Test
    void whatAFilterHeldBackIsUnderstood() {
        sandbox.faults().next(new Fault.ContentFilter());

        var answer = client.models.generateContent(MODEL, "Name three mills.", config());

        assertThat(answer.promptFeedback()
                        .orElseThrow()
                        .blockReason()
                        .orElseThrow()
                        .toString())
                .isEqualTo("SAFETY");
        assertThat(answer.candidates()).isEmpty();
    }

    @Test
    void aModelThatDoesNotExistIsUnderstood() {
        var thrown = catchThrowableOfType(
                ClientException.class, () -> client.models.generateContent("no-such-model", "Hello.", config()));

        assertThat(thrown.code()).isEqualTo(404);
        assertThat(thrown.message()).contains("no-such-model");
    }

    @Test
    void aWrongKeyIsUnderstood() {
        var stranger = client("invalid-key");

        var thrown = catchThrowableOfType(
                ClientException.class, () -> stranger.models.generateContent(MODEL, "Hello.", config()));

        assertThat(thrown.code()).isEqualTo(400);
        assertThat(thrown.message()).contains("The API key is not known.");
        stranger.close();
    }

    @Test
    void aModelIsLookedUp() {
        var options = GetModelConfig.builder().build();
        assertThat(client.models.get(MODEL, options).name()).contains("models/" + MODEL);

        var thrown = catchThrowableOfType(ClientException.class, () -> client.models.get("no-such-model", options));

        assertThat(thrown.code()).isEqualTo(404);
    }

    @Test
    void theModelsAreListed() {
        var models = client.models.list(ListModelsConfig.builder().build());

        assertThat(models).extracting(model -> model.name().orElseThrow()).contains("models/" + MODEL);
    }
}
