package io.penstock.worker.intake;

import io.micrometer.core.instrument.MeterRegistry;
import io.penstock.catalog.kind.Lane;
import io.penstock.db.claim.Claims;
import io.penstock.db.claim.Settlements;
import io.penstock.db.control.Cancellations;
import io.penstock.db.fleet.Workers;
import io.penstock.dispatch.lane.Lanes;
import io.penstock.dispatch.lane.Lanes.Track;
import io.penstock.dispatch.loop.Loop;
import io.penstock.worker.event.WorkerEvents;
import io.penstock.worker.run.JobRunner;
import io.penstock.worker.run.Running;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A worker: an intake for each track of its lanes, its attempts, and its place in the fleet. It stops in two stages: quiet, then drained. */
public final class Worker implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Worker.class);

    /** A claim under way at the end of the time is waited for: what it gets can be released then. */
    private static final Duration FOR_A_CLAIM = Duration.ofSeconds(1);

    private final WorkerSettings settings;
    private final Settlements settlements;
    private final Running running;
    private final Membership membership;
    private final Loop heartbeat;
    private final Loop cancels;
    private final List<Intake> intakes;

    public Worker(
            WorkerSettings settings,
            Lanes lanes,
            Claims claims,
            Settlements settlements,
            Workers workers,
            Cancellations cancellations,
            WorkerEvents events,
            JobRunner runner,
            MeterRegistry meters) {
        this.settings = settings;
        this.settlements = settlements;
        this.running = new Running(runner);
        var slots = new EnumMap<Lane, Slots>(Lane.class);
        settings.lanes()
                .forEach(lane -> slots.put(lane, new Slots(settings.laneSlots().on(lane))));
        this.membership = new Membership(workers, events, settings, slots, running::loseAll);
        this.heartbeat = Loop.start("heartbeat", membership);
        this.cancels = Loop.start("cancels", new Cancels(cancellations, membership, running));
        this.intakes = slots.entrySet().stream()
                .flatMap(on -> Stream.of(Track.values())
                        .flatMap(track -> on.getValue().of(track).stream()
                                .map(part -> new Intake(
                                        on.getKey(), track, part, lanes, claims, events, membership, running, meters))))
                .toList();
    }

    /** How many attempts are under way. */
    int running() {
        return running.claims().size();
    }

    /**
     * Takes nothing more in, waits for the attempts under way, and hands what is then left to other workers at once, whether their handlers
     * have noticed or not. What Postgres does not take is left to the lease.
     */
    @Override
    public void close() {
        LOG.info("Told to stop: takes nothing more in, and {} attempts have {} to end", running(), settings.drain());
        long until = System.nanoTime() + settings.drain().toNanos();
        try {
            intakes.forEach(Intake::quiet);
            membership.drain();
            heartbeat.nudge();
            for (var intake : intakes) {
                intake.awaitQuiet(left(until).plus(FOR_A_CLAIM));
            }
            if (!running.awaitNone(left(until))) {
                release();
            }
            cancels.close();
            heartbeat.close();
            leave();
            intakes.parallelStream().forEach(Intake::close);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static Duration left(long until) {
        return Duration.ofNanos(Math.max(0, until - System.nanoTime()));
    }

    private void release() {
        var left = running.release();
        try {
            settlements.finishAll(left);
            LOG.info("{} attempts were not done after {} and are released", left.size(), settings.drain());
        } catch (RuntimeException e) {
            LOG.warn("{} attempts could not be released; others get them when the lease is over", left.size());
        }
        running.loseAll();
    }

    private void leave() {
        try {
            membership.leave();
        } catch (RuntimeException e) {
            LOG.warn("The worker could not say that it goes; its lease will");
        }
    }
}
