package io.penstock.dispatch.dispatcher;

import io.micrometer.core.instrument.MeterRegistry;
import io.penstock.catalog.kind.Lane;
import io.penstock.db.fleet.LaneLoads;
import io.penstock.db.gate.Gates;
import io.penstock.db.gate.LimitedGates;
import io.penstock.db.gate.Unclaimed;
import io.penstock.db.job.Moved;
import io.penstock.dispatch.event.JobEvent;
import io.penstock.dispatch.event.JobEvents;
import io.penstock.dispatch.lane.LaneRecord;
import io.penstock.dispatch.lane.LaneSettings;
import io.penstock.dispatch.lane.Lanes;
import io.penstock.dispatch.lane.Lanes.Track;
import io.penstock.dispatch.loop.Duty;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * dispatch: moves the jobs that may run now from the gates to the lanes, as many as the lanes have room for. Any number of these may
 * run in any number of processes.
 */
public final class Dispatcher implements Duty {

    private static final Logger LOG = LoggerFactory.getLogger(Dispatcher.class);

    private static final int HAND = 1000;
    private static final int FEWEST = 4;
    private static final long BETWEEN_LOOKS_AT_CREW = Duration.ofSeconds(1).toNanos();
    private static final Duration WHEN_IDLE = Duration.ofSeconds(1);
    private static final Duration WHEN_FULL = Duration.ofMillis(5);
    private static final Duration MOST_PATIENCE = Duration.ofMillis(10);
    private static final Duration MOST_PATIENCE_WHEN_SLOW = Duration.ofMillis(40);

    private final Gates gates;
    private final LimitedGates limitedGates;
    private final Unclaimed unclaimed;
    private final LaneLoads loads;
    private final Lanes lanes;
    private final JobEvents events;
    private final LaneSettings settings;
    private final MeterRegistry meters;
    private final Set<Lane> nudged = ConcurrentHashMap.newKeySet();
    private final Set<Lane> fresh = ConcurrentHashMap.newKeySet();
    private final Map<Lane, LaneDepth> depths = new EnumMap<>(Lane.class);
    private final Map<Lane, FastTrack> fastTracks = new EnumMap<>(Lane.class);
    private final Map<Lane, Seen> crews = new EnumMap<>(Lane.class);
    private final Map<Lane, Duration> patience = new EnumMap<>(Lane.class);
    private long lastRound = System.nanoTime();
    private boolean kafkaIsAway;

    public Dispatcher(
            Gates gates,
            LimitedGates limitedGates,
            Unclaimed unclaimed,
            LaneLoads loads,
            Lanes lanes,
            JobEvents events,
            LaneSettings settings,
            MeterRegistry meters) {
        this.gates = gates;
        this.limitedGates = limitedGates;
        this.unclaimed = unclaimed;
        this.loads = loads;
        this.lanes = lanes;
        this.events = events;
        this.settings = settings;
        this.meters = meters;
    }

    /** Says that there is something for this lane; the next run looks there. */
    public void nudge(Lane lane) {
        fresh.add(lane);
        nudged.add(lane);
    }

    /** Serves the lanes that were nudged or wait for permits, and every second all of them, until nothing waits or the lanes are full. */
    @Override
    public synchronized Duration runOnce() {
        lanes.make();
        boolean round = nudged.isEmpty() || System.nanoTime() - lastRound >= WHEN_IDLE.toNanos();
        var due = round ? EnumSet.allOf(Lane.class) : EnumSet.copyOf(nudged);
        if (round) {
            fresh.addAll(due);
            lastRound = System.nanoTime();
        }
        nudged.removeAll(due);
        var rest = WHEN_IDLE;
        for (var lane : due) {
            var again = serve(lane);
            if (again.compareTo(WHEN_IDLE) < 0) {
                nudged.add(lane);
                rest = shorter(again, rest);
            }
        }
        return kafkaIsAway ? WHEN_IDLE : rest;
    }

    /** Says when to look again. The jobs behind limits come first, and leave half the room to the others. */
    private Duration serve(Lane lane) {
        sendFreshAhead(lane);
        int room = room(lane);
        boolean more = true;
        var again = WHEN_IDLE;
        while (more && room > 0) {
            int hand = Math.min(Math.ceilDiv(room, 2), HAND);
            var limited = limitedGates.take(lane, hand);
            events.tell(limited.news());
            var free = gates.take(lane, Math.clamp(room - limited.jobs().size(), 0, HAND));
            var taken = new ArrayList<>(limited.jobs());
            taken.addAll(free);
            var ahead = mayGoAhead(lane, taken);
            boolean aheadSent = publish(lane, Track.FAST, ahead);
            boolean othersSent = publish(lane, Track.MAIN, without(ahead, taken));
            if (!aheadSent || !othersSent) {
                return WHEN_IDLE;
            }
            fastTrack(lane).dispatched(ahead);
            depth(lane).dispatched(taken.size() - ahead.size());
            if (!taken.isEmpty()) {
                patience.remove(lane);
            }
            again = limited.again() == null ? WHEN_IDLE : limited.again();
            // Less than a full hand is all there is behind limits; of the others somebody else may have taken some.
            more = !free.isEmpty() || limited.jobs().size() == hand;
            sendFreshAhead(lane);
            room = room(lane);
        }
        return more ? waitLonger(lane) : again;
    }

