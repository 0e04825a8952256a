package io.penstock.sandbox.anthropic;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.anthropic.client.AnthropicClient;
import com.anthropic.client.okhttp.AnthropicOkHttpClient;
import com.anthropic.core.JsonValue;
import com.anthropic.errors.AnthropicServiceException;
import com.anthropic.errors.NotFoundException;
import com.anthropic.errors.RateLimitException;
import com.anthropic.errors.UnauthorizedException;
import com.anthropic.helpers.MessageAccumulator;
import com.anthropic.models.messages.CacheControlEphemeral;
import com.anthropic.models.messages.JsonOutputFormat;
import com.anthropic.models.messages.MessageCreateParams;
import com.anthropic.models.messages.OutputConfig;
import com.anthropic.models.messages.StopReason;
import com.anthropic.models.messages.TextBlockParam;
import io.penstock.catalog.json.Json;
import io.penstock.sandbox.Sandbox;
import io.penstock.sandbox.fault.Aim;
import io.penstock.sandbox.fault.Fault;
import io.penstock.sandbox.fault.Refusal;
import io.penstock.sandbox.fault.Refusal.Reason;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Anthropic's own client takes the sandbox for Anthropic. */
class AnthropicContractTest {

    private static final Map<String, Object> PROPERTIES = Map.of(
            "title", Map.of("type", "string"),
            "lines", Map.of("type", "array", "items", Map.of("type", "integer"), "minItems", 1));

    private final Sandbox sandbox = Sandbox.start(0);
    private final AnthropicClient client = client("a-key");

    private AnthropicClient client(String key) {
        return AnthropicOkHttpClient.builder()
                .baseUrl(sandbox.url() + "/anthropic")
                .apiKey(key)
                .maxRetries(0)
                .build();
    }

    @AfterEach
    void close() {
        client.close();
        sandbox.close();
    }

    private static MessageCreateParams.Builder message(long maxTokens) {
        return MessageCreateParams.builder()
                .model("claude-sonnet-4-5")
                .maxTokens(maxTokens)
                .addUserMessage("Name three mills.");
    }

    @Test
    void aMessageIsUnderstood() {
        var message = client.messages().create(message(1000).build()).validate();

        assertThat(message.content().getFirst().asText().text())
                .startsWith("Sandbox:")
                .contains("Name three mills.");
        assertThat(message.stopReason()).contains(StopReason.END_TURN);
        assertThat(message.usage().outputTokens()).isBetween(1L, 1000L);
    }

    @Test
    void aMessageThatIsCutSaysSo() {
        var message = client.messages().create(message(5).build()).validate();

        assertThat(message.stopReason()).contains(StopReason.MAX_TOKENS);
        assertThat(message.usage().outputTokens()).isEqualTo(5);
    }

    @Test
    void aStreamedMessageIsTheSameAsTheWholeOne() {
        var whole = client.messages().create(message(1000).build());
        var together = MessageAccumulator.create();

        try (var stream = client.messages().createStreaming(message(1000).build())) {
            stream.stream().map(event -> event.validate()).forEach(together::accumulate);
        }

        var streamed = together.message();
        assertThat(streamed.content().getFirst().asText().text())
                .isEqualTo(whole.content().getFirst().asText().text());
        assertThat(streamed.stopReason()).isEqualTo(whole.stopReason());
        assertThat(streamed.usage().outputTokens()).isEqualTo(whole.usage().outputTokens());
    }

    @Test
    void aMessageFitsItsSchema() {
        var schema = JsonOutputFormat.Schema.builder()
                .putAdditionalProperty("type", JsonValue.from("object"))
                .putAdditionalProperty("properties", JsonValue.from(PROPERTIES))
                .build();
        var config = OutputConfig.builder()
                .format(JsonOutputFormat.builder().schema(schema).build())
                .build();

        var message = client.messages()
                .create(message(1000).outputConfig(config).build())
                .validate();

        var found = Json.mapper().readTree(message.content().getFirst().asText().text());
        assertThat(found.path("title").stringValue()).startsWith("Sandbox:");
        assertThat(found.at("/lines/0").isInt()).isTrue();
    }

