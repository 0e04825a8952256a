package io.penstock.scheduler.dispatch;

import io.penstock.catalog.kind.Lane;
import io.penstock.db.gate.DueJobs;
import io.penstock.db.gate.Unclaimed;
import io.penstock.db.job.Moved;
import io.penstock.dispatch.dispatcher.Dispatching;
import io.penstock.dispatch.event.JobEvent;
import io.penstock.dispatch.event.JobEvents;
import io.penstock.dispatch.lane.LaneSettings;
import io.penstock.dispatch.loop.Duty;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Brings back behind the gates what came due and what nobody claimed, for the dispatcher to take from there. */
public final class DispatchTick implements Duty {

    private static final Logger LOG = LoggerFactory.getLogger(DispatchTick.class);
    private static final Duration REST = Duration.ofMillis(100);
    private static final Duration BETWEEN_LOOKS = Duration.ofSeconds(1);
    private static final Duration FOR_KAFKA = Duration.ofMillis(250);
    private static final int AT_ONCE = 2000;

    private final DueJobs dueJobs;
    private final Unclaimed unclaimed;
    private final JobEvents events;
    private final Dispatching dispatching;
    private final Duration patience;
    private long lastLook = System.nanoTime();

    public DispatchTick(
            DueJobs dueJobs, Unclaimed unclaimed, JobEvents events, Dispatching dispatching, LaneSettings settings) {
        this.dueJobs = dueJobs;
        this.unclaimed = unclaimed;
        this.events = events;
        this.dispatching = dispatching;
        this.patience = settings.patience();
    }

    @Override
    public Duration runOnce() {
        var due = dueJobs.comeDue(AT_ONCE, this::tell);
        if (!due.isEmpty()) {
            dispatching.nudgeAll();
        }
        if (System.nanoTime() - lastLook > BETWEEN_LOOKS.toNanos()) {
            lastLook = System.nanoTime();
            giveBackLate();
        }
        return due.size() == AT_ONCE ? Duration.ZERO : REST;
    }

    /** Waits until it has arrived, if that is soon: once they are behind their gates, a worker may tell of their start. */
    private void tell(List<Moved> due) {
        events.send(JobEvent.due(due))
                .completeOnTimeout(null, FOR_KAFKA.toMillis(), TimeUnit.MILLISECONDS)
                .exceptionally(failure -> null)
                .join();
    }

    private void giveBackLate() {
        var unused = unclaimed.giveBackUnused(AT_ONCE);
        if (!unused.isEmpty()) {
            events.offer(JobEvent.returned(unused));
            LOG.info("{} permits were not used in time, and their jobs are back behind their gates", unused.size());
            dispatching.nudgeAll();
        }
        for (var lane : Lane.values()) {
            if (unclaimed.on(lane).oldest().compareTo(patience) > 0) {
                var late = unclaimed.giveBackLate(lane, patience, AT_ONCE);
                events.offer(JobEvent.returned(late));
                LOG.info(
                        "{} jobs were on lane {} for longer than {} and are back behind their gates",
                        late.size(),
                        lane.label(),
                        patience);
            }
        }
    }
}
