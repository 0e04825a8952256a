package io.penstock.sandbox.limit;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.sandbox.SetClock;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

class LimitsTest {

    private final SetClock clock = new SetClock();
    private final Limits limits = new Limits(clock);

    private Grant take(String key, long requests, long tokens) {
        return limits.take("openai", "gpt-5", key, Map.of(Resource.REQUESTS, requests, Resource.TOKENS, tokens));
    }

    @Test
    void everythingIsTakenOrNothing() {
        limits.set("openai", "gpt-5", Terms.OPEN.requests(10).tokens(100));

        assertThat(take("a", 1, 90)).isInstanceOf(Grant.Granted.class);
        assertThat(take("a", 1, 11)).isInstanceOfSatisfying(Grant.Exceeded.class, exceeded -> {
            assertThat(exceeded.resource()).isEqualTo(Resource.TOKENS);
            assertThat(exceeded.balances()).containsEntry(Resource.REQUESTS, new Balance(10, 9, Duration.ofSeconds(6)));
        });
        assertThat(take("a", 1, 10)).isInstanceOf(Grant.Granted.class);
    }

    @Test
    void whatWasTakenIsThereAgainWhenItWasSaid() {
        limits.set("openai", "gpt-5", Terms.OPEN.requests(7));
        for (var i = 0; i < 7; i++) {
            take("a", 1, 1);
        }
        var exceeded = (Grant.Exceeded) take("a", 1, 1);

        clock.pass(exceeded.delay().minusMillis(1));
        assertThat(take("a", 1, 1)).isInstanceOf(Grant.Exceeded.class);
        clock.pass(Duration.ofMillis(1));
        assertThat(take("a", 1, 1)).isInstanceOf(Grant.Granted.class);
    }

    @Test
    void aMinuteFillsUpWhatAMinuteMayTake() {
        limits.set("openai", "gpt-5", Terms.OPEN.requests(60));
        take("a", 60, 1);

        clock.pass(Duration.ofSeconds(45));

        assertThat(take("a", 0, 0).balances())
                .containsEntry(Resource.REQUESTS, new Balance(60, 45, Duration.ofSeconds(15)));
        clock.pass(Duration.ofHours(1));
        assertThat(take("a", 0, 0).balances()).containsEntry(Resource.REQUESTS, new Balance(60, 60, Duration.ZERO));
    }

    @Test
    void eachKeyHasItsOwn() {
        limits.set("openai", "gpt-5", Terms.OPEN.requests(1));

        assertThat(take("a", 1, 1)).isInstanceOf(Grant.Granted.class);
        assertThat(take("b", 1, 1)).isInstanceOf(Grant.Granted.class);
        assertThat(take("a", 1, 1)).isInstanceOf(Grant.Exceeded.class);
    }

    @Test
    void theTermsOfAModelComeBeforeThoseOfItsProvider() {
        limits.set("openai", null, Terms.OPEN.requests(5));
        limits.set("openai", "gpt-5", Terms.OPEN.requests(6));

        assertThat(limits.of("openai", "gpt-5").requests()).isEqualTo(6);
        assertThat(limits.of("openai", "o3").requests()).isEqualTo(5);
        assertThat(limits.of("gemini", "gemini-2.5-pro")).isEqualTo(Terms.OPEN);
    }
}
