package io.penstock.worker.ai.cache;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;

/** How often jobs of this process looked for an answer of before, by what they found. */
public final class Looks {

    private final Counter hits;
    private final Counter joined;
    private final Counter misses;

    Looks(MeterRegistry meters) {
        this.hits = counter(meters, "hit");
        this.joined = counter(meters, "joined");
        this.misses = counter(meters, "miss");
    }

    private static Counter counter(MeterRegistry meters, String outcome) {
        return meters.counter("penstock.ai.cache", "outcome", outcome);
    }

    /** @param waited whether it is the answer to somebody's call that was under way */
    public void found(boolean waited) {
        (waited ? joined : hits).increment();
    }

    /** There was none, so the model is asked. */
    public void missed() {
        misses.increment();
    }
}
