package io.penstock.sandbox.openai;

import io.penstock.sandbox.limit.Balance;
import io.penstock.sandbox.limit.Resource;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;

/** What is left, as OpenAI's headers say it. */
final class OpenAiLimits {

    private OpenAiLimits() {}

    static Map<String, String> headers(Map<Resource, Balance> balances) {
        var headers = new HashMap<String, String>();
        balances.forEach((resource, balance) -> {
            headers.put("x-ratelimit-limit-" + resource.label(), Long.toString(balance.limit()));
            headers.put("x-ratelimit-remaining-" + resource.label(), Long.toString(balance.remaining()));
            headers.put("x-ratelimit-reset-" + resource.label(), go(balance.reset()));
        });
        return headers;
    }

    /** As Go writes durations, to the millisecond: {@code 6m0s}, {@code 1.5s}, {@code 12ms}. */
    static String go(Duration duration) {
        var millis = Math.ceilDiv(duration.toNanos(), 1_000_000L);
        if (millis > 0 && millis < 1000) {
            return millis + "ms";
        }
        var minutes = millis / 60_000;
        var seconds =
                BigDecimal.valueOf(millis % 60_000, 3).stripTrailingZeros().toPlainString() + "s";
        if (minutes == 0) {
            return seconds;
        }
        return (minutes < 60 ? "" : minutes / 60 + "h") + minutes % 60 + "m" + seconds;
    }
}
