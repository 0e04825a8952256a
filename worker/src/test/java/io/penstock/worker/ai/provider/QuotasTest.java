package io.penstock.worker.ai.provider;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.springframework.http.HttpHeaders;

class QuotasTest {

    private static Map<String, Long> of(String... headers) {
        var all = new HttpHeaders();
        for (int i = 0; i < headers.length; i += 2) {
            all.add(headers[i], headers[i + 1]);
        }
        return Quotas.of(all);
    }

    @Test
    void openAiCountsRequestsAndTokens() {
        assertThat(of(
                        "x-ratelimit-limit-requests", "500",
                        "x-ratelimit-limit-tokens", "30000",
                        "x-ratelimit-remaining-tokens", "12"))
                .isEqualTo(Map.of("requests", 500L, "tokens", 30_000L));
    }

    @Test
    void anthropicCountsWhatItReadsAndWritesApart() {
        assertThat(of(
                        "anthropic-ratelimit-requests-limit", "50",
                        "anthropic-ratelimit-tokens-limit", "8000",
                        "anthropic-ratelimit-input-tokens-limit", "30000",
                        "anthropic-ratelimit-output-tokens-limit", "8000"))
                .isEqualTo(Map.of("requests", 50L, "input_tokens", 30_000L, "output_tokens", 8_000L));
    }

    @Test
    void whatIsNoQuotaIsPassedOver() {
        assertThat(of(
                        "x-ratelimit-limit-requests", "many",
                        "x-ratelimit-limit-tokens", "1000000000",
                        "anthropic-ratelimit-tokens-limit", "0",
                        "anthropic-ratelimit-requests-limit", "-5"))
                .isEmpty();
        assertThat(of()).isEmpty();
    }
}
