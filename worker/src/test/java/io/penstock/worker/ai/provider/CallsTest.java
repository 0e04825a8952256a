package io.penstock.worker.ai.provider;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

import io.penstock.catalog.ai.Finish;
import io.penstock.catalog.ai.Usage;
import io.penstock.catalog.json.Json;
import io.penstock.worker.ai.testing.Script;
import io.penstock.worker.ai.testing.Wire;
import io.penstock.worker.key.Key;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

class CallsTest {

    private static final JsonNode SCHEMA = Json.mapper().readTree("""
            {"type": "object", "properties": {"a": {"type": "string"}}, "required": ["a"], "additionalProperties": false}""");

    private static final Usage OF_OPENAI = new Usage(20, 8, 0, 10, 4);
    private static final Usage OF_ANTHROPIC = new Usage(20, 8, 5, 10, 0);

    private final Script script = new Script();
    private final Calls calls = new Calls(Duration.ofSeconds(5), Clock.systemUTC());
    private final List<String> chunks = new CopyOnWriteArrayList<>();

    static Stream<Provider> providers() {
        return Stream.of(OpenAi.itself(), OpenAi.compatible(), new Anthropic(), new Gemini());
    }

    @AfterEach
    void close() {
        script.close();
    }

    @Test
    void openAiIsAskedInItsForm() throws Exception {
        script.then(Wire.openAi("words", "length"));

        assertThat(ask(OpenAi.itself(), SCHEMA, false))
                .isEqualTo(new Reply.Answered("words", Finish.LENGTH, OF_OPENAI));
        assertThat(script.lastSeen().path()).isEqualTo("/v1/chat/completions");
        assertThat(script.lastSeen().headers().getFirst("Authorization")).isEqualTo("Bearer k-1");
        assertThat(script.lastSeen().headers().getFirst("Content-Type")).isEqualTo("application/json");
        assertThat(script.lastSeen().body()).isEqualTo(json("""
                {"model": "m-1", "messages": [{"role": "system", "content": "heed"}, {"role": "user", "content": "say"},
                 {"role": "assistant", "content": "no"}, {"role": "user", "content": "yes"}], "max_completion_tokens": 100,
                 "temperature": 0.5, "response_format": {"type": "json_schema", "json_schema":
                 {"name": "answer", "strict": true, "schema": %s}}}""".formatted(SCHEMA)));
    }

    @Test
    void aSchemaThatIsNotStrictIsNotCalledStrict() throws Exception {
        script.then(Wire.openAi("words"));

        ask(OpenAi.compatible(), json("{\"type\": \"object\", \"properties\": {\"a\": {}}}"), false);

        var body = script.lastSeen().body();
        assertThat(body.at("/response_format/json_schema/strict").asBoolean()).isFalse();
        assertThat(body.path("max_tokens").asInt()).isEqualTo(100);
        assertThat(body.has("max_completion_tokens")).isFalse();
    }

    @Test
    void anthropicIsAskedInItsForm() throws Exception {
        script.then(Wire.anthropic("words", "end_turn"));

        assertThat(ask(new Anthropic(), SCHEMA, false))
                .isEqualTo(new Reply.Answered("words", Finish.STOP, OF_ANTHROPIC));
        assertThat(script.lastSeen().path()).isEqualTo("/v1/messages");
        assertThat(script.lastSeen().headers().getFirst("x-api-key")).isEqualTo("k-1");
        assertThat(script.lastSeen().headers().getFirst("anthropic-version")).isEqualTo("2023-06-01");
        assertThat(script.lastSeen().body()).isEqualTo(json("""
                {"model": "m-1", "max_tokens": 100, "system": "heed", "messages": [{"role": "user", "content": "say"},
                 {"role": "assistant", "content": "no"}, {"role": "user", "content": "yes"}], "temperature": 0.5,
                 "output_config": {"format": {"type": "json_schema", "schema": %s}}}""".formatted(SCHEMA)));
    }

    @Test
    void geminiIsAskedInItsForm() throws Exception {
        script.then(Wire.gemini("words", "MAX_TOKENS"));

        assertThat(ask(new Gemini(), SCHEMA, false)).isEqualTo(new Reply.Answered("words", Finish.LENGTH, OF_OPENAI));
        assertThat(script.lastSeen().path()).isEqualTo("/v1/models/m-1:generateContent");
        assertThat(script.lastSeen().headers().getFirst("x-goog-api-key")).isEqualTo("k-1");
        assertThat(script.lastSeen().body()).isEqualTo(json("""
                {"systemInstruction": {"parts": [{"text": "heed"}]}, "contents": [{"role": "user", "parts": [{"text": "say"}]},
                 {"role": "model", "parts": [{"text": "no"}]}, {"role": "user", "parts": [{"text": "yes"}]}],
                 "generationConfig": {"maxOutputTokens": 100, "temperature": 0.5, "responseMimeType": "application/json",
                 "responseJsonSchema": %s}}""".formatted(SCHEMA)));
    }

