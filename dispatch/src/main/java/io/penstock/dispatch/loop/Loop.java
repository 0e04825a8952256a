package io.penstock.dispatch.loop;

import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The thread of a duty: its cadence, its jitter, its rest after a failure, and its end. */
public final class Loop implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Loop.class);
    private static final Duration AFTER_FAILURE = Duration.ofSeconds(1);
    private static final Duration STOP_PATIENCE = Duration.ofSeconds(10);

    private final String name;
    private final Duty duty;
    private final Semaphore nudges = new Semaphore(0);
    private final Thread thread;
    private volatile boolean stopping;

    private Loop(String name, Duty duty) {
        this.name = name;
        this.duty = duty;
        this.thread = Thread.ofPlatform().name("loop-" + name).daemon().unstarted(this::run);
    }

    public static Loop start(String name, Duty duty) {
        var loop = new Loop(name, duty);
        loop.thread.start();
        return loop;
    }

    /** Ends the present rest, or skips the next one. */
    public void nudge() {
        if (nudges.availablePermits() == 0) {
            nudges.release();
        }
    }

    /** Lets the present run end and begins no further one. */
    @Override
    public void close() {
        stopping = true;
        nudge();
        try {
            thread.join(STOP_PATIENCE);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void run() {
        boolean failing = false;
        while (!stopping) {
            Duration rest;
            try {
                rest = duty.runOnce();
                if (failing) {
                    LOG.info("{} works again", name);
                }
                failing = false;
            } catch (RuntimeException | Error e) {
                // An Error too: a process without one of its duties would seem well. Postgres or Kafka is away, most
                // likely. Saying so once is enough; the duty is tried until it works.
                if (failing) {
                    LOG.debug("{} still fails", name, e);
                } else {
                    LOG.warn(
                            "{} failed and is tried again every {} ms: {}",
                            name,
                            AFTER_FAILURE.toMillis(),
                            e.toString());
                }
                failing = true;
                rest = AFTER_FAILURE;
            }
            rest(rest);
        }
    }

    /** A tenth of the rest is left to chance, so that processes that started together do not work in step. */
    private void rest(Duration rest) {
        long nanos = rest.toNanos();
        long jitter = nanos / 10 == 0 ? 0 : ThreadLocalRandom.current().nextLong(nanos / 10);
        try {
            if (nudges.tryAcquire(nanos - jitter, TimeUnit.NANOSECONDS)) {
                nudges.drainPermits();
            }
        } catch (InterruptedException e) {
            stopping = true;
        }
    }
}