    @Test
    void aPrefixIsWrittenToTheCacheAndReadFromIt() {
        var params = message(1000)
                .systemOfTextBlockParams(List.of(TextBlockParam.builder()
                        .text("Be careful. ".repeat(1000))
                        .cacheControl(CacheControlEphemeral.builder().build())
                        .build()))
                .build();

        var first = client.messages().create(params).validate().usage();
        var second = client.messages().create(params).validate().usage();

        assertThat(first.cacheCreationInputTokens()).contains(3000L);
        assertThat(first.cacheReadInputTokens()).contains(0L);
        assertThat(second.cacheCreationInputTokens()).contains(0L);
        assertThat(second.cacheReadInputTokens()).contains(3000L);
        assertThat(second.inputTokens()).isEqualTo(first.inputTokens()).isLessThan(100);
    }

    @Test
    void aLimitIsUnderstood() {
        sandbox.faults()
                .next(Aim.at("anthropic"), new Fault.Refused(Refusal.limited("requests", Duration.ofSeconds(3))));

        var thrown = catchThrowableOfType(
                RateLimitException.class,
                () -> client.messages().create(message(1000).build()));

        assertThat(thrown.type().orElseThrow().asString()).isEqualTo("rate_limit_error");
        assertThat(thrown.headers().values("retry-after")).containsExactly("3");
        assertThat(thrown.headers().values("anthropic-ratelimit-input-tokens-limit"))
                .hasSize(1);
        assertThat(thrown.requestId()).isPresent();
    }

    @Test
    void moneyStopsAreUnderstood() {
        assertThat(stopped("billing_error").statusCode()).isEqualTo(402);
        assertThat(stopped("spend_limit").statusCode()).isEqualTo(400);
        assertThat(stopped("tier_cap"))
                .isInstanceOf(RateLimitException.class)
                .satisfies(thrown -> assertThat(
                                ((RateLimitException) thrown).headers().values("retry-after"))
                        .isEmpty());
    }

    private AnthropicServiceException stopped(String variant) {
        sandbox.faults()
                .next(new Fault.Refused(
                        new Refusal(Reason.MONEY_STOP, "No money.", null, variant, Duration.ofSeconds(1), null)));
        return catchThrowableOfType(
                AnthropicServiceException.class,
                () -> client.messages().create(message(1000).build()));
    }

    @Test
    void anErrorWithinAStreamIsUnderstood() {
        sandbox.faults().next(new Fault.StreamError(2, Refusal.of(Reason.OVERLOADED, "Too many are here.")));

        var thrown = catchThrowableOfType(AnthropicServiceException.class, () -> {
            try (var stream = client.messages().createStreaming(message(1000).build())) {
                stream.stream().forEach(event -> event.validate());
            }
        });

        assertThat(thrown.type().orElseThrow().asString()).isEqualTo("overloaded_error");
    }

    @Test
    void aModelThatDoesNotExistIsUnderstood() {
        var thrown = catchThrowableOfType(
                NotFoundException.class,
                () -> client.messages()
                        .create(message(10).model("no-such-model").build()));

        assertThat(thrown.type().orElseThrow().asString()).isEqualTo("not_found_error");
    }

    @Test
    void aWrongKeyIsUnderstood() {
        var stranger = client("invalid-key");

        var thrown = catchThrowableOfType(
                UnauthorizedException.class, () -> stranger.models().list());

        assertThat(thrown.type().orElseThrow().asString()).isEqualTo("authentication_error");
        stranger.close();
    }

    @Test
    void aModelIsLookedUp() {
        assertThat(client.models().retrieve("claude-haiku-4-5").validate().id()).isEqualTo("claude-haiku-4-5");

        var thrown = catchThrowableOfType(
                NotFoundException.class, () -> client.models().retrieve("no-such-model"));

        assertThat(thrown.type().orElseThrow().asString()).isEqualTo("not_found_error");
    }

    @Test
    void theModelsAreListed() {
        assertThat(client.models().list().data())
                .allSatisfy(model -> assertThat(model.validate().id()).isNotEmpty());
    }
}
