package io.penstock.scheduler.analysis;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.penstock.db.analysis.Analysis.State;
import io.penstock.db.analysis.AnalysisRuns;
import io.penstock.db.analysis.Hold;
import io.penstock.db.job.Failure;
import io.penstock.dispatch.loop.Duty;
import io.penstock.scheduler.analysis.Work.Stop;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
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
 * run: takes analyses that are due, and lets each go through its steps in a thread of its own. Any number of schedulers may do so; one
 * has an analysis at a time.
 */
public final class RunAnalyses implements Duty, AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(RunAnalyses.class);

    private static final Duration REST = Duration.ofMillis(250);
    private static final Duration BETWEEN_PROLONGINGS = Duration.ofSeconds(2);
    private static final Duration FIRST_DELAY = Duration.ofSeconds(2);
    private static final Duration LONGEST_DELAY = Duration.ofMinutes(5);
    private static final Duration UNTIL_STOPPED = Duration.ofSeconds(8);

    /** Counting those that a dying scheduler left. */
    private static final int MOST_TRIES = 20;

    private final AnalysisRuns runs;
    private final AnalysisJob job;
    private final CleanUp cleanUp;
    private final int atOnce;
    private final MeterRegistry meters;
    private final Map<Hold, Work> working = new ConcurrentHashMap<>();
    private final Phaser threads = new Phaser(1);
    private long lastProlonging = System.nanoTime();

    RunAnalyses(AnalysisRuns runs, AnalysisJob job, CleanUp cleanUp, int atOnce, MeterRegistry meters) {
        this.meters = meters;
        Gauge.builder("penstock.analyses.working", working::size)
                .description("Analyses that this scheduler has at work")
                .register(meters);
        this.runs = runs;
        this.job = job;
        this.cleanUp = cleanUp;
        this.atOnce = atOnce;
    }

    @Override
    public Duration runOnce() {
        if (System.nanoTime() - lastProlonging >= BETWEEN_PROLONGINGS.toNanos()) {
            lastProlonging = System.nanoTime();
            prolong();
        }
        int room = atOnce - working.size();
        if (room > 0) {
            runs.take(room).forEach(taken -> begin(new Work(taken)));
        }
        return REST;
    }

    private void prolong() {
        var kept = runs.prolong(working.keySet());
        working.forEach((hold, work) -> {
            var cancelled = kept.get(hold.runner());
            if (cancelled == null) {
                work.stop(Stop.LOST);
            } else if (cancelled) {
                work.stop(Stop.CANCELLED);
            }
        });
    }

    private void begin(Work work) {
        working.put(work.hold(), work);
        threads.register();
        if (work.analysis().cancelRequestedAt() != null) {
            work.stop(Stop.CANCELLED);
        }
        Thread.ofVirtual().name("analysis-" + work.hold().id()).start(() -> {
            try {
                run(work);
            } finally {
                working.remove(work.hold());
                threads.arriveAndDeregister();
            }
        });
    }

    private void run(Work work) {
        try {
            settle(work, attempt(work));
        } catch (Hold.Lost e) {
            LOG.info("{} is another scheduler's now", work.hold().id());
        } catch (RuntimeException e) {
            // Its lease will be over, and then the next one takes it.
            LOG.warn("{} could not be given back: {}", work.hold().id(), e.toString());
        }
    }

    /** What went wrong; nothing if nothing did. */
    private Optional<Throwable> attempt(Work work) {
        try {
            var execution = job.run(work);
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

    private void settle(Work work, Optional<Throwable> failure) {
        if (failure.isEmpty()) {
            cleanUp.afterSuccess(work);
            count(State.SUCCEEDED);
            return;
        }
        var chain = chain(failure.get());
        var failed = first(chain, AnalysisFailed.class);
        var stopped = first(chain, Work.Stopped.class);
        if (first(chain, Hold.Lost.class) != null) {
            throw first(chain, Hold.Lost.class);
        } else if (failed != null) {
            fail(work, failed.failure());
        } else if (stopped == null) {
            retry(work, failure.get());
        } else if (stopped.why() == Stop.CANCELLED) {
            cleanUp.afterGivingUp(work);
            runs.cancel(work.hold());
            count(State.CANCELLED);
        } else if (stopped.why() == Stop.SHUTDOWN) {
            runs.retry(work.hold(), null, Duration.ZERO);
        }
    }

    private void fail(Work work, Failure failure) {
        cleanUp.afterGivingUp(work);
        runs.fail(work.hold(), failure);
        count(State.FAILED);
    }

    private void count(State ended) {
        meters.counter("penstock.analyses.ended", "state", ended.label()).increment();
    }

    private void retry(Work work, Throwable failure) {
        int tries = work.analysis().tries();
        var what = failure.getClass().getSimpleName();
        if (tries >= MOST_TRIES) {
            fail(work, new Failure("internal_error", "It was tried %d times, at last with %s.".formatted(tries, what)));
            LOG.error("{} failed for good", work.hold().id(), failure);
            return;
        }
        var delay = delay(tries);
        LOG.warn("{} broke off and is tried again after {}: {}", work.hold().id(), delay, failure.toString());
        runs.retry(work.hold(), what, delay);
        meters.counter("penstock.analyses.broken.off").increment();
    }

    private static Duration delay(int tries) {
        var delay = FIRST_DELAY.multipliedBy(1L << Math.min(20, tries - 1));
        return delay.compareTo(LONGEST_DELAY) > 0 ? LONGEST_DELAY : delay;
    }

    private static List<Throwable> chain(Throwable failure) {
        return Stream.<Throwable>iterate(failure, e -> e != null, Throwable::getCause)
                .toList();
    }

    private static <T> @Nullable T first(List<Throwable> chain, Class<T> type) {
        return chain.stream()
                .filter(type::isInstance)
                .map(type::cast)
                .findFirst()
                .orElse(null);
    }

    /** Lets the next scheduler have at once what this one has at work. */
    @Override
    public void close() {
        working.values().forEach(work -> work.stop(Stop.SHUTDOWN));
        try {
            threads.awaitAdvanceInterruptibly(threads.arrive(), UNTIL_STOPPED.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (TimeoutException e) {
            LOG.warn("{} analyses did not stop in time; another scheduler takes them", working.size());
        }
    }
}
