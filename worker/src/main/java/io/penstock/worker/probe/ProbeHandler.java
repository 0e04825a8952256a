package io.penstock.worker.probe;

import io.penstock.catalog.kind.Kind;
import io.penstock.catalog.probe.Probe;
import io.penstock.worker.handler.Answer;
import io.penstock.worker.handler.Answer.Done;
import io.penstock.worker.handler.Handler;
import io.penstock.worker.handler.Run;
import java.time.Clock;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Does what the probe says. */
public final class ProbeHandler implements Handler<Probe.Payload, Probe.Result> {

    private final Clock clock;

    public ProbeHandler(Clock clock) {
        this.clock = clock;
    }

    @Override
    public Kind<Probe.Payload, Probe.Result> kind() {
        return Probe.KIND;
    }

    @Override
    public Answer<Probe.Result> run(Probe.Payload probe, Run run) throws InterruptedException {
        var startedAt = clock.instant();
        work(probe, run);
        if (run.attempt() <= probe.failTimes()) {
            var message = "Attempt %d of the first %d fails, as asked.".formatted(run.attempt(), probe.failTimes());
            return probe.permanent()
                    ? Answer.permanent("probe_failed", message)
                    : Answer.retryable("probe_failed", message);
        }
        return new Done<>(new Probe.Result(
                run.attempt(),
                startedAt,
                probe.note(),
                probe.returnBytes() == 0 ? null : "x".repeat(probe.returnBytes())));
    }

    /** Takes its time, and says so in between if it is to. */
    private static void work(Probe.Payload probe, Run run) throws InterruptedException {
        int steps = Math.max(1, Math.max(probe.progressSteps(), probe.chunks()));
        for (int step = 1; step <= steps; step++) {
            rest((long) probe.takeMs() * step / steps - (long) probe.takeMs() * (step - 1) / steps);
            if (step <= probe.progressSteps()) {
                run.progress(step, (long) probe.progressSteps(), null);
            }
            if (step <= probe.chunks()) {
                run.append("chunk " + step + "\n");
            }
        }
    }

    private static void rest(long millis) throws InterruptedException {
        if (millis > 0) {
            // Nobody opens it: this is a wait that an interrupt ends.
            new CountDownLatch(1).await(millis, TimeUnit.MILLISECONDS);
        }
    }
}
