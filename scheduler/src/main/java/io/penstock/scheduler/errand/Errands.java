package io.penstock.scheduler.errand;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.penstock.db.fleet.HoldLost;
import io.penstock.db.job.Failure;
import io.penstock.dispatch.loop.Duty;
import io.penstock.scheduler.errand.Errand.Stop;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Phaser;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.batch.core.BatchStatus;
import org.springframework.batch.core.job.JobExecution;

/**
 * run: takes what is due, and lets each go through its steps in a thread of its own. Any number of schedulers may do so; one has it at a
 * time, by a lease that is prolonged here.
 */
public final class Errands<T> implements Duty, AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Errands.class);

    private static final Duration REST = Duration.ofMillis(250);
    private static final Duration BETWEEN_PROLONGINGS = Duration.ofSeconds(2);
    private static final Duration FIRST_DELAY = Duration.ofSeconds(2);
    private static final Duration LONGEST_DELAY = Duration.ofMinutes(5);
    private static final Duration UNTIL_STOPPED = Duration.ofSeconds(8);

    /** Counting those that a dying scheduler left. */
    private static final int MOST_TRIES = 20;

    /** What is at work here, and what becomes of it. */
    public interface Trade<T> {

        /** Takes so many of those that are due. */
        List<T> take(int most);

        Errand errand(T work);

        /** Keeps these. Returns, by their runners, which of them are still held, and whether somebody wants them cancelled. */
        Map<UUID, Boolean> prolong(Collection<T> works);

        /** Returns when it has come to its end, or a step has failed. */
        JobExecution run(T work) throws Exception;

        void succeeded(T work);

        void failed(T work, Failure failure);

        void cancelled(T work);

        /** Gives it back; a scheduler may take it after the delay. */
        void retry(T work, @Nullable String trouble, Duration delay);
    }

    private final Trade<T> trade;
    private final int atOnce;
    private final MeterRegistry meters;
    private final String what;
    private final Map<UUID, T> working = new ConcurrentHashMap<>();
    private final Phaser threads = new Phaser(1);
    private long lastProlonging = System.nanoTime();

    /** @param what they are called in metrics, in the plural */
    public Errands(Trade<T> trade, int atOnce, String what, MeterRegistry meters) {
        this.trade = trade;
        this.atOnce = atOnce;
        this.what = what;
        this.meters = meters;
        Gauge.builder("penstock." + what + ".working", working::size)
                .description("What of these this scheduler has at work")
                .register(meters);
    }

    @Override
    public Duration runOnce() {
        if (System.nanoTime() - lastProlonging >= BETWEEN_PROLONGINGS.toNanos()) {
            lastProlonging = System.nanoTime();
            prolong();
        }
        int room = atOnce - working.size();
        if (room > 0) {
            trade.take(room).forEach(this::begin);
        }
        return REST;
    }

    private void prolong() {
        var kept = trade.prolong(List.copyOf(working.values()));
        working.forEach((runner, work) -> {
            var cancelled = kept.get(runner);
            if (cancelled == null) {
                trade.errand(work).stop(Stop.LOST);
            } else if (cancelled) {
                trade.errand(work).stop(Stop.CANCELLED);
            }
        });
    }

    private void begin(T work) {
        var errand = trade.errand(work);
        working.put(errand.runner(), work);
        threads.register();
        Thread.ofVirtual().name(errand.name()).start(() -> {
            try {
                run(work, errand);
            } finally {
                working.remove(errand.runner());
                threads.arriveAndDeregister();
            }
        });
    }

    private void run(T work, Errand errand) {
        try {
            settle(work, errand, attempt(work));
        } catch (HoldLost e) {
            LOG.info("{} is not this scheduler's any more", errand.name());
        } catch (RuntimeException e) {
            // Its lease will be over, and then the next one takes it.
            LOG.warn("{} could not be given back: {}", errand.name(), e.toString());
        }
    }

    /** What went wrong; nothing if nothing did. */
    private Optional<Throwable> attempt(T work) {
        try {
            var execution = trade.run(work);
            return execution.getStatus() == BatchStatus.COMPLETED ? Optional.empty() : Optional.of(failure(execution));
        } catch (Exception e) {
            return Optional.of(e);
        }
    }

    private static Throwable failure(JobExecution execution) {
        return execution.getAllFailureExceptions().stream()
                .findFirst()
                .orElseGet(() -> new IllegalStateException(
                        "It ended as " + execution.getExitStatus().getExitCode()));
    }

    private void settle(T work, Errand errand, Optional<Throwable> failure) {
        if (failure.isEmpty()) {
            trade.succeeded(work);
            return;
        }
        var chain = chain(failure.get());
        var lost = first(chain, HoldLost.class);
        var gaveUp = first(chain, GaveUp.class);
        var stopped = first(chain, Errand.Stopped.class);
        if (lost != null) {
            throw lost;
        } else if (gaveUp != null) {
            trade.failed(work, gaveUp.failure());
        } else if (stopped == null) {
            retry(work, errand, failure.get());
        } else if (stopped.why() == Stop.CANCELLED) {
            trade.cancelled(work);
        } else if (stopped.why() == Stop.SHUTDOWN) {
            trade.retry(work, null, Duration.ZERO);
        }
    }

    private void retry(T work, Errand errand, Throwable failure) {
        var why = failure.getClass().getSimpleName();
        if (errand.tries() >= MOST_TRIES) {
            trade.failed(
                    work,
                    new Failure(
                            "internal_error",
                            "It was tried %d times, at last with %s.".formatted(errand.tries(), why)));
            LOG.error("{} failed for good", errand.name(), failure);
            return;
        }
        var delay = delay(errand.tries());
        LOG.warn("{} broke off and is tried again after {}: {}", errand.name(), delay, failure.toString());
        trade.retry(work, why, delay);
        meters.counter("penstock." + what + ".broken.off").increment();
    }

    private static Duration delay(int tries) {
        var delay = FIRST_DELAY.multipliedBy(1L << Math.clamp(tries - 1L, 0, 20));
        return delay.compareTo(LONGEST_DELAY) > 0 ? LONGEST_DELAY : delay;
    }

    private static List<Throwable> chain(Throwable failure) {
        return Stream.<Throwable>iterate(failure, e -> e != null, Throwable::getCause)
                .toList();
    }

    private static <E> @Nullable E first(List<Throwable> chain, Class<E> type) {
        return chain.stream()
                .filter(type::isInstance)
                .map(type::cast)
                .findFirst()
                .orElse(null);
    }

    /** Lets the next scheduler have at once what this one has at work. */
    @Override
    public void close() {
        working.values().forEach(work -> trade.errand(work).stop(Stop.SHUTDOWN));
        try {
            threads.awaitAdvanceInterruptibly(threads.arrive(), UNTIL_STOPPED.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (TimeoutException e) {
            LOG.warn("{} {} did not stop in time; another scheduler takes them", working.size(), what);
        }
    }
}
