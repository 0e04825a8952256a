package io.penstock.worker.ai;

import static io.penstock.worker.ai.TwoDeployments.OVERLOADED;
import static io.penstock.worker.ai.TwoDeployments.PLAIN;
import static io.penstock.worker.ai.TwoDeployments.UNPAID;
import static io.penstock.worker.ai.TwoDeployments.payload;
import static io.penstock.worker.ai.TwoDeployments.routed;
import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.catalog.ai.Finish;
import io.penstock.catalog.ai.Hop;
import io.penstock.db.job.Failure;
import io.penstock.worker.ai.testing.Wire;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ChainTest {

    private static final String SCHEMA = """
            {"type": "object", "properties": {"n": {"type": "integer"}}, "required": ["n"], "additionalProperties": false}""";

    private final TwoDeployments both = new TwoDeployments();

    @AfterEach
    void close() {
        both.close();
    }

    @Test
    void aRateLimitClosesTheDoorAndEndsTheAttempt() throws Exception {
        both.first
                .then(429, Wire.openAiError("requests", "rate_limit_exceeded", ""), "Retry-After", "7")
                .then(Wire.openAi("open again"));
        both.second.then(Wire.openAi("words"));

        var answer = both.retryable(PLAIN);

        assertThat(answer.after()).isNull();
        assertThat(answer.failure().code()).isEqualTo("provider_rate_limited");
        assertThat(both.second.seen()).isEmpty();
        assertThat(both.done(PLAIN).hops()).extracting(Hop::outcome).containsExactly("closed", "answered");
        both.time.pass(Duration.ofSeconds(7));
        assertThat(both.done(PLAIN).content()).isEqualTo("open again");
    }

    @Test
    void anOverloadedProviderIsTriedAgainLater() throws Exception {
        both.first.then(503, OVERLOADED, "Retry-After", "3");

        var answer = both.retryable(PLAIN);

        assertThat(answer.after()).isEqualTo(Duration.ofSeconds(3));
        assertThat(answer.overloaded()).isFalse();
        assertThat(answer.failure().message())
                .matches("The provider is overloaded or down \\(none\\)\\. Tried: a overload in \\d+ ms\\.");
    }

    @Test
    void aBadRequestIsTheCallersAffair() throws Exception {
        both.first.then(400, Wire.openAiError("invalid_request_error", "bad", "It is too long"));

        assertThat(both.permanent(PLAIN).message())
                .startsWith("The provider refuses the request (bad): It is too long. Tried: a caller");
        assertThat(both.second.seen()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"429, money_stop", "401, configuration"})
    void whatNoRetryMendsIsTheNextOnesChance(int status, String outcome) throws Exception {
        both.first.then(status, status == 429 ? UNPAID : OVERLOADED);
        both.second.then(Wire.openAi("words"));

        var result = both.done(PLAIN);

        assertThat(result.hops()).extracting(Hop::deployment).containsExactly("a", "b");
        assertThat(result.hops()).extracting(Hop::outcome).containsExactly(outcome, "answered");
        assertThat(both.run.used()).containsEntry("a:tokens", 0L).containsEntry("b:tokens", 4116L);
        assertThat(both.run.used()).containsEntry("a:requests", 1L).containsEntry("b:requests", 1L);
    }

    @Test
    void whoIsNotCalledKeepsNothingThatWasSetAside() throws Exception {
        both.first.then(429, UNPAID);
        both.second.then(Wire.openAi("words"));
        both.run(PLAIN);
        both.run.used().clear();

        both.run(PLAIN);

        assertThat(both.run.used())
                .containsEntry("a:requests", 0L)
                .containsEntry("a:tokens", 0L)
                .containsEntry("b:requests", 1L)
                .containsEntry("b:tokens", 4116L);
    }

    @Test
    void theNextOneIsSparedWhereTheFirstAnswers() throws Exception {
        both.first.then(Wire.openAi("words"));
        both.run(PLAIN);
        assertThat(both.run.used()).containsEntry("a:requests", 1L).containsEntry("b:requests", 0L);
        assertThat(both.run.used()).containsEntry("a:output_tokens", 10L).containsEntry("b:output_tokens", 0L);
    }

    @Test
    void whatIsNotPaidForIsNeverProbed() throws Exception {
        both.first.then(429, UNPAID).then(Wire.openAi("paid again"));
        both.second.then(Wire.openAi("words"));

        both.run(PLAIN);
        both.time.pass(Duration.ofDays(30));

        assertThat(both.done(PLAIN).hops()).extracting(Hop::outcome).containsExactly("closed", "answered");
        assertThat(both.first.seen()).hasSize(1);
    }

    @Test
    void aWrongKeyIsTriedAgainAfterAWhile() throws Exception {
        both.first.then(401, OVERLOADED).then(Wire.openAi("mended"));
        both.second.then(Wire.openAi("words"));

        both.run(PLAIN);
        assertThat(both.done(PLAIN).hops()).extracting(Hop::outcome).containsExactly("closed", "answered");
        both.time.pass(Duration.ofSeconds(31));

        assertThat(both.done(PLAIN).content()).isEqualTo("mended");
    }

    @Test
    void aCircuitOpensAndAFewCallsTryItAgain() throws Exception {
        both.first.then(500, OVERLOADED);
        both.second.then(Wire.openAi("words"));
        for (int i = 0; i < 5; i++) {
            both.retryable(PLAIN);
        }

        assertThat(both.done(PLAIN).content()).isEqualTo("words");
        assertThat(both.first.seen()).hasSize(5);
        both.time.pass(Duration.ofSeconds(31));
        both.retryable(PLAIN);
        both.retryable(PLAIN);
        assertThat(both.done(PLAIN).content()).isEqualTo("words");
        assertThat(both.first.seen()).hasSize(7);
    }

    @Test
    void whenAllAreLeftAloneTheJobWaits() throws Exception {
        both.first.then(500, OVERLOADED);
        both.second.then(429, UNPAID);
        for (int i = 0; i < 5; i++) {
            both.run(PLAIN);
        }
        var answer = both.retryable(PLAIN);

        assertThat(answer.failure().code()).isEqualTo("provider_money_stop");
        assertThat(answer.failure().message()).contains("a closed", "b money_stop");
    }

    @Test
    void whenNobodyIsPaidForTheJobWaits() throws Exception {
        both.first.then(429, UNPAID);
        both.second.then(402, UNPAID);

        assertThat(both.retryable(PLAIN).failure().code()).isEqualTo("provider_money_stop");
        var again = both.retryable(PLAIN).failure();
        assertThat(again.code()).isEqualTo("provider_closed");
        assertThat(again.message()).contains("a closed", "b closed");
    }

    @Test
    void anAnswerThatIsCutOffIsAskedOfTheNext() throws Exception {
        both.first.then(Wire.openAi("half", "length"));
        both.second.then(Wire.openAi("whole"));

        var result = both.done(PLAIN);

        assertThat(result.content()).isEqualTo("whole");
        assertThat(result.usage().total()).isEqualTo(60);
        assertThat(result.hops()).extracting(Hop::outcome).containsExactly("truncated", "answered");
    }

    @Test
    void anAnswerThatIsCutOffIsBetterThanNone() throws Exception {
        both.first.then(Wire.openAi("half", "length"));
        both.second.then(429, UNPAID);

        var result = both.done(PLAIN);

        assertThat(result.content()).isEqualTo("half");
        assertThat(result.finish()).isEqualTo(Finish.LENGTH);
        assertThat(result.hops()).extracting(Hop::outcome).containsExactly("truncated", "money_stop");
    }

    @Test
    void anAnswerAsLongAsItMayBeIsWhatWasAskedFor() throws Exception {
        both.first.then(Wire.openAi("half", "length"));

        assertThat(both.done(payload(null, false, 10)).content()).isEqualTo("half");
        assertThat(both.first.lastSeen().body().path("max_completion_tokens").asInt())
                .isEqualTo(10);
        assertThat(both.second.seen()).isEmpty();
    }

    @Test
    void theNextIsAskedWhenARepairFails() throws Exception {
        both.first.then(Wire.openAi("none"));
        both.second.then(Wire.openAi("{\"n\": 1}"));

        assertThat(both.done(payload(SCHEMA, false, null)).hops())
                .extracting(Hop::outcome)
                .containsExactly("invalid_output", "invalid_output", "answered");
    }

    @Test
    void whileOneIsClosedNoAnswerThatWillNotDoIsTheEnd() throws Exception {
        both.first.then(429, Wire.openAiError("requests", "rate_limit_exceeded", ""), "Retry-After", "7");
        both.second.then(Wire.openAi("none"));
        both.retryable(PLAIN);

        assertThat(both.retryable(payload(SCHEMA, false, null)).failure().code())
                .isEqualTo("invalid_output");
    }

    @Test
    void aRouteIsTaken() throws Exception {
        both.properties.put("penstock.ai.routes.ai.generate", "b");
        both.properties.put("penstock.ai.routes.mine", "a");
        both.first.then(Wire.openAi("a"));
        both.second.then(Wire.openAi("b"));

        assertThat(both.done(PLAIN).content()).isEqualTo("b");
        assertThat(both.done(routed("mine")).content()).isEqualTo("a");
        assertThat(both.permanent(routed("none"))).isEqualTo(new Failure("unknown_route", "There is no route none."));
    }
}
