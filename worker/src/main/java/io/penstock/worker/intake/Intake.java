package io.penstock.worker.intake;

import io.micrometer.core.instrument.MeterRegistry;
import io.penstock.catalog.kind.Lane;
import io.penstock.db.claim.Claims;
import io.penstock.db.claim.Claims.Offer;
import io.penstock.dispatch.lane.LaneRecord;
import io.penstock.dispatch.lane.Lanes;
import io.penstock.dispatch.lane.Lanes.Track;
import io.penstock.worker.event.WorkerEvents;
import io.penstock.worker.run.Running;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.AcknowledgeType;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ShareConsumer;
import org.apache.kafka.common.errors.WakeupException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Takes the records of a lane's track in: polls for no more than there are free slots, claims the poll, acknowledges it, and starts what it got. */
final class Intake implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Intake.class);
    private static final Duration FOR_SLOTS = Duration.ofMillis(100);
    private static final int MOST_IN_VAIN = 20;
    private static final Duration POLL = Duration.ofSeconds(1);
    private static final Duration AFTER_FAILURE = Duration.ofSeconds(1);
    private static final Duration TO_LEAVE = Duration.ofSeconds(5);

    private final Lane lane;
    private final Track track;
    private final Lanes lanes;
    private final Claims claims;
    private final WorkerEvents events;
    private final Membership membership;
    private final Running running;
    private final MeterRegistry meters;
    private final Slots.Part slots;
    private final CountDownLatch quiet = new CountDownLatch(1);
    private final CountDownLatch dry = new CountDownLatch(1);
    private final Thread thread;
    private volatile @Nullable ShareConsumer<byte[], byte[]> consumer;
    /** The intake's own. */
    private @Nullable LostClaim lost;

    Intake(
            Lane lane,
            Track track,
            Slots.Part slots,
            Lanes lanes,
            Claims claims,
            WorkerEvents events,
            Membership membership,
            Running running,
            MeterRegistry meters) {
        this.lane = lane;
        this.track = track;
        this.slots = slots;
        this.lanes = lanes;
        this.claims = claims;
        this.events = events;
        this.membership = membership;
        this.running = running;
        this.meters = meters;
        this.thread = Thread.ofPlatform()
                .name("intake-" + lane.label() + "-" + track)
                .daemon()
                .start(this::run);
    }

    /** Polls no more. What was claimed goes on. A claim under way is not cut off: what it got would be nobody's. */
    void quiet() {
        quiet.countDown();
        var polling = consumer;
        if (polling != null) {
            polling.wakeup();
        }
    }

    /** Returns when nothing more comes in, or when it takes too long. */
    void awaitQuiet(Duration atMost) throws InterruptedException {
        if (!dry.await(atMost.toNanos(), TimeUnit.NANOSECONDS)) {
            LOG.warn("Lane {}: a claim does not end; what it gets is rescued", lane.label());
        }
    }

    /** Leaves the lane, which Kafka takes its time for; too long when it is away. */
    @Override
    public void close() {
        quiet();
        try {
            thread.join(TO_LEAVE);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void run() {
        while (!isQuiet()) {
            try (var joined = lanes.join(lane, track, slots.poll())) {
                consumer = joined;
                takeInUntilQuiet(joined);
            } catch (WakeupException | InterruptedException e) {
                LOG.debug("Lane {} is told to be quiet", lane.label());
            } catch (RuntimeException | Error e) {
                LOG.warn("Lane {} could not be read and is joined anew: {}", lane.label(), e.toString());
                rest();
            }
        }
        dry.countDown();
    }

    private void takeInUntilQuiet(ShareConsumer<byte[], byte[]> joined) throws InterruptedException {
        try {
            int inVain = 0;
            while (!isQuiet()) {
                undoLostClaim();
                if (slots.take(slots.poll(), FOR_SLOTS)) {
                    inVain = 0;
                    takeIn(joined, slots.poll(), POLL);
                } else if (++inVain >= MOST_IN_VAIN && slots.poll() > 1) {
                    inVain = 0;
                    takeInSingly();
                    consumer = joined;
                }
            }
        } finally {
            dryIfQuiet();
        }
    }

    /** Told before the lane is left, which nobody need wait for. */
    private void dryIfQuiet() {
        if (isQuiet()) {
            dry.countDown();
        }
    }

    /**
     * Long jobs have left fewer slots than a poll waits for. Until there are as many again, another member of the group takes single
     * records. It goes then, so that what Kafka may still hand to it goes to others at once.
     */
    private void takeInSingly() throws InterruptedException {
        try (var single = lanes.join(lane, track, 1)) {
            consumer = single;
            takeInSingly(single);
        }
    }

    private void takeInSingly(ShareConsumer<byte[], byte[]> single) throws InterruptedException {
        try {
            while (!isQuiet() && slots.free() < slots.poll()) {
                undoLostClaim();
                if (slots.take(1, FOR_SLOTS)) {
                    takeIn(single, 1, FOR_SLOTS);
                }
            }
        } finally {
            dryIfQuiet();
        }
    }

    /** @param atMost how many slots were taken for it, of which it gives back what it does not need */
    private void takeIn(ShareConsumer<byte[], byte[]> joined, int atMost, Duration patience) {
        int started = 0;
        try {
            var records = joined.poll(patience);
            if (!records.isEmpty()) {
                var offers = new ArrayList<Offer>(records.count());
                var unreadable = new ArrayList<ConsumerRecord<byte[], byte[]>>();
                for (var record : records) {
                    LaneRecord.decode(record.value())
                            .ifPresentOrElse(
                                    known -> offers.add(new Offer(known.id(), known.attempt())),
                                    () -> unreadable.add(record));
                }
                started = claim(offers);
                // From here on the rows carry the duty, not the records.
                records.forEach(joined::acknowledge);
                unreadable.forEach(record -> joined.acknowledge(record, AcknowledgeType.REJECT));
                joined.commitAsync();
                meters.counter("penstock.records.unreadable", "lane", lane.label())
                        .increment(unreadable.size());
            }
        } finally {
            slots.giveBack(atMost - started);
        }
    }

    /** Claims them and starts what it got; returns how many. */
    private int claim(List<Offer> offers) {
        int worker = membership.id();
        lost = new LostClaim(worker, offers);
        var claimed = claims.claim(worker, offers);
        lost = null;
        events.claimed(claimed);
        for (var claim : claimed) {
            slots.occupy();
            running.start(claim, slots::vacate);
        }
        meters.counter("penstock.claimed", "lane", lane.label()).increment(claimed.size());
        meters.counter("penstock.records.dropped", "lane", lane.label()).increment(offers.size() - claimed.size());
        return claimed.size();
    }

    /** A claim may have gone through though its answer never came. Nobody runs what it got, and its worker is alive: it is given back. */
    private void undoLostClaim() {
        var claim = lost;
        if (claim != null) {
            var jobs = claims.undo(claim.worker, claim.offers);
            lost = null;
            events.released(jobs);
            LOG.warn(
                    "Lane {}: {} jobs of a claim whose answer was lost are back behind their gates",
                    lane.label(),
                    jobs.size());
        }
    }

    private record LostClaim(int worker, List<Offer> offers) {}

    private boolean isQuiet() {
        return quiet.getCount() == 0;
    }

    private void rest() {
        try {
            quiet.await(AFTER_FAILURE.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
