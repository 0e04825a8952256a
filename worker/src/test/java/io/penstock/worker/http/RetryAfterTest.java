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

    private static HttpResponse response(String retryAfter, @Nullable String date) {
        var response = new BasicHttpResponse(503);
        response.addHeader("Retry-After", retryAfter);
        if (date != null) {
            response.addHeader("Date", date);
        }
        return response;
    }
}
