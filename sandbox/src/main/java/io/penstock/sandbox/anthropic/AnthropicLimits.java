package io.penstock.sandbox.anthropic;

import io.penstock.sandbox.limit.Balance;
import io.penstock.sandbox.limit.Resource;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;

/** What is left, as Anthropic's headers say it. */
final class AnthropicLimits {

    private static final String PREFIX = "anthropic-ratelimit-";
    private static final long THOUSAND = 1000;

    private AnthropicLimits() {}

    static Map<String, String> headers(Map<Resource, Balance> balances, Instant now) {
        var headers = new HashMap<String, String>();
        balances.forEach(
                (resource, balance) -> headers.putAll(headers(resource.label(), rounded(resource, balance), now)));
        // Of all tokens they tell how it stands with those that are the scarcest.
        balances.entrySet().stream()
                .filter(of -> of.getKey() != Resource.REQUESTS)
                .map(of -> rounded(of.getKey(), of.getValue()))
                .min(Comparator.comparingDouble(AnthropicLimits::share))
                .ifPresent(scarcest -> headers.putAll(headers("tokens", scarcest, now)));
        return headers;
    }

    private static double share(Balance balance) {
        return (double) balance.remaining() / balance.limit();
    }

    /** Tokens are told to the nearest thousand. */
    private static Balance rounded(Resource resource, Balance balance) {
        return resource == Resource.REQUESTS
                ? balance
                : new Balance(
                        balance.limit(),
                        Math.round((double) balance.remaining() / THOUSAND) * THOUSAND,
                        balance.reset());
    }

    private static Map<String, String> headers(String name, Balance balance, Instant now) {
        return Map.of(
                PREFIX + name + "-limit",
                Long.toString(balance.limit()),
                PREFIX + name + "-remaining",
                Long.toString(balance.remaining()),
                PREFIX + name + "-reset",
                now.plus(balance.reset())
                        .plusNanos(999_999_999)
                        .truncatedTo(ChronoUnit.SECONDS)
                        .toString());
    }
}
