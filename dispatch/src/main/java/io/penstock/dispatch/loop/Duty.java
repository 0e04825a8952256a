package io.penstock.dispatch.loop;

import java.time.Duration;

/** Something that is done again and again. It knows nothing of threads. */
@FunctionalInterface
public interface Duty {

    /** Does it once and says how long to rest before the next time. */
    Duration runOnce();
}
