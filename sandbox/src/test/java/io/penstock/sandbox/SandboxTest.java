package io.penstock.sandbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.penstock.sandbox.fault.Aim;
import io.penstock.sandbox.fault.Fault;
import io.penstock.sandbox.fault.Refusal;
import io.penstock.sandbox.fault.Refusal.Reason;
import io.penstock.sandbox.journal.Entry;
import io.penstock.sandbox.limit.Terms;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.core.JacksonException;

class SandboxTest {

    private static final String TASK = "Name three mills.";

    private final Sandbox sandbox = Sandbox.start(SandboxSettings.on(0).clock(new SetClock()));
    private final Asker asker = new Asker(sandbox);

    @AfterEach
    void close() {
        asker.close();
        sandbox.close();
    }

    private Entry last() {
        return sandbox.journal().entries().getLast();
    }

    @ParameterizedTest
    @ValueSource(strings = {Asker.OPENAI, Asker.RESPONSES, Asker.ANTHROPIC, Asker.GEMINI})
    void everyAnswerSaysThatItIsASandboxs(String path) {
        var answered = asker.ask(path, TASK);
        sandbox.faults().next(new Fault.Refused(Refusal.of(Reason.SERVER_ERROR, "Broken.")));
        var refused = asker.ask(path, TASK);

        assertThat(answered.headers().firstValue("penstock-sandbox")).contains("true");
        assertThat(answered.body()).contains("Sandbox: ");
        assertThat(refused.headers().firstValue("penstock-sandbox")).contains("true");
        assertThat(refused.body()).contains("Sandbox: ");
    }

    @Test
    void aPathOfNobodyIsNotFound() {
        assertThat(asker.get("/stripes").statusCode()).isEqualTo(404);
        assertThat(asker.get("/openai/v1/nothing").statusCode()).isEqualTo(404);
        assertThat(asker.get("/openaix/v1/models").statusCode()).isEqualTo(404);
    }