    @ParameterizedTest
    @MethodSource("providers")
    void aStreamEndsAsTheSameAnswer(Provider provider) throws Exception {
        script.thenStream(stream(provider));

        assertThat(ask(provider, null, true))
                .isEqualTo(new Reply.Answered(
                        "first second", Finish.STOP, provider.name().equals("anthropic") ? OF_ANTHROPIC : OF_OPENAI));
        assertThat(chunks).containsExactly("first ", "second");
        var body = script.lastSeen().body();
        if (provider.name().equals("gemini")) {
            assertThat(script.lastSeen().path()).isEqualTo("/v1/models/m-1:streamGenerateContent?alt=sse");
        } else {
            assertThat(body.path("stream").asBoolean()).isTrue();
        }
        if (provider instanceof OpenAi) {
            assertThat(body.at("/stream_options/include_usage").asBoolean()).isTrue();
        }
    }

    @ParameterizedTest
    @MethodSource("providers")
    void aPieceIsThereAsSoonAsTheProviderHasSentIt(Provider provider) throws Exception {
        var gate = new CountDownLatch(1);
        var events = stream(provider);
        int firstPieces = events.size() - (provider.name().equals("gemini") ? 1 : 4);
        script.thenStream(events.subList(0, firstPieces), gate, events.subList(firstPieces, events.size()));

        var reply = CompletableFuture.supplyAsync(() -> asked(provider), Thread::startVirtualThread);

        await().until(() -> chunks.contains("first "));
        assertThat(reply).isNotDone();
        gate.countDown();
        assertThat(reply.join()).isInstanceOf(Reply.Answered.class);
    }

    @ParameterizedTest
    @MethodSource("providers")
    void aStreamWithoutItsEndHasFailed(Provider provider) throws Exception {
        var events = stream(provider);
        script.thenStream(events.subList(0, events.size() - 1));

        assertThat(ask(provider, null, true)).isInstanceOfSatisfying(Reply.Failed.class, failed -> {
            assertThat(failed.trouble()).isEqualTo(Trouble.OVERLOAD);
            assertThat(failed.code()).isEqualTo("provider_broken_answer");
        });
        assertThat(chunks).contains("first ");
    }

    @ParameterizedTest
    @MethodSource("providers")
    void aStreamWithAnErrorInItHasFailed(Provider provider) throws Exception {
        var error = switch (provider.name()) {
            case "anthropic" -> Wire.anthropicError("overloaded_error", "Overloaded");
            case "gemini" -> Wire.geminiError(503, "UNAVAILABLE", "");
            default -> Wire.openAiError("server_error", "none", "Down");
        };
        script.thenStream(List.of(stream(provider).get(1), error.replace("\n", " ")));

        assertThat(ask(provider, null, true)).isInstanceOfSatisfying(Reply.Failed.class, failed -> {
            assertThat(failed.trouble()).isEqualTo(Trouble.OVERLOAD);
            assertThat(failed.code()).isEqualTo("provider_overloaded");
        });
    }

    @ParameterizedTest
    @CsvSource(textBlock = """
            rate_limit_error,     RATE
            billing_error,        MONEY_STOP
            authentication_error, CONFIGURATION
            invalid_request_error, CALLER
            """)
    void anErrorInAStreamMeansWhatItsTypeSays(String type, Trouble trouble) throws Exception {
        script.thenStream(List.of(Wire.anthropicError(type, "So it is")));

        assertThat(((Reply.Failed) ask(new Anthropic(), null, true)).trouble()).isEqualTo(trouble);
    }

    @ParameterizedTest
    @MethodSource("providers")
    void whatIsNoAnswerHasFailed(Provider provider) throws Exception {
        script.then("{\"choices\"").then("{}").then("[]").then("");

        for (int i = 0; i < 4; i++) {
            assertThat(((Reply.Failed) ask(provider, null, false)).code()).isEqualTo("provider_broken_answer");
        }
    }

