package io.penstock.catalog.kind;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.penstock.catalog.kind.RetryPolicy.Backoff;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RetryPolicyTest {

    private static final Duration SECOND = Duration.ofSeconds(1);
    private static final Duration MINUTE = Duration.ofMinutes(1);

    @ParameterizedTest
    @CsvSource({"1, PT1S", "2, PT2S", "3, PT4S", "6, PT32S", "7, PT1M", "99, PT1M"})
    void anExponentialDelayDoublesUpToTheLongest(int attempt, Duration delay) {
        var policy = new RetryPolicy(100, Backoff.EXPONENTIAL, SECOND, MINUTE, 0);
        assertThat(policy.next(attempt, 0.5)).contains(delay);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 50})
    void aFixedDelayIsAlwaysTheSame(int attempt) {
        var policy = new RetryPolicy(100, Backoff.FIXED, SECOND, MINUTE, 0);
        assertThat(policy.next(attempt, 0.5)).contains(SECOND);
    }

    @Test
    void nothingFollowsTheLastAttempt() {
        var policy = RetryPolicy.exponential(3, SECOND, MINUTE);
        assertThat(policy.next(2, 0)).isPresent();
        assertThat(policy.next(3, 0)).isEmpty();
        assertThat(policy.next(4, 0)).isEmpty();
    }

    @Test
    void aSingleAttemptIsNeverRepeated() {
        assertThat(RetryPolicy.exponential(1, SECOND, MINUTE).next(1, 0)).isEmpty();
    }

    @Test
    void chanceShortensADelayByAtMostTheJitter() {
        var policy = new RetryPolicy(5, Backoff.FIXED, Duration.ofSeconds(10), MINUTE, 0.5);
        assertThat(policy.next(1, 0)).contains(Duration.ofSeconds(10));
        assertThat(policy.next(1, 0.5)).contains(Duration.ofMillis(7500));
        assertThat(policy.next(1, Math.nextDown(1.0)).orElseThrow())
                .isBetween(Duration.ofSeconds(5), Duration.ofMillis(5001));
    }

    @Test
    void aDelayMayBeNone() {
        assertThat(new RetryPolicy(2, Backoff.EXPONENTIAL, Duration.ZERO, Duration.ZERO, 1).next(1, 0.9))
                .contains(Duration.ZERO);
    }

    @Test
    void thirtyDaysAreNotTooLongToDouble() {
        var days = Duration.ofDays(30);
        assertThat(new RetryPolicy(100, Backoff.EXPONENTIAL, SECOND, days, 0).next(99, 0))
                .contains(days);
    }

    @ParameterizedTest
    @ValueSource(ints = {-1, 0, 101})
    void aPolicyHasOneToAHundredAttempts(int attempts) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> RetryPolicy.exponential(attempts, SECOND, MINUTE))
                .withMessageContaining("between 1 and 100, not " + attempts);
    }

    @Test
    void aNegativeDelayIsRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> RetryPolicy.exponential(5, Duration.ofMillis(-1), MINUTE))
                .withMessageContaining("base");
    }

    @Test
    void theLongestDelayIsNotShorterThanTheFirst() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> RetryPolicy.exponential(5, MINUTE, SECOND))
                .withMessageContaining("PT1S")
                .withMessageContaining("PT1M");
    }

    @ParameterizedTest
    @ValueSource(doubles = {-0.1, 1.1, Double.NaN})
    void theJitterIsAShare(double jitter) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new RetryPolicy(5, Backoff.FIXED, SECOND, MINUTE, jitter))
                .withMessageContaining("jitter");
    }
}