    @ParameterizedTest
    @ValueSource(strings = {Asker.OPENAI, Asker.RESPONSES, Asker.ANTHROPIC, Asker.GEMINI})
    void whatIsNotJsonIsRefused(String path) {
        for (var body : new String[] {"", "{", "[]", "{}", "null"}) {
            assertThat(asker.post(path, body).statusCode()).as(body).isEqualTo(400);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {Asker.OPENAI, Asker.RESPONSES, Asker.ANTHROPIC, Asker.GEMINI})
    void whoHangsIsHungUpOnAtTheEnd(String path) {
        sandbox.faults().next(new Fault.Hang());
        var begun = asker.begin(path, TASK);
        await().until(() -> sandbox.journal().entries().stream().anyMatch(entry -> "hang".equals(entry.fault())));

        assertThat(begun).isNotDone();
        sandbox.close();

        assertThatThrownBy(begun::join).isInstanceOf(CompletionException.class).hasCauseInstanceOf(IOException.class);
        assertThat(last().status()).isNull();
    }

    @Test
    void aModelIsAsSlowAsItsTermsSay() {
        sandbox.limits().set("openai", "gpt-5", Terms.OPEN.latency(Duration.ofHours(1)));
        var begun = asker.begin(Asker.OPENAI, TASK);
        await().until(() -> !sandbox.journal().entries().isEmpty());

        assertThat(asker.ask(Asker.ANTHROPIC, TASK).statusCode()).isEqualTo(200);
        assertThat(begun).isNotDone();
        sandbox.close();

        assertThatThrownBy(begun::join).hasCauseInstanceOf(IOException.class);
    }

    @Test
    void aSlowAnswerComes() {
        sandbox.faults().next(new Fault.Slow(Duration.ofMillis(1)));

        assertThat(asker.ask(Asker.OPENAI, TASK).statusCode()).isEqualTo(200);
        assertThat(last().fault()).isEqualTo("slow");
    }

    @Test
    void aConnectionIsClosedWithoutAnAnswer() {
        sandbox.faults().next(new Fault.Reset());

        assertThatThrownBy(() -> asker.ask(Asker.OPENAI, TASK)).hasCauseInstanceOf(IOException.class);
        assertThat(last().fault()).isEqualTo("reset");
        assertThat(last().answeredAt()).isNull();
    }

    @ParameterizedTest
    @CsvSource({
        Asker.OPENAI + ", data: [DONE]",
        Asker.RESPONSES + ", event: response.completed",
        Asker.ANTHROPIC + ", event: message_stop",
        Asker.GEMINI_STREAM + ", \"finishReason\":\"STOP\""
    })
    void aStreamEndsAsItShouldUnlessItIsCut(String path, String end) {
        assertThat(asker.stream(path, TASK).body()).contains(end);
        assertThat(last().complete()).isTrue();

        sandbox.faults().next(new Fault.CutStream(2, true));
        assertThat(asker.stream(path, TASK).body()).contains("Sandbox: ").doesNotContain(end);
        assertThat(last().complete()).isFalse();

        sandbox.faults().next(new Fault.CutStream(1_000_000, true));
        assertThat(asker.stream(path, TASK).body()).contains("Sandbox: ").doesNotContain(end);

        sandbox.faults().next(new Fault.CutStream(2, false));
        assertThatThrownBy(() -> asker.stream(path, TASK)).hasCauseInstanceOf(IOException.class);
    }

    @ParameterizedTest
    @CsvSource({
        Asker.OPENAI + ", '\"code\":\"server_is_overloaded\"'",
        Asker.RESPONSES + ", '\"code\":\"server_is_overloaded\"'",
        Asker.ANTHROPIC + ", '\"type\":\"overloaded_error\"'",
        Asker.GEMINI_STREAM + ", '\"status\":\"UNAVAILABLE\"'"
    })
    void anErrorComesInTheMiddleOfAStream(String path, String error) {
        sandbox.faults().next(new Fault.StreamError(1, Refusal.of(Reason.OVERLOADED, "Too many are here.")));

        var answer = asker.stream(path, TASK);

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.body().strip().lines().toList().getLast()).contains(error);
    }

    @ParameterizedTest
    @ValueSource(strings = {Asker.OPENAI, Asker.RESPONSES, Asker.ANTHROPIC, Asker.GEMINI})
    void aTornAnswerIsNotJson(String path) {
        sandbox.faults().next(new Fault.BadJson());

        var answer = asker.ask(path, TASK);

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThatThrownBy(() -> Asker.json(answer)).isInstanceOf(JacksonException.class);
    }

    @ParameterizedTest
    @CsvSource({
        Asker.OPENAI + ", /choices/0/finish_reason, length, content_filter, stop",
        Asker.RESPONSES + ", /incomplete_details/reason, max_output_tokens, content_filter, ''",
        Asker.ANTHROPIC + ", /stop_reason, max_tokens, refusal, refusal",
        Asker.GEMINI + ", /candidates/0/finishReason, MAX_TOKENS, '', SAFETY"
    })
    void whyAnAnswerEndsIsSaid(String path, String pointer, String truncated, String filtered, String declined) {
        assertThat(end(path, pointer, new Fault.Truncated())).isEqualTo(truncated);
        assertThat(end(path, pointer, new Fault.ContentFilter())).isEqualTo(filtered);
        assertThat(end(path, pointer, new Fault.Declined())).isEqualTo(declined);
    }

    private String end(String path, String pointer, Fault fault) {
        sandbox.faults().next(fault);
        return Asker.json(asker.ask(path, TASK)).at(pointer).asString("");
    }

