package io.penstock.scheduler.forget;

import io.micrometer.core.instrument.MeterRegistry;
import io.penstock.db.retention.Forgetting;
import io.penstock.dispatch.loop.Duty;
import java.time.Duration;

/** Erases payloads and results that clients do not want kept. */
public final class Forget implements Duty {

    private static final Duration REST = Duration.ofSeconds(1);
    private static final int AT_ONCE = 1000;

    private final Forgetting forgetting;
    private final MeterRegistry meters;

    public Forget(Forgetting forgetting, MeterRegistry meters) {
        this.forgetting = forgetting;
        this.meters = meters;
    }

    @Override
    public Duration runOnce() {
        var look = forgetting.look(AT_ONCE);
        meters.counter("penstock.forgotten").increment(look.erased());
        return look.atEnd() ? REST : Duration.ofMillis(50);
    }
}
