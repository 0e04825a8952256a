package io.penstock.sandbox.webhook;

import java.time.Instant;
import java.util.Map;

/** By what a receiver knows who tells him something. */
@FunctionalInterface
public interface Seal {

    /** The headers that a body goes out with at that time. */
    Map<String, String> headers(Instant at, String body);
}
