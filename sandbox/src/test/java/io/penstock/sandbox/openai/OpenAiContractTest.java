package io.penstock.sandbox.openai;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.openai.client.OpenAIClient;
import com.openai.client.okhttp.OpenAIOkHttpClient;
import com.openai.core.JsonValue;
import com.openai.errors.NotFoundException;
import com.openai.errors.RateLimitException;
import com.openai.errors.UnauthorizedException;
import com.openai.helpers.ChatCompletionAccumulator;
import com.openai.helpers.ResponseAccumulator;
import com.openai.models.ResponseFormatJsonSchema;
import com.openai.models.chat.completions.ChatCompletion;
import com.openai.models.chat.completions.ChatCompletionCreateParams;
import com.openai.models.chat.completions.ChatCompletionStreamOptions;
import com.openai.models.responses.ResponseCreateParams;
import com.openai.models.responses.ResponseFormatTextJsonSchemaConfig;
import com.openai.models.responses.ResponseStatus;
import com.openai.models.responses.ResponseTextConfig;
import io.penstock.catalog.json.Json;
import io.penstock.sandbox.Sandbox;
import io.penstock.sandbox.fault.Aim;
import io.penstock.sandbox.fault.Fault;
import io.penstock.sandbox.fault.Refusal;
import io.penstock.sandbox.fault.Refusal.Reason;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** OpenAI's own client takes the sandbox for OpenAI. */
class OpenAiContractTest {

    private static final Map<String, Object> PROPERTIES = Map.of(
            "title", Map.of("type", "string"),
            "lines", Map.of("type", "array", "items", Map.of("type", "integer"), "minItems", 1));

    private final Sandbox sandbox = Sandbox.start(0);
    private final OpenAIClient client = client("a-key");

    private OpenAIClient client(String key) {
        return OpenAIOkHttpClient.builder()
                .baseUrl(sandbox.url() + "/openai/v1")
                .apiKey(key)
                .maxRetries(0)
                .build();
    }

    @AfterEach
    void close() {
        client.close();
        sandbox.close();
    }

    private static ChatCompletionCreateParams.Builder chat(String model) {
        return ChatCompletionCreateParams.builder()
                .model(model)
                .addSystemMessage("You are careful.")
                .addUserMessage("Name three mills.");
    }

    private static ResponseCreateParams.Builder response(String model) {
        return ResponseCreateParams.builder()
                .model(model)
                .instructions("Be careful.")
                .input("Name three mills.");
    }

    @Test
    void aChatCompletionIsUnderstood() {
        var completion =
                client.chat().completions().create(chat("gpt-4.1").build()).validate();

        var choice = completion.choices().getFirst();
        assertThat(choice.message().content().orElseThrow())
                .startsWith("Sandbox:")
                .contains("Name three mills.");
        assertThat(choice.finishReason()).isEqualTo(ChatCompletion.Choice.FinishReason.STOP);
        var usage = completion.usage().orElseThrow();
        assertThat(usage.totalTokens()).isEqualTo(usage.promptTokens() + usage.completionTokens());
    }

    @Test
    void aStreamedChatCompletionIsTheSameAsTheWholeOne() {
        var whole = client.chat().completions().create(chat("gpt-4.1").build());
        var params = chat("gpt-4.1")
                .streamOptions(
                        ChatCompletionStreamOptions.builder().includeUsage(true).build())
                .build();
        var together = ChatCompletionAccumulator.create();

        try (var stream = client.chat().completions().createStreaming(params)) {
            stream.stream().map(chunk -> chunk.validate()).forEach(together::accumulate);
        }

        var streamed = together.chatCompletion();
        assertThat(streamed.choices().getFirst().message().content())
                .isEqualTo(whole.choices().getFirst().message().content());
        assertThat(streamed.usage().orElseThrow().completionTokens())
                .isEqualTo(whole.usage().orElseThrow().completionTokens());
    }

    @Test
    void aChatCompletionFitsItsSchema() {
        var schema = ResponseFormatJsonSchema.JsonSchema.Schema.builder()
                .putAdditionalProperty("type", JsonValue.from("object"))
                .putAdditionalProperty("properties", JsonValue.from(PROPERTIES))
                .build();
        var format = ResponseFormatJsonSchema.JsonSchema.builder()
                .name("found")
                .schema(schema)
                .build();

        var completion = client.chat()
                .completions()
                .create(chat("gpt-5").jsonSchemaResponseFormat(format).build())
                .validate();

        fits(completion.choices().getFirst().message().content().orElseThrow());
    }

    private static void fits(String text) {
        var found = Json.mapper().readTree(text);
        assertThat(found.path("title").stringValue()).startsWith("Sandbox:");
        assertThat(found.at("/lines/0").isInt()).isTrue();
    }

