package io.penstock.scheduler.batch;

import io.micrometer.core.instrument.MeterRegistry;
import io.penstock.db.batch.UnfinishedBatches;
import io.penstock.db.control.Cancellations;
import io.penstock.dispatch.loop.Duty;
import java.time.Duration;

/** Tells the jobs of cancelled batches, gives up requests that nobody goes on with, and notices when a batch's last job has ended. */
public final class EndBatches implements Duty {

    private static final Duration REST = Duration.ofSeconds(1);
    private static final int JOBS_AT_ONCE = 2000;
    private static final int BATCHES_AT_ONCE = 100;

    private final UnfinishedBatches batches;
    private final Cancellations cancellations;
    private final MeterRegistry meters;

    public EndBatches(UnfinishedBatches batches, Cancellations cancellations, MeterRegistry meters) {
        this.batches = batches;
        this.cancellations = cancellations;
        this.meters = meters;
    }

    @Override
    public Duration runOnce() {
        boolean more = false;
        batches.cancelOrphans();
        for (var batch : batches.cancelled()) {
            more |= cancellations.request(batch, JOBS_AT_ONCE) == JOBS_AT_ONCE;
        }
        batches.giveUp();
        int finished = batches.finish(BATCHES_AT_ONCE);
        meters.counter("penstock.batches.finished").increment(finished);
        return more || finished == BATCHES_AT_ONCE ? Duration.ZERO : REST;
    }
}
