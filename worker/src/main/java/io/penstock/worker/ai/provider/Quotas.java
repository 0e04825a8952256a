package io.penstock.worker.ai.provider;

import io.penstock.db.limit.Quota;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;

/** What a provider says that it gives in a minute, in the headers of its answers: those of OpenAI and of Anthropic. */
final class Quotas {

    private static final List<String> COUNTED = List.of("requests", "tokens", "input-tokens", "output-tokens");

    private Quotas() {}

    /** By what is counted. What nobody can use up in a minute is no quota. */
    static Map<String, Long> of(HttpHeaders headers) {
        var quotas = new TreeMap<String, Long>();
        for (var counted : COUNTED) {
            take(quotas, counted, headers.getFirst("anthropic-ratelimit-" + counted + "-limit"));
            take(quotas, counted, headers.getFirst("x-ratelimit-limit-" + counted));
        }
        if (quotas.containsKey("input_tokens") || quotas.containsKey("output_tokens")) {
            // Then it is the tighter of these two, whichever that is just now, and none of both together.
            quotas.remove("tokens");
        }
        return quotas;
    }

    private static void take(Map<String, Long> quotas, String counted, @Nullable String value) {
        if (value != null && value.matches("[1-9][0-9]{0,8}") && Long.parseLong(value) < Quota.MOST) {
            quotas.put(counted.replace('-', '_'), Long.valueOf(value));
        }
    }
}