    /** What came lately may be of tenants that have nothing else here; they do not wait for room on the lane, nor until it is full. */
    private void sendFreshAhead(Lane lane) {
        if (fresh.remove(lane) && !sendAhead(lane)) {
            fresh.add(lane);
        }
    }

    /** False when it could not look. */
    private boolean sendAhead(Lane lane) {
        if (crew(lane).more() == 0) {
            return true;
        }
        int room = fastRoom(lane);
        if (room > 0) {
            var alone = gates.takeAlone(lane, room);
            publish(lane, Track.FAST, alone);
            fastTrack(lane).dispatched(alone);
        }
        return room > 0;
    }

    /** They would wait behind all else that lies on the lane. */
    private List<Moved> mayGoAhead(Lane lane, List<Moved> taken) {
        int room = taken.isEmpty() || crew(lane).more() == 0 ? 0 : fastRoom(lane);
        return room == 0 ? List.of() : gates.alone(taken).stream().limit(room).toList();
    }

    private static List<Moved> without(List<Moved> some, List<Moved> all) {
        return some.isEmpty()
                ? all
                : all.stream().filter(job -> !some.contains(job)).toList();
    }

    private int fastRoom(Lane lane) {
        return kafkaIsAway ? 0 : fastTrack(lane).room();
    }

    private FastTrack fastTrack(Lane lane) {
        return fastTracks.computeIfAbsent(lane, l -> new FastTrack(unclaimed::of));
    }

    /** Twice as long as the last time in vain: a lane that stays full has long jobs, and looking at it would not make them shorter. */
    private Duration waitLonger(Lane lane) {
        var most = depth(lane).isSlow() ? MOST_PATIENCE_WHEN_SLOW : MOST_PATIENCE;
        return patience.merge(lane, WHEN_FULL, (before, first) -> shorter(before.multipliedBy(2), most));
    }

    private static Duration shorter(Duration one, Duration other) {
        return one.compareTo(other) < 0 ? one : other;
    }

    /** How many more the lane takes. */
    private int room(Lane lane) {
        return kafkaIsAway ? 1 : depth(lane).room();
    }

    private LaneDepth depth(Lane lane) {
        return depths.computeIfAbsent(
                lane,
                l -> new LaneDepth(
                        FEWEST, settings.window(), () -> onMainTrack(l), () -> crew(l).idle(), System::nanoTime));
    }

    /** Postgres does not know the tracks, but it knows how many there are at most. */
    private CompletableFuture<Integer> onMainTrack(Lane lane) {
        return lanes.depth(lane, Track.MAIN)
                .thenApplyAsync(
                        known -> known.orElseGet(() -> unclaimed.on(lane).jobs()), Thread::startVirtualThread);
    }

    private record Seen(LaneLoads.Crew crew, long nanos) {}

    private LaneLoads.Crew crew(Lane lane) {
        var seen = crews.get(lane);
        if (seen == null || System.nanoTime() - seen.nanos >= BETWEEN_LOOKS_AT_CREW) {
            seen = new Seen(loads.crew(lane), System.nanoTime());
            crews.put(lane, seen);
        }
        return seen.crew;
    }

    /** False when some could not be sent. */
    private boolean publish(Lane lane, Track track, List<Moved> jobs) {
        if (jobs.isEmpty()) {
            return true;
        }
        var unsent = lanes.send(
                lane,
                track,
                jobs.stream()
                        .map(job -> new LaneRecord(job.id(), job.attempt(), job.kind()))
                        .toList());
        meters.counter("penstock.dispatched", "lane", lane.label()).increment(jobs.size() - unsent.size());
        if (!unsent.isEmpty()) {
            events.offer(JobEvent.returned(
                    unclaimed.giveBack(unsent.stream().map(jobs::get).toList())));
        }
        if (kafkaIsAway == unsent.isEmpty()) {
            kafkaIsAway = !unsent.isEmpty();
            LOG.warn(
                    kafkaIsAway
                            ? "Kafka takes no records; jobs wait in their gates and are tried one at a time until it does"
                            : "Kafka takes records again");
        }
        return unsent.isEmpty();
    }
}
