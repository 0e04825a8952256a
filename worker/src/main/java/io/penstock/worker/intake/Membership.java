package io.penstock.worker.intake;

import io.penstock.catalog.kind.Lane;
import io.penstock.db.fleet.Worker.Identity;
import io.penstock.db.fleet.Workers;
import io.penstock.dispatch.loop.Duty;
import io.penstock.worker.event.WorkerEvents;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** This worker's place in the fleet: it joins, gives signs of life, and joins anew when it was thought dead. */
final class Membership implements Duty {

    private static final Logger LOG = LoggerFactory.getLogger(Membership.class);
    private static final int NOBODY = -1;

    private final Workers workers;
    private final WorkerEvents events;
    private final WorkerSettings settings;
    private final Map<Lane, Slots> slots;
    private final Runnable whenLapsed;
    private final Identity identity;
    private volatile int id = NOBODY;
    private volatile boolean draining;

    /** @param whenLapsed told that everything this worker was running is others' now */
    Membership(
            Workers workers,
            WorkerEvents events,
            WorkerSettings settings,
            Map<Lane, Slots> slots,
            Runnable whenLapsed) {
        this.workers = workers;
        this.events = events;
        this.settings = settings;
        this.slots = slots;
        this.whenLapsed = whenLapsed;
        this.identity = Here.named(settings.name());
    }

    /** The id to claim under; a claim under the id of nobody gets nothing. */
    int id() {
        return id;
    }

    @Override
    public Duration runOnce() {
        if (id != NOBODY && !beat()) {
            LOG.warn(
                    "Worker {} was silent for longer than its lease of {}; its attempts are others' now",
                    id,
                    settings.lease());
            id = NOBODY;
            whenLapsed.run();
        }
        if (id == NOBODY) {
            id = workers.join(identity, settings.lanes(), settings.laneSlots(), settings.lease());
            LOG.info(
                    "Worker {} serves {}",
                    id,
                    settings.lanes().stream().map(lane -> lane.label()).sorted().toList());
        }
        if (draining) {
            workers.drain(id);
        }
        return settings.lease().dividedBy(3);
    }

    private boolean beat() {
        return events.beat(
                        id,
                        said -> workers.beat(id, settings.lease(), said, busy()).orElse(null))
                != null;
    }

    private Map<Lane, Integer> busy() {
        var busy = new EnumMap<Lane, Integer>(Lane.class);
        slots.forEach((lane, on) -> busy.put(lane, on.busy()));
        return busy;
    }

    /** The next sign of life says that nothing more is taken in. */
    void drain() {
        draining = true;
    }

    void leave() {
        if (id != NOBODY) {
            workers.leave(id, events.last(id));
        }
    }
}