    @Test
    void aResponseIsUnderstood() {
        var response = client.responses().create(response("gpt-5").build()).validate();

        assertThat(response.status()).contains(ResponseStatus.COMPLETED);
        var text = response.output()
                .getLast()
                .asMessage()
                .content()
                .getFirst()
                .asOutputText()
                .text();
        assertThat(text).startsWith("Sandbox:").contains("Name three mills.");
        assertThat(response.usage().orElseThrow().outputTokensDetails().reasoningTokens())
                .isPositive();
    }

    @Test
    void aResponseThatIsCutSaysWhy() {
        var response = client.responses()
                .create(response("gpt-4.1").maxOutputTokens(16).build())
                .validate();

        assertThat(response.status()).contains(ResponseStatus.INCOMPLETE);
        assertThat(response.incompleteDetails()
                        .orElseThrow()
                        .reason()
                        .orElseThrow()
                        .asString())
                .isEqualTo("max_output_tokens");
    }

    @Test
    void aStreamedResponseIsTheSameAsTheWholeOne() {
        var whole = client.responses().create(response("gpt-5").build());
        var together = ResponseAccumulator.create();

        try (var stream = client.responses().createStreaming(response("gpt-5").build())) {
            stream.stream().map(event -> event.validate()).forEach(together::accumulate);
        }

        var streamed = together.response();
        assertThat(streamed.output()
                        .getLast()
                        .asMessage()
                        .content()
                        .getFirst()
                        .asOutputText()
                        .text())
                .isEqualTo(whole.output()
                        .getLast()
                        .asMessage()
                        .content()
                        .getFirst()
                        .asOutputText()
                        .text());
        assertThat(streamed.usage()).isEqualTo(whole.usage());
    }

    @Test
    void aResponseFitsItsSchema() {
        var schema = ResponseFormatTextJsonSchemaConfig.Schema.builder()
                .putAdditionalProperty("type", JsonValue.from("object"))
                .putAdditionalProperty("properties", JsonValue.from(PROPERTIES))
                .build();
        var text = ResponseTextConfig.builder()
                .format(ResponseFormatTextJsonSchemaConfig.builder()
                        .name("found")
                        .schema(schema)
                        .build())
                .build();

        var response = client.responses()
                .create(response("gpt-4.1").text(text).build())
                .validate();

        fits(response.output()
                .getLast()
                .asMessage()
                .content()
                .getFirst()
                .asOutputText()
                .text());
    }

    @Test
    void aLimitIsUnderstood() {
        sandbox.faults().next(Aim.at("openai"), new Fault.Refused(Refusal.limited("tokens", Duration.ofMillis(1500))));

        var thrown = catchThrowableOfType(
                RateLimitException.class,
                () -> client.chat().completions().create(chat("gpt-5").build()));

        assertThat(thrown.code()).contains("rate_limit_exceeded");
        assertThat(thrown.type()).contains("tokens");
        assertThat(thrown.headers().values("retry-after")).containsExactly("2");
        assertThat(thrown.headers().values("retry-after-ms")).containsExactly("1500");
        assertThat(thrown.headers().values("x-ratelimit-limit-requests")).hasSize(1);
        assertThat(thrown.headers().values("x-request-id")).hasSize(1);
    }

    @Test
    void aMoneyStopIsUnderstood() {
        sandbox.faults()
                .next(
                        Aim.at("openai"),
                        new Fault.Refused(new Refusal(
                                Reason.MONEY_STOP, "No money.", null, "credit_balance_exhausted", null, null)));

        var thrown = catchThrowableOfType(
                RateLimitException.class,
                () -> client.responses().create(response("gpt-5").build()));

        assertThat(thrown.type()).contains("insufficient_quota");
        assertThat(thrown.code()).contains("credit_balance_exhausted");
    }

    @Test
    void aModelThatDoesNotExistIsUnderstood() {
        var thrown = catchThrowableOfType(
                NotFoundException.class,
                () -> client.chat().completions().create(chat("no-such-model").build()));

        assertThat(thrown.code()).contains("model_not_found");
    }

    @Test
    void aWrongKeyIsUnderstood() {
        var stranger = client("invalid-key");

        var thrown = catchThrowableOfType(
                UnauthorizedException.class, () -> stranger.models().list());

        assertThat(thrown.code()).contains("invalid_api_key");
        stranger.close();
    }

    @Test
    void aModelIsLookedUp() {
        assertThat(client.models().retrieve("gpt-5-mini").validate().id()).isEqualTo("gpt-5-mini");

        var thrown = catchThrowableOfType(
                NotFoundException.class, () -> client.models().retrieve("no-such-model"));

        assertThat(thrown.code()).contains("model_not_found");
    }

    @Test
    void theModelsAreListed() {
        assertThat(client.models().list().data())
                .allSatisfy(model -> assertThat(model.validate().id()).isNotEmpty());
    }
}
