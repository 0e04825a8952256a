package io.penstock.sandbox.limit;

import java.time.Duration;
import java.util.Map;

/** Whether a request may go on, and how the key stands after it. */
public sealed interface Grant {

    Map<Resource, Balance> balances();

    record Granted(Map<Resource, Balance> balances) implements Grant {}

    /** @param delay until there is enough for it */
    record Exceeded(Resource resource, Duration delay, Map<Resource, Balance> balances) implements Grant {}
}
