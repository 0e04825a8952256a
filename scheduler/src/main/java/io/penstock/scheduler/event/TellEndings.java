package io.penstock.scheduler.event;

import io.penstock.db.event.Ending;
import io.penstock.db.event.UnsentEndings;
import io.penstock.db.event.UnsentEndings.Behind;
import io.penstock.db.event.UnsentEndings.Position;
import io.penstock.dispatch.event.JobEvent;
import io.penstock.dispatch.event.JobEvents;
import io.penstock.dispatch.loop.Duty;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells how jobs ended when no worker did or could: those that ended without one, and those of a worker that was lost, or that could not
 * reach Kafka. Several schedulers may run; one of them does this at a time.
 */
public final class TellEndings implements Duty {

    private static final Logger LOG = LoggerFactory.getLogger(TellEndings.class);
    private static final Duration REST = Duration.ofMillis(250);
    private static final Duration BETWEEN_LOOKS = Duration.ofSeconds(2);
    private static final Duration LEASE = Duration.ofSeconds(40);
    private static final Duration PATIENCE = Duration.ofSeconds(35);
    private static final int AT_ONCE = 2000;
    private static final int FEW = 5000;
    private static final Duration SHORTEST = Duration.ofSeconds(1);

    private final UnsentEndings endings;
    private final JobEvents events;
    private final UUID me = UUID.randomUUID();
    private long lastLook = System.nanoTime() - BETWEEN_LOOKS.toNanos();

    public TellEndings(UnsentEndings endings, JobEvents events) {
        this.endings = endings;
        this.events = events;
    }

    @Override
    public Duration runOnce() {
        var until = endings.lead(me, LEASE);
        if (until.isEmpty()) {
            return REST;
        }
        var horizon = endings.horizon();
        tellWithoutWorker(until.get(), horizon);
        boolean more = false;
        if (System.nanoTime() - lastLook >= BETWEEN_LOOKS.toNanos()) {
            for (var behind : endings.behind()) {
                more |= catchUp(behind, horizon);
            }
            lastLook = more ? lastLook : System.nanoTime();
        }
        return more ? Duration.ZERO : REST;
    }

    private void tellWithoutWorker(Instant until, Instant horizon) {
        var page = endings.withoutWorker(Position.from(until), horizon, AT_ONCE);
        while (page.size() == AT_ONCE) {
            tell(page);
            var last = Position.after(page.getLast());
            endings.advance(me, last.at());
            if (endings.lead(me, LEASE).isEmpty()) {
                return;
            }
            page = endings.withoutWorker(last, horizon, AT_ONCE);
        }
        tell(page);
        endings.advance(me, horizon);
    }

    /** Tells what the worker ended in the next stretch of time, which is the longer the less there was; true when there is a further one. */
    private boolean catchUp(Behind behind, Instant horizon) {
        var from = behind.until();
        int told = 0;
        for (var stretch = SHORTEST; from.isBefore(horizon) && told < FEW; stretch = stretch.multipliedBy(2)) {
            var to = from.plus(stretch).isBefore(horizon) ? from.plus(stretch) : horizon;
            var page = endings.ofWorker(behind.worker(), from, to);
            tell(page);
            endings.caughtUp(behind.worker(), to);
            told += page.size();
            from = to;
        }
        if (told > 0) {
            LOG.info("The events of {} jobs that worker {} ended were sent again", told, behind.worker());
        }
        return from.isBefore(horizon);
    }

    private void tell(List<Ending> ended) {
        try {
            events.send(ended.stream().flatMap(e -> JobEvent.of(e).stream()).toList())
                    .get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException | TimeoutException e) {
            throw new IllegalStateException("Kafka did not take " + ended.size() + " final events", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("Interrupted while final events were sent", e);
        }
    }
}
