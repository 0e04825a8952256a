package io.penstock.worker.run;

import java.time.Duration;

/** The other side does not know of an effect yet, and may still come to. */
final class NotSettled extends Exception {

    private static final String SENTENCE = "An effect that an earlier attempt began is not settled yet.";

    private final Duration wait;

    NotSettled(Duration wait) {
        super(SENTENCE, null, false, false);
        this.wait = wait;
    }

    String sentence() {
        return SENTENCE;
    }

    Duration waitFor() {
        return wait;
    }
}
