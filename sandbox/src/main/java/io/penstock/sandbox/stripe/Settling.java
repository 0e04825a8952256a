package io.penstock.sandbox.stripe;

import io.penstock.sandbox.server.Pauses;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Lets the bank pay after a while, if there is one. */
final class Settling {

    private final Pauses pauses;
    private volatile @Nullable Duration after;

    Settling(Pauses pauses) {
        this.pauses = pauses;
    }

    /** @param time null: only when told */
    void after(@Nullable Duration time) {
        after = time;
    }

    void begin(Runnable settle) {
        var time = after;
        if (time != null) {
            Thread.startVirtualThread(() -> {
                if (pauses.pass(time)) {
                    settle.run();
                }
            });
        }
    }
}
