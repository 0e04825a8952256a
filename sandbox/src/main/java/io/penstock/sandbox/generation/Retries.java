package io.penstock.sandbox.generation;

import io.penstock.sandbox.fault.Refusal;
import java.util.HashMap;
import java.util.Map;

/** When to come again, as headers. */
public final class Retries {

    private static final long SECOND = 1_000_000_000;

    private Retries() {}

    public static Map<String, String> headers(Refusal refusal) {
        var headers = new HashMap<String, String>();
        if (refusal.retryAfter() != null) {
            headers.put(
                    "retry-after",
                    Long.toString(Math.ceilDiv(refusal.retryAfter().toNanos(), SECOND)));
        }
        if (refusal.shouldRetry() != null) {
            headers.put("x-should-retry", refusal.shouldRetry().toString());
        }
        return headers;
    }
}
