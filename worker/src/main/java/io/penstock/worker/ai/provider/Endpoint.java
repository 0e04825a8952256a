package io.penstock.worker.ai.provider;

import io.penstock.worker.key.Key;
import java.time.Duration;

/**
 * Where a provider is called.
 *
 * @param url the base, without a slash at its end
 * @param timeout how long one call may take, with all of its answer
 * @param silence how long nothing may come in the middle of a streamed answer
 */
public record Endpoint(String url, String model, Key key, Duration timeout, Duration silence) {

    public Endpoint(String url, String model, Key key, Duration timeout) {
        this(url, model, key, timeout, timeout);
    }
}