    @Test
    void anAnswerThatIsTooLongHasFailed() throws Exception {
        script.then(Wire.openAi("x".repeat(17 << 20)));

        assertThat(((Reply.Failed) ask(OpenAi.itself(), null, false)).code()).isEqualTo("provider_broken_answer");
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void anAnswerThatNeverEndsIsNotReadOn(boolean streamed) throws Exception {
        var sent = new CompletableFuture<Long>();
        script.then(exchange -> {
            exchange.getResponseHeaders().set("Content-Type", streamed ? "text/event-stream" : "application/json");
            exchange.sendResponseHeaders(200, 0);
            var piece = "x".repeat(1 << 16).getBytes(StandardCharsets.UTF_8);
            long bytes = 0;
            try {
                while (bytes < 1L << 30) {
                    exchange.getResponseBody().write(piece);
                    bytes += piece.length;
                }
            } finally {
                sent.complete(bytes);
            }
        });

        assertThat(((Reply.Failed) ask(OpenAi.itself(), null, streamed)).code()).isEqualTo("provider_broken_answer");

        assertThat(sent.join()).isLessThan(1L << 27);
    }

    @Test
    void aProviderThatIsNotThereMayBeBackLater() throws Exception {
        script.close();

        assertThat(((Reply.Failed) ask(OpenAi.itself(), null, false)).code()).isEqualTo("provider_unreachable");
    }

    @Test
    void aProviderThatHangsUpMayBeBackLater() throws Exception {
        script.then(exchange -> {});

        assertThat(((Reply.Failed) ask(OpenAi.itself(), null, false)).trouble()).isEqualTo(Trouble.OVERLOAD);
        assertThat(script.seen()).hasSize(1);
    }

    @Test
    void aProviderThatIsSilentIsGivenUp() throws Exception {
        script.thenSilence();
        var endpoint = new Endpoint(script.url(), "m-1", Key.NONE, Duration.ofMillis(50));

        assertThat(calls.ask(OpenAi.itself(), endpoint, question(null, false), chunks::add, quotas -> {}))
                .isInstanceOfSatisfying(
                        Reply.Failed.class, failed -> assertThat(failed.code()).isEqualTo("provider_timeout"));
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void anAnswerThatIsNotOverInTimeIsGivenUpAndSaidToBe(boolean streamed) throws Exception {
        script.then(exchange -> {
            exchange.sendResponseHeaders(200, 0);
            exchange.getResponseBody().write((streamed ? "data: {" : "{\"a").getBytes(StandardCharsets.UTF_8));
            exchange.getResponseBody().flush();
            new CountDownLatch(1).await();
        });
        var endpoint = new Endpoint(script.url(), "m-1", Key.NONE, Duration.ofMillis(300), Duration.ofSeconds(20));

        var failed = (Reply.Failed)
                calls.ask(OpenAi.itself(), endpoint, question(null, streamed), chunks::add, quotas -> {});

        assertThat(failed.code()).isEqualTo("provider_timeout");
        assertThat(failed.message()).isEqualTo("The answer was not over within PT0.3S.");
    }

    @ParameterizedTest
    @CsvSource({"true", "false"})
    void anInterruptEndsACall(boolean whileItStreams) throws Exception {
        var gate = new CountDownLatch(1);
        if (whileItStreams) {
            script.thenStream(Wire.openAiStream("first ", "").subList(0, 2), gate, List.of());
        } else {
            script.thenSilence();
        }
        var ended = new CompletableFuture<Reply>();
        var thread = Thread.startVirtualThread(() -> {
            try {
                ended.complete(ask(OpenAi.itself(), null, whileItStreams));
            } catch (InterruptedException e) {
                ended.completeExceptionally(e);
            }
        });
        await().until(() -> whileItStreams ? !chunks.isEmpty() : !script.seen().isEmpty());

        thread.interrupt();

        assertThatExceptionOfType(ExecutionException.class)
                .isThrownBy(ended::get)
                .withCauseInstanceOf(InterruptedException.class);
        gate.countDown();
    }

    @Test
    void withoutAKeyNoneIsSent() throws Exception {
        script.then(Wire.openAi("words"));
        var endpoint = new Endpoint(script.url(), "m-1", Key.NONE, Duration.ofSeconds(20));

        calls.ask(OpenAi.compatible(), endpoint, question(null, false), chunks::add, quotas -> {});

        assertThat(script.lastSeen().headers()).doesNotContainKey("Authorization");
    }

    private static List<String> stream(Provider provider) {
        return switch (provider.name()) {
            case "anthropic" -> Wire.anthropicStream("first ", "second");
            case "gemini" -> Wire.geminiStream("first ", "second");
            default -> Wire.openAiStream("first ", "second");
        };
    }

    private Reply asked(Provider provider) {
        try {
            return ask(provider, null, true);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private Reply ask(Provider provider, @Nullable JsonNode schema, boolean stream) throws InterruptedException {
        var endpoint = new Endpoint(script.url(), "m-1", new Key("k-1"), Duration.ofSeconds(20));
        return calls.ask(provider, endpoint, question(schema, stream), chunks::add, quotas -> {});
    }

    private static Question question(@Nullable JsonNode schema, boolean stream) {
        var turns = List.of(
                new Question.Turn(false, "say"), new Question.Turn(true, "no"), new Question.Turn(false, "yes"));
        return new Question("heed", turns, schema, 100, 0.5, stream);
    }

    private static JsonNode json(String text) {
        return Json.mapper().readTree(text);
    }
}
