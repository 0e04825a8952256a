package io.penstock.worker.intake;

import io.micrometer.core.instrument.MeterRegistry;
import io.penstock.db.claim.Claims;
import io.penstock.db.claim.Settlements;
import io.penstock.db.control.Cancellations;
import io.penstock.db.fleet.Workers;
import io.penstock.dispatch.lane.Lanes;
import io.penstock.worker.event.WorkerEvents;
import io.penstock.worker.run.JobRunner;
import java.util.List;
import java.util.stream.IntStream;

/** The workers of one process: one, unless a laptop plays a fleet. They stop side by side, so that they share one drain window. */
public final class Crew implements AutoCloseable {

    private final List<Worker> workers;

    public Crew(
            WorkerSettings settings,
            Lanes lanes,
            Claims claims,
            Settlements settlements,
            Workers fleet,
            Cancellations cancellations,
            WorkerEvents events,
            JobRunner runner,
            MeterRegistry meters) {
        this.workers = IntStream.range(0, settings.count())
                .mapToObj(i ->
                        new Worker(settings, lanes, claims, settlements, fleet, cancellations, events, runner, meters))
                .toList();
        meters.gauge(
                "penstock.running",
                workers,
                all -> all.stream().mapToInt(Worker::running).sum());
    }

    @Override
    public void close() {
        workers.parallelStream().forEach(Worker::close);
    }
}