    @Test
    void anAnswerThatDoesNotFitIsForThoseWithASchema() {
        sandbox.faults().next(new Fault.InvalidOutput());
        var format = "\"response_format\": {\"type\": \"json_schema\", \"json_schema\":"
                + " {\"name\": \"a\", \"schema\": {\"type\": \"object\"}}}}";

        var text = asker.ask(Asker.OPENAI, TASK);
        var json =
                asker.post(Asker.OPENAI, Asker.body(Asker.OPENAI, TASK, false).replaceAll("}$", ", " + format));

        assertThat(text.body()).contains(TASK);
        assertThat(Asker.json(json).at("/choices/0/message/content").stringValue())
                .startsWith("[");
    }

    @Test
    void aMoneyStopOfAnotherProviderDoesNotStrike() {
        sandbox.faults()
                .next(
                        Aim.ALL,
                        new Fault.Refused(new Refusal(Reason.MONEY_STOP, "No money.", null, "tier_cap", null, null)));

        assertThat(asker.ask(Asker.OPENAI, TASK).statusCode()).isEqualTo(200);
        assertThat(asker.ask(Asker.ANTHROPIC, TASK).statusCode()).isEqualTo(429);
    }

    @Test
    void whatStrikesAfterAnEffectIsNotForModels() {
        sandbox.faults().next(new Fault.ResetAfter());
        sandbox.faults().next(new Fault.RefusedAfter(Refusal.of(Reason.SERVER_ERROR, "Broken.")));

        assertThat(asker.ask(Asker.OPENAI, TASK).statusCode()).isEqualTo(200);
        assertThat(sandbox.faults().all()).hasSize(2);
    }

    @Test
    void moreThanTheLimitIsRefused() {
        asker.post("/_sandbox/terms", "{\"provider\": \"openai\", \"requests_per_minute\": 2}");

        var first = asker.ask(Asker.OPENAI, TASK);
        asker.ask(Asker.OPENAI, TASK);
        var third = asker.ask(Asker.OPENAI, TASK);

        assertThat(first.headers().firstValue("x-ratelimit-limit-requests")).contains("2");
        assertThat(first.headers().firstValue("x-ratelimit-remaining-requests")).contains("1");
        assertThat(first.headers().firstValue("x-ratelimit-reset-requests")).contains("30s");
        assertThat(third.statusCode()).isEqualTo(429);
        assertThat(third.headers().firstValue("retry-after")).isPresent();
        assertThat(third.headers().firstValue("x-ratelimit-remaining-requests")).contains("0");
        assertThat(last().fault()).isNull();
    }

    @Test
    void termsOfWhichSomethingIsWrongAreRefused() {
        var refused = asker.post("/_sandbox/terms", "{\"provider\": \"openai\", \"requests_per_minute\": 0}");

        assertThat(refused.statusCode()).isEqualTo(400);
        assertThat(Asker.json(refused).at("/errors/0/pointer").stringValue()).isEqualTo("/requests_per_minute");
    }

    @Test
    void theJournalHasTheAnswerBeforeTheCallerHas() {
        for (var i = 0; i < 50; i++) {
            asker.stream(Asker.ANTHROPIC, TASK);
            assertThat(last().complete()).isTrue();
            assertThat(last().outputTokens()).isPositive();
        }
    }

    @Test
    void theJournalKnowsWhenAStreamBeganToSpeak() {
        asker.ask(Asker.OPENAI, TASK);
        assertThat(last().firstChunkAt()).isNull();

        asker.stream(Asker.ANTHROPIC, TASK);
        assertThat(last().firstChunkAt()).isBetween(last().arrivedAt(), last().answeredAt());
    }

    @Test
    void twoSandboxesOfOneSeedSayTheSame() {
        try (var other = Sandbox.start(0);
                var another = Sandbox.start(SandboxSettings.on(0).seed(1));
                var otherAsker = new Asker(other);
                var anotherAsker = new Asker(another)) {
            var text = text(asker);
            assertThat(text(otherAsker)).isEqualTo(text);
            assertThat(text(anotherAsker)).isNotEqualTo(text);
        }
    }

    private static String text(Asker asker) {
        return Asker.json(asker.ask(Asker.OPENAI, TASK))
                .at("/choices/0/message/content")
                .stringValue();
    }
}
