package io.penstock.sandbox.generation;

import io.penstock.sandbox.fault.Refusal;
import java.util.HashMap;
import java.util.Map;

/** When to come again, as headers. */
public final class Retries {

    private static final long SECOND = 1_000_000_000;

    private Retries() {}

    public static Map<String, String> headers(Refusal refusal) {
        return headers(refusal, "x-should-retry");
    }

    /** @param shouldRetry the header in which the provider says whether to */
    public static Map<String, String> headers(Refusal refusal, String shouldRetry) {
        var headers = new HashMap<String, String>();
        if (refusal.retryAfter() != null) {
            headers.put(
                    "retry-after",
                    Long.toString(Math.ceilDiv(refusal.retryAfter().toNanos(), SECOND)));
        }
        if (refusal.shouldRetry() != null) {
            headers.put(shouldRetry, refusal.shouldRetry().toString());
        }
        return headers;
    }
}
