package io.penstock.worker.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import org.apache.hc.core5.http.HttpResponse;
import org.apache.hc.core5.http.message.BasicHttpResponse;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RetryAfterTest {

    private final RetryAfter retryAfter =
            new RetryAfter(Clock.fixed(Instant.parse("2026-03-01T12:00:00Z"), ZoneOffset.UTC));

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "0 | PT0S",
                "1 | PT1S",
                "007 | PT7S",
                "120 | PT2M",
                "3600 | PT1H",
                "3601 | PT1H",
                "99999 | PT1H",
                "99999999999999999999999999 | PT1H",
                "00000000000000000000000001 | PT1S",
                "Sun, 01 Mar 2026 12:00:30 GMT | PT30S",
                "Sunday, 01-Mar-26 12:00:30 GMT | PT30S",
                "Sun Mar  1 12:00:30 2026 | PT30S",
                "Sun, 01 Mar 2026 11:00:00 GMT | PT0S",
                "Fri, 31 Dec 9999 23:59:59 GMT | PT1H"
            })
    void aWishIsUnderstoodAndCapped(String value, Duration wish) {
        assertThat(retryAfter.of(response(value, null))).isEqualTo(wish);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "soon", "-1", "1.5", "1s", "+3", "2026-03-01T12:00:30Z", "٣"})
    void whatIsNoWishIsPassedOver(String value) {
        assertThat(retryAfter.of(response(value, null))).isNull();
    }

    @Test
    void noHeaderIsNoWish() {
        assertThat(retryAfter.of(new BasicHttpResponse(503))).isNull();
    }

    @Test
    void aDateIsComparedWithTheClockOfTheOtherSide() {
        var response = response("Sun, 01 Mar 2026 15:00:30 GMT", "Sun, 01 Mar 2026 15:00:00 GMT");

        assertThat(retryAfter.of(response)).isEqualTo(Duration.ofSeconds(30));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            RateLimit-Reset: 30                                                                          | PT30S
            X-RateLimit-Reset: 90                                                                        | PT1M30S
            X-RateLimit-Reset: 1.5                                                                       | PT1.5S
            X-RateLimit-Reset: 1772366430                                                                | PT30S
            X-RateLimit-Reset: 1772366430.250                                                            | PT30.25S
            X-RateLimit-Reset: 1772366000                                                                | PT0S
            RateLimit-Reset: 9999999999                                                                  | PT1H
            RateLimit: "default";r=0;t=30                                                                | PT30S
            RateLimit: "burst";r=0;t=5, "day";r=0;t=600                                                  | PT10M
            RateLimit: "burst";r=0;t=5, "day";r=100;t=600                                                | PT5S
            RateLimit: "default"; t=30; r=0                                                              | PT30S
            x-ratelimit-reset-requests: 1s                                                               | PT1S
            x-ratelimit-reset-requests: 200ms                                                            | PT0.2S
            x-ratelimit-reset-requests: 6m0s                                                             | PT6M
            x-ratelimit-reset-requests: 1h2m                                                             | PT1H
            x-ratelimit-reset-requests: 1m2.5s                                                           | PT1M2.5S
            x-ratelimit-reset-requests: 1s, x-ratelimit-reset-tokens: 6m0s                               | PT6M
            x-ratelimit-remaining-requests: 0, x-ratelimit-reset-requests: 1s, x-ratelimit-reset-tokens: 6m0s | PT1S
            x-ratelimit-remaining-tokens: 0, x-ratelimit-reset-requests: 9s, x-ratelimit-reset-tokens: 2s | PT2S
            anthropic-ratelimit-requests-remaining: 0, anthropic-ratelimit-requests-reset: 2026-03-01T12:00:30Z | PT30S
            anthropic-ratelimit-tokens-remaining: 0, anthropic-ratelimit-tokens-reset: 2026-03-01T12:01:00Z | PT1M
            anthropic-ratelimit-input-tokens-remaining: 0, anthropic-ratelimit-input-tokens-reset: 2026-03-01T13:01:00+01:00 | PT1M
            anthropic-ratelimit-output-tokens-remaining: 0, anthropic-ratelimit-output-tokens-reset: 2026-03-01T12:00:05Z | PT5S
            anthropic-ratelimit-requests-remaining: 0, anthropic-ratelimit-requests-reset: 2026-03-01T12:00:05Z, anthropic-ratelimit-tokens-remaining: 9, anthropic-ratelimit-tokens-reset: 2026-03-01T12:09:00Z | PT5S
            retry-after-ms: 1500                                                                         | PT1.5S
            retry-after-ms: 250.5                                                                        | PT0.25S
            retry-after-ms: 1500, RateLimit-Reset: 30                                                    | PT1.5S
            Retry-After: 7, retry-after-ms: 1500, RateLimit-Reset: 30                                    | PT7S
            Retry-After: soon, RateLimit-Reset: 30                                                       | PT30S
            RateLimit-Reset: 30, Date: Sun, 01 Mar 2026 15:00:00 GMT                                     | PT30S
            X-RateLimit-Reset: 1772377230, Date: Sun, 01 Mar 2026 15:00:00 GMT                           | PT30S
            """)
    void withoutAWishItsRateHeadersSayHowLong(String headers, Duration wish) {
        assertThat(retryAfter.of(response(429, headers))).isEqualTo(wish);
        assertThat(retryAfter.of(response(503, headers))).isEqualTo(wish);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "RateLimit-Reset: soon",
                "RateLimit-Reset: -1",
                "RateLimit-Reset: ",
                "RateLimit-Reset: 99999999999999999999",
                "RateLimit: default;t=30",
                "RateLimit: \"default\";r=5;t=30",
                "RateLimit: \"default\";r=0",
                "RateLimit: \"default\";r=0;t=soon",
                "x-ratelimit-reset-requests: 1",
                "x-ratelimit-reset-requests: 6m0s?",
                "x-ratelimit-reset-tokens: -1s",
                "anthropic-ratelimit-requests-reset: 2026-03-01T12:00:30Z",
                "anthropic-ratelimit-tokens-remaining: 0, anthropic-ratelimit-tokens-reset: soon",
                "retry-after-ms: -5",
                "retry-after-ms: soon"
            })
    void rateHeadersThatSayNothingArePassedOver(String headers) {
        assertThat(retryAfter.of(response(429, headers))).isNull();
    }

    @ParameterizedTest
    @ValueSource(ints = {408, 500, 502})
    void rateHeadersOfOneThatIsNotOverloadedSayNothingOfADelay(int status) {
        assertThat(retryAfter.of(response(status, "RateLimit-Reset: 30"))).isNull();
        assertThat(retryAfter.of(response(status, "retry-after-ms: 30"))).isNull();
    }

    private static HttpResponse response(int status, String headers) {
        var response = new BasicHttpResponse(status);
        for (var header : headers.split(", (?=[A-Za-z-]+: )", -1)) {
            var parts = header.split(": ?", 2);
            response.addHeader(parts[0], parts[1]);
        }
        return response;
    }

    private static HttpResponse response(String retryAfter, @Nullable String date) {
        var response = new BasicHttpResponse(503);
        response.addHeader("Retry-After", retryAfter);
        if (date != null) {
            response.addHeader("Date", date);
        }
        return response;
    }
}
